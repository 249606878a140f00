"""A dataset that hides small counts, through the command: no file of the site tells one."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from projects import FEBRUARY, GOLDEN, ROOT, assembled

from opsg.verification.secrets.extraction import texts

DATASET = "hubs_without_meters"
ISSUE = "no-meters-on-hubs"
CAUSES = ("process_incomplete", "second_visit_pending", "warehouse_triage")
# What is counted of three Users by cause: of the first few in all, so that another is hidden too.
IN_JANUARY = {"User 01": (30011, 20012, 9013), "User 02": (20014, 9015, 8016)}
IN_FEBRUARY = {
    "User 01": (1811, 1537, 1523),
    "User 02": (20013, 20004, 20006),
    "User 03": (20100, 12031, 11975),
}
SECRET = (4871, 1811, 1537, 1523, 44106, 20100, 12031, 11975)
SHOWN = (109000, 60023, 20013)


def _snapshot(folder: Path, month: str, counts: dict[str, tuple[int, ...]]) -> None:
    rows = [
        f"{month},{party},{cause},{count},illustrative"
        for party, line in counts.items()
        for cause, count in zip(CAUSES, line, strict=True)
    ]
    header = "month,party,cause,hubs,provenance"
    (folder / f"{month}.csv").write_text("\n".join([header, *rows]) + "\n")


@pytest.fixture(scope="module")
def hiding(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of a copy of the program whose contract of one dataset hides counts below 5000.

    It is the small project with February's issue of that dataset.
    """
    root = assembled(GOLDEN, tmp_path_factory.mktemp("hiding") / "opsg")
    shutil.copytree(FEBRUARY / "data/issues" / ISSUE, root / "data/issues" / ISSUE)
    shutil.copy(ROOT / f"notebooks/{ISSUE}.ipynb", root / "notebooks")
    shutil.copytree(ROOT / "opsg", root / "opsg")
    shutil.copyfile(ROOT / "build.py", root / "build.py")
    contracts = root / "opsg/data/datasets/contracts.py"
    name = f'name="{DATASET}",'
    contracts.write_text(contracts.read_text().replace(name, f"{name} suppress_below=5000,"))
    for month, counts in (("2021-01", IN_JANUARY), ("2021-02", IN_FEBRUARY)):
        _snapshot(root / "data/snapshots" / DATASET, month, counts)
    command = [sys.executable, "build.py", "--renderer", "pandoc"]
    done = subprocess.run(
        command,
        cwd=root,
        # For the processes that it starts: they would take the program that is installed.
        env=os.environ | {"PYTHONPATH": f"{root}{os.pathsep}{os.environ['PYTHONPATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return root / "_site"


@pytest.fixture(scope="module")
def told(hiding: Path) -> dict[str, str]:
    """All that each file of the site says, shown or not."""
    return {
        str(path.relative_to(hiding)): "\n".join(_texts(path))
        for path in sorted(hiding.rglob("*"))
        if path.is_file()
    }


def _texts(path: Path) -> Iterator[str]:
    if path.suffix == ".parquet":
        yield pl.read_parquet(path).write_csv()
    for text in texts(path, path.name):
        # The search index counts words.
        yield re.sub(r'"(?:locations|location|word_count)":(?:\[[\d,]*\]|\d+)', "", text.content)


def _files_with(told: dict[str, str], count: int) -> list[str]:
    written = re.compile(rf"(?<![\d.])({count}|{count:,})(?!\d)")
    return [name for name, text in told.items() if written.search(text)]


@pytest.mark.parametrize("count", SECRET)
def test_a_hidden_count_is_in_no_file_of_the_site(told: dict[str, str], count: int) -> None:
    assert _files_with(told, count) == []


@pytest.mark.parametrize("count", SHOWN)
def test_what_is_not_hidden_is_found_by_the_same_search(told: dict[str, str], count: int) -> None:
    assert _files_with(told, count)


def test_the_page_says_what_stands_for_a_hidden_count(hiding: Path) -> None:
    page = (hiding / "issues/no-meters-on-hubs.html").read_text()
    assert re.search(r"User 01</th>\s*<td[^>]*>not shown<", page)
    assert re.search(r"User 03</th>\s*<td[^>]*>not shown<", page)
    assert "Small counts are not shown, nor those from which one could be worked out." in page
    assert "Who made the month’s change is not told." in page
    ranking = pl.read_csv(hiding / "downloads/charts/no-meters-on-hubs-party-ranking.csv")
    shown = {"User 01": None, "User 02": 60023, "User 03": None}
    assert dict(ranking.select("user", "hubs").iter_rows()) == shown
    every = pl.read_csv(hiding / "downloads/service-users.csv", infer_schema_length=None)
    across = every.filter(issue="no-meters-on-hubs")
    assert dict(across.select("name", "latest").iter_rows()) == shown
    assert across["share_percent"].null_count() == across.height


def test_no_count_of_the_downloads_is_what_its_sum_less_the_others_leaves(hiding: Path) -> None:
    folder = hiding / "downloads/data"
    for rows in (
        pl.read_csv(folder / f"{DATASET}.csv"),
        pl.read_parquet(folder / f"{DATASET}.parquet"),
    ):
        latest = rows.filter(pl.col("month").cast(pl.String).str.starts_with("2021-02"))
        for column in ("party", "cause"):
            lines = latest.group_by(column).agg(pl.col("hubs").null_count())
            assert 1 not in lines["hubs"].to_list()
        whole = latest.group_by("party").agg(pl.col("hubs").has_nulls())
        assert whole["hubs"].sum() == 2


def test_the_description_of_the_downloads_says_why_counts_are_empty(hiding: Path) -> None:
    package = json.loads((hiding / "downloads/data/datapackage.json").read_text())
    each = next(r for r in package["resources"] if r["name"] == DATASET)
    assert "Empty counts are fewer than 5000" in each["description"]
    required = {f["name"]: f["constraints"]["required"] for f in each["schema"]["fields"]}
    assert required["hubs"] is False
    assert required["party"] is True
