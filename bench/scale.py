"""Times a trend over 36 million rows by this project, DuckDB and pandas, their check, and a build.

Run it with `uv run --no-project --with-editable ".[bench]" bench/scale.py`, so that its packages
are not in the environment of builds: papermill imports pyarrow where it finds it. It takes some
eight minutes and 1 GB in the temporary folder, prints Markdown tables and puts them into
`bench/RESULTS.md`. Each way runs in a process of its own; seconds are without its imports. With
`--only-build` it builds the whole site of a copy of this project that has these rows, and keeps
nothing; `--dataset forecasts --months 12` gives another dataset its rows. How builds grow is in
`bench/growth.py`.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import chain
from math import prod
from pathlib import Path
from statistics import median

import polars as pl
import results
from growth import part_figures
from projects import copied

from opsg.core import months
from opsg.data.datasets import Dataset, dataset

MONTHS = 36
ROWS = 1_000_000
REPEATS = 5
DATASET = "hub_exceptions"

FORMS: dict[str, tuple[str, int]] = {
    "party": ("User {:05}", 0),
    "service_request": ("4.{}", 99),
    "combination": ("MM{}", 0),
    "defect": ("Defect {}", 1_000),
    "manufacturer": ("MM{}", 1_000),
    "firmware": ("Firmware A{}", 0),
}
"""How values are written where any will do, and how many there are; 0: as many as it takes."""

MORE = {"requests": 100, "gsmes": 200}
"""What a measure has more than the others, as its contract wants."""

OURS = """\
import polars as pl
from opsg.data import snapshots
from opsg.data.datasets import DATASETS
def work():
    rows = snapshots.scan("hub_exceptions", data=data)
    sums = rows.group_by("month", by).agg(pl.col("open").sum())
    return sums.sort("month", by).collect()["open"].sum()
"""

DUCKDB = """\
import duckdb
duckdb.sql("set enable_progress_bar = false")
def work():
    files = str(data / "snapshots" / "hub_exceptions" / "*.parquet")
    rows = f"read_parquet('{files}')"
    sums = f"select month, {by}, sum(open) as n from {rows} group by all order by all"
    return int(sum(duckdb.sql(sums).fetchnumpy()["n"]))
"""

PANDAS = """\
import pandas
def work():
    files = sorted((data / "snapshots" / "hub_exceptions").iterdir())
    rows = pandas.concat(pandas.read_parquet(file, columns=["month", by, "open"]) for file in files)
    return rows.groupby(["month", by], sort=True)["open"].sum().sum()
"""

CHECK = """\
from opsg.data.snapshots.check import check_dataset
from opsg.data.datasets import dataset
def work():
    return len(check_dataset(dataset("hub_exceptions"), data / "snapshots" / "hub_exceptions"))
"""

AROUND = """\
import json, sys, time
from pathlib import Path
data, by = Path(sys.argv[1]), sys.argv[2]
WAY
start = time.perf_counter()
result = int(work())
seconds = time.perf_counter() - start
status = Path("/proc/self/status").read_text().splitlines()
peak = next(int(line.split()[1]) for line in status if line.startswith("VmHWM:"))
print(json.dumps([result, seconds, peak / 1024]))
"""


BUILD = "import sys; from opsg import cli; sys.exit(cli.main(sys.argv[1:]))"

POLL_S = 0.25
"""How long to wait between looks at the memory of a build's processes."""


