"""Whatever an extract holds, it is taken or refused: no crash, no hang, no half-written file."""

import time
from pathlib import Path

import polars as pl
import workbooks
from examples import examples
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ingest_tables import TODAY, alerts

from opsg.core.errors import UserError
from opsg.data.snapshots.check import check_folder
from opsg.intake.extracts.dates import days
from opsg.intake.extracts.importer import ingest
from opsg.intake.extracts.order import Order

LIKELY = st.sampled_from(
    [
        "month", "alert_code", "region", "raised", "cleared", "outstanding", "provenance",
        "2021-02", "28/02/2021", "Feb-21", "8F3E", "8f12", "CSP North", "csp south", "1,234", "5",
        "-1", "N/A", "#REF!", "", " ", '"', "\n", "=1+1", "reported", "<<<<<<< ours", "9" * 30,
    ]
)  # fmt: skip
SECONDS = 5
CELLS = LIKELY | st.text(max_size=8)
HEADERS = st.just(["month", "alert_code", "region", "raised", "cleared", "outstanding"])
TABLES = st.tuples(HEADERS | st.lists(CELLS, max_size=8), st.lists(st.lists(CELLS, max_size=8)))
FEW = settings(
    max_examples=examples(30),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
FEWER = settings(FEW, max_examples=examples(5))


def attempt(data: Path, file: Path, dataset: str = "alerts", parties: Path | None = None) -> bool:
    """Ingests a file; what is written must be in order, and what is refused leaves nothing."""
    folder = data / "snapshots" / dataset
    started = time.process_time()
    try:
        ingest(
            Order(
                file,
                dataset,
                "2021-02",
                data=data,
                provenance="reported",
                when=TODAY,
                parties=parties,
                new_parties=True,
            )
        )
    except UserError as error:
        assert all(finding.problem for finding in error.findings)
        assert not (folder / "2021-02.csv").exists()
        assert time.process_time() - started < SECONDS
        return False
    errors = [str(one) for one in check_folder(data / "snapshots") if one.severity == "error"]
    (folder / "2021-02.csv").unlink()
    assert errors == []
    return True


@FEW
@given(st.binary(max_size=200))
def test_bytes_of_any_kind(data: Path, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "extract").write_bytes(content)
    attempt(data, tmp_path / "extract")


@FEW
@given(TABLES, st.sampled_from(",;\t"), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_tables_of_any_kind(
    data: Path, tmp_path: Path, table: tuple[list[str], list[list[str]]], by: str, encoding: str
) -> None:
    text = "\n".join(by.join(cells) for cells in (table[0], *table[1]))
    (tmp_path / "extract").write_bytes(text.encode(encoding, "surrogatepass"))
    attempt(data, tmp_path / "extract")


@FEW
@given(
    st.lists(
        st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=12), max_size=5
    )
)
def test_names_of_any_kind(data: Path, tmp_path: Path, names: list[str]) -> None:
    rows = pl.DataFrame(
        {"party": names, "region": "CSP North", "exception_type": "install_aborted", "open": 1,
         "raised": 1, "closed": 1}, schema_overrides={"party": pl.String},
    )  # fmt: skip
    rows.write_csv(tmp_path / "extract")
    (tmp_path / "parties.csv").write_text("name,pseudonym\n")
    if not attempt(data, tmp_path / "extract", "hub_exceptions", tmp_path / "parties.csv"):
        assert (tmp_path / "parties.csv").read_text() == "name,pseudonym\n"


@FEWER
@given(
    st.lists(st.lists(LIKELY | st.integers() | st.floats(allow_nan=False), max_size=8), max_size=8)
)
def test_workbooks_of_any_kind(
    data: Path, tmp_path: Path, rows: list[list[workbooks.Cell]]
) -> None:
    header: list[workbooks.Cell] = ["alert_code", "region", "raised", "cleared", "outstanding"]
    workbooks.write(tmp_path / "extract", {"Data": [header, *rows]})
    attempt(data, tmp_path / "extract")


def _damaged(whole: bytes, at: float, by: bytes) -> bytes:
    place = int(at * len(whole))
    return whole[:place] + by + whole[place + len(by) :]


@FEWER
@given(st.floats(0, 1), st.binary(min_size=1, max_size=16))
def test_damaged_parquet(data: Path, tmp_path: Path, at: float, by: bytes) -> None:
    alerts("2021-02").write_parquet(tmp_path / "extract")
    whole = (tmp_path / "extract").read_bytes()
    (tmp_path / "extract").write_bytes(_damaged(whole, at, by))
    attempt(data, tmp_path / "extract")


@FEWER
@given(st.floats(0, 1), st.binary(min_size=1, max_size=16))
def test_damaged_workbooks(data: Path, tmp_path: Path, at: float, by: bytes) -> None:
    rows = alerts("2021-02")
    workbooks.write(tmp_path / "extract", {"Data": [rows.columns, *map(list, rows.iter_rows())]})
    whole = (tmp_path / "extract").read_bytes()
    (tmp_path / "extract").write_bytes(_damaged(whole, at, by))
    attempt(data, tmp_path / "extract")


@given(st.text(max_size=30) | st.from_regex(r"\d{1,4}[-/ .]\w{1,9}[-/ .]\d{1,4}"))
def test_a_date_is_read_or_not(text: str) -> None:
    assert all(day.year for day in days(text))
