"""Whatever program writes an extract, in whatever dress: the same rows, or a refusal.

`make test` tries a few, `make test-all` ten times as many; `pytest -m slow -s
tests/intake/extracts/test_ingest_writers.py` a thousand of each kind of file, or as many as
EXAMPLES says. With `-s` they print how many were tried, right and refused, and why.
"""

import os
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from dress import BOOKS, FIRST, MONTH, NAMES, PARQUET, TEXT, Dress, Table, dresses, tables
from examples import examples
from hypothesis import HealthCheck, event, given, note, settings
from hypothesis import strategies as st
from writers import write

from opsg.core.errors import UserError
from opsg.data import snapshots
from opsg.intake.extracts.importer import ingest
from opsg.intake.extracts.order import Order

ANY = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture(scope="module")
def tally() -> Iterator[Counter[str]]:
    """Counts what became of each extract, and prints it."""
    counts: Counter[str] = Counter()
    yield counts
    print(f"\ntried {counts.total():,}, right {counts['right']:,}; refused:")
    for reason, count in counts.most_common():
        if reason != "right":
            print(f"{count:6,}  {reason}")


@pytest.fixture
def parties(tmp_path: Path) -> Path:
    """The private list of those who are in the extracts."""
    path = tmp_path / "parties.csv"
    path.write_text("name,pseudonym\n" + "".join(f"{n},{p}\n" for p, n in NAMES.items()))
    return path


def attempt(data: Path, parties: Path, tally: Counter[str], table: Table, dress: Dress) -> None:
    """Ingest the table in its dress: it must come in as it is, or not at all."""
    note(f"{table.dataset.name}: {table.rows.rows()}")
    ending = {**dict.fromkeys(TEXT, "csv"), **dict.fromkeys(BOOKS, "xlsx")}
    file = write(parties.parent / f"extract.{ending.get(dress.writer, 'parquet')}", table, dress)
    listed = parties.read_bytes()
    made = data / "snapshots" / table.dataset.name / f"{MONTH}.csv"
    made.unlink(missing_ok=True)
    try:
        ingest(Order(
            file, table.dataset.name, MONTH, data=data, provenance="illustrative",
            parties=parties, when=date(2021, 3, 4),
        ))  # fmt: skip
    except UserError as error:
        reason = re.sub(r"'[^']*'|\d[\d,.]*", "…", error.findings[0].problem)
        tally[reason] += 1
        event("refused")
        assert not made.exists()
        return
    rows = snapshots.scan(table.dataset.name, data=data).filter(pl.col("month") == FIRST).collect()
    wanted = table.rows.sort(table.dataset.groups)
    assert rows.select(wanted.columns).sort(table.dataset.groups).equals(wanted)
    assert parties.read_bytes() == listed
    assert not dress.is_refused
    tally["right"] += 1
    event("right")


# Those that are read in a process of their own take longest.
KINDS = pytest.mark.parametrize(
    ("writers", "few"),
    [(TEXT, examples(15)), (BOOKS, examples(5)), (PARQUET, examples(4))],
    ids=["text", "workbooks", "parquet"],
)


@KINDS
def test_an_extract_gives_its_rows_or_is_refused(
    writers: tuple[str, ...], few: int, data: Path, parties: Path, tally: Counter[str]
) -> None:
    @settings(ANY, max_examples=few)
    @given(tables(), dresses(writers))
    def tried(table: Table, dress: Dress) -> None:
        attempt(data, parties, tally, table, dress)

    tried()


@pytest.mark.slow
@KINDS
def test_at_length_an_extract_gives_its_rows_or_is_refused(
    writers: tuple[str, ...], few: int, data: Path, parties: Path, tally: Counter[str]
) -> None:
    @settings(ANY, max_examples=int(os.environ.get("EXAMPLES", "1000")))
    @given(tables(), dresses(writers))
    def tried(table: Table, dress: Dress) -> None:
        attempt(data, parties, tally, table, dress)

    tried()


@pytest.mark.parametrize("writer", [*TEXT, *BOOKS, *PARQUET])
def test_in_a_plain_dress_nothing_is_refused(
    writer: str, data: Path, parties: Path, tally: Counter[str]
) -> None:
    plain = Dress(
        writer=writer, seed=1, titles=(), notes=(), month="ISO", numbers="plain",
        header="words", total="", wrong_total=False, subtotals=False, blanks=False, labels=True,
        names=True, extra="", number_format="General", merged=False, hidden=False,
        superscript=False, typed_keys=False, separator=",", encoding="utf-8", sheets=(),
    )  # fmt: skip

    @settings(ANY, max_examples=examples(1))
    @given(tables(), st.just(plain))
    def tried(table: Table, dress: Dress) -> None:
        before = tally["right"]
        attempt(data, parties, tally, table, dress)
        assert tally["right"] == before + 1

    tried()