def main() -> None:
    """Measure everything, print it and keep it."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--only-build", action="store_true", help="nothing is kept")
    arguments.add_argument("--dataset", default=DATASET, help="which is large, with --only-build")
    arguments.add_argument("--months", type=int, default=MONTHS, help="of how many months it is")
    asked = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        project = copied(Path(folder))
        size = _write(project / "data", asked.dataset, asked.months)
        text = "" if asked.only_build else "".join(_table(project / "data", size))
        text += "".join(_built(project))
    text += f"\n{results.machine()}\n"
    print(text, end="")
    if not asked.only_build:
        results.write("Large snapshots (`bench/scale.py`)", text)


def _write(data: Path, name: str, count: int) -> int:
    """Write a dataset's months up to February 2021, every key once in each; the files' bytes."""
    described, folder = dataset(name), data / "snapshots" / name
    shutil.rmtree(folder)
    folder.mkdir()
    keys = pl.DataFrame({"row": [0]})
    for column, values in _values(described).items():
        keys = keys.join(pl.DataFrame({column: values}), how="cross")
    keys = keys.drop("row").head(ROWS).with_row_index("row")
    for number in range(count):
        month = months.add(date(2021, 2, 1), number + 1 - count)
        figures = keys.with_columns(
            pl.lit(month).alias("month"),
            *(
                (
                    (pl.col("row").hash(number * 31 + place) % 100).cast(pl.Int64)
                    + MORE.get(name, 0)
                ).alias(name)
                for place, name in enumerate(described.measures)
            ),
            pl.lit("illustrative").alias("provenance"),
        )
        figures.select(described.columns).write_parquet(folder / f"{months.text(month)}.parquet")
    return sum(path.stat().st_size for path in folder.iterdir())


def _values(described: Dataset) -> dict[str, Sequence[object]]:
    """The values of each key, so many that there are ROWS of all together or a few more."""
    values: dict[str, Sequence[object]] = {}
    # Those of which there are as many as it takes come last.
    for column in sorted(described.groups, key=lambda column: FORMS.get(column, ("", 1))[1] == 0):
        form, count = FORMS.get(column, ("", 0))
        if column == "months_requested":
            values[column] = range(1, 14)
        elif form:
            rest = -(-ROWS // prod(map(len, values.values())))
            values[column] = [form.format(number) for number in range(1, (count or rest) + 1)]
        else:
            values[column] = described.allowed(column)
    return values


def _table(data: Path, size: int) -> Iterator[str]:
    rows = MONTHS * ROWS
    yield f"{MONTHS} Parquet files of {ROWS:,} rows from 83,334 parties, {size / 2**20:,.0f} MB; "
    yield f"median of {REPEATS}, all in turn.\n\n"
    aims = []
    yield "| sums by month and | way | seconds | times the fastest | MB at most |\n"
    yield "| --- | --- | ---: | ---: | ---: |\n"
    for by in ("region", "party"):
        taken = _in_turn({"this project": OURS, "DuckDB": DUCKDB, "pandas": PANDAS}, data, by)
        fastest = min(seconds for seconds, _ in taken.values())
        for way, (seconds, peak) in taken.items():
            yield f"| {by} | {way} | {seconds:.2f} | {seconds / fastest:.2f} | {peak:,.0f} |\n"
        seconds, peak = taken["this project"]
        aims += [(f"times the fastest, by {by}", 1.3, seconds / fastest)]
        aims += [(f"MB at most, by {by}", 1500, peak)]
    ((seconds, peak),) = _in_turn({"check": CHECK}, data, "", repeats=2).values()
    yield f"\nChecking all {rows:,} rows against the contract: {seconds:.1f} s "
    yield f"({rows / seconds / 1e6:.1f} million rows a second), {peak:,.0f} MB at most.\n\n"
    yield results.aims(*aims)


def _built(project: Path) -> Iterator[str]:
    """How long a build from nothing of a project takes, and how much memory."""
    part_figures(project / "data")
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    command = [sys.executable, "-c", BUILD, "--renderer", "pandoc"]
    start, before = time.perf_counter(), _processor_seconds()
    with tempfile.TemporaryFile("w+") as said:
        build = subprocess.Popen(command, cwd=project, env=environment, stdout=said, stderr=said)
        largest = together = 0.0
        while build.poll() is None:
            sizes = list(_sizes(build.pid))
            largest = max(largest, *(resident for resident, _ in sizes), 0)
            together = max(together, sum(share for _, share in sizes))
            time.sleep(POLL_S)
        said.seek(0)
        assert build.returncode == 0, said.read()[-2000:]
    seconds = time.perf_counter() - start
    yield f"\nA build from nothing of this project with these rows: {seconds:.0f} s, of the "
    yield f"processor {_processor_seconds() - before:.0f} s. The largest process had "
    yield f"{largest:,.0f} MB, all processes together {together:,.0f} MB at most (PSS).\n\n"
    yield results.aims(
        ("MB of the largest process of a build", 1500, largest),
        ("MB of all its processes together", 1500, together),
    )


def _processor_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _sizes(process: int) -> Iterator[tuple[float, float]]:
    """MB that a process and those below it have, each by itself and as its share (RSS, PSS)."""
    folder = Path(f"/proc/{process}")
    try:
        lines = (folder / "smaps_rollup").read_text().splitlines()
        kib = {line.split(":")[0]: int(line.split()[1]) for line in lines[1:]}
        below = [each.read_text().split() for each in folder.glob("task/*/children")]
    except OSError:
        return  # it has ended
    yield kib["Rss"] / 1024, kib["Pss"] / 1024
    for each in chain.from_iterable(below):
        yield from _sizes(int(each))


def _in_turn(
    ways: dict[str, str], data: Path, by: str, repeats: int = REPEATS
) -> dict[str, tuple[float, float]]:
    """The median seconds and the most MB of each way. Raises AssertionError if they disagree."""
    taken: dict[str, list[tuple[int, float, float]]] = {way: [] for way in ways}
    for _ in range(repeats):
        for way, source in ways.items():
            taken[way].append(_run(source, data, by))
    found = {result for runs in taken.values() for result, _, _ in runs}
    assert len(found) == 1, f"the ways disagree: {found}"
    return {
        way: (median(seconds for _, seconds, _ in runs), max(peak for *_, peak in runs))
        for way, runs in taken.items()
    }


def _run(source: str, data: Path, by: str) -> tuple[int, float, float]:
    command = [sys.executable, "-c", AROUND.replace("WAY", source), str(data), by]
    result, seconds, peak = json.loads(subprocess.check_output(command))
    return result, seconds, peak


if __name__ == "__main__":
    main()
