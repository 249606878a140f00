"""Extracts that are refused: each with file, place and remedy, quickly, and nothing is written."""

import os
import resource
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest
import workbooks
from ingest_tables import alerts, tree

from opsg.core.errors import UserError
from opsg.intake.extracts.limits import LARGEST_FILE, MOST_COLUMNS

HEADER = "month,alert_code,region,raised,cleared,outstanding\n"
GOOD = "2021-02,8F3E,CSP North,100,20,1500\n2021-02,8F12,CSP South,9,8,7\n"

# What is wrong, the extract, and what is said of it (from its name on).
TEXTS: list[tuple[str, str | bytes, str]] = [
    ("empty", "", "extract.csv: It is empty."),
    ("only spaces", " \n\t\n", "extract.csv: It is empty."),
    ("only a header", HEADER, "extract.csv: It has a header but no rows."),
    ("a header and blank rows", f"{HEADER},,,,,\n\n", "extract.csv: It has a header but no rows."),
    ("only commas", ",,,\n,,,\n", "extract.csv: It holds no table."),
    ("prose", "Please find the figures attached.\n", "line 1: The column 'Please find"),
    ("a web page", "<!DOCTYPE html><p>Sign in</p>", "extract.csv: It is a web page."),
    ("JSON", '{"month": "2021-02"}', "extract.csv: It is JSON."),
    ("a PDF", b"%PDF-1.7\n%\xe2\xe3", "extract.csv: It is a PDF."),
    ("gzip", b"\x1f\x8b\x08\x00abc", "It is compressed (gzip). Unpack it first."),
    ("an old workbook cut short", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "It cannot be read as a"),
    ("an archive", b"PK\x03\x04" + b"x" * 40, "It is not a whole workbook."),
    ("Parquet cut short", b"PAR1" + b"\x15\x04" * 20, "extract.csv: It is not a whole Parquet"),
    ("null bytes", HEADER + "2021-02,8F3E,\0\n", "line 2: It holds a control character, 0x00"),
    ("noise", bytes(range(32, 256)) * 20, "extract.csv: "),
    ("two encodings", f"{HEADER}# £".encode() + b"\xa3\n", "It is not text in one encoding"),
    ("bytes of no encoding", HEADER.encode() + b"\x81\x8d\n", "It is not text in one encoding"),
    ("half a letter of UTF-16", (HEADER + GOOD).encode("utf-16")[:-1], "It is not text in one"),
    ("UTF-32", (HEADER + GOOD).encode("utf-32"), "line 1: It holds a control char"),
    ("lost letters", f"{HEADER}2021-02,8F3E,CSP \ufffdorth,1,2,3\n", "Letters were lost in it"),
    ("a merge conflict first", f"<<<<<<< ours\n{HEADER}", "It is left over from a merge conflict."),
    ("a merge conflict", f"{HEADER}{GOOD}=======\n", "line 4: It is left over from a merge conf"),
    ("a row cut short", f"{HEADER}{GOOD}2021-02,8F3E,CSP", "line 4: It has 3 values, but the head"),
    ("a row too long", f"{HEADER}2021-02,8F3E,CSP North,1,234,5,6\n", "line 2: It has 7 values"),
    ("an open quotation", f'{HEADER}2021-02,"8F3E,CSP North,1,2,3\n', "line 2: A quotation mark"),
    ("a stray quotation", f'{HEADER}2021-02,"8F"3E,CSP North,1,2,3\n', "line 2: A quotation mark"),
    ("a long value", f"{HEADER}2021-02,8F3E,{'x' * 600},1,2,3\n", "line 2: A value is longer than"),
    ("a huge value", f"{HEADER}2021-02,8F3E,{'x' * 140_000},1,2,3\n", "line 2: A quotation mark"),
    ("an endless line", "x" * 300_000, "line 1: It is longer than 200,000 letters."),
    ("many columns", ",".join(f"c{n}" for n in range(MOST_COLUMNS + 1)), "line 1: It has 201"),
    ("another separator", f"{HEADER}{GOOD}".replace(",", "~"), "line 1: The column 'month~alert"),
    ("no header", GOOD, "line 1: The column 'alert_code' is missing."),
    ("a missing column", f"{HEADER}{GOOD}".replace("cleared", ""), "Column 5 has values but no"),
    ("a misspelt column", f"{HEADER}{GOOD}".replace("cleared", "cleard"), "The column 'cleard' is"),
    ("another month", f"{HEADER}31/01/2021,8F3E,CSP North,1,2,3\n", "column month: It is '31/01"),
    ("an American date", f"{HEADER}02/03/2021,8F3E,CSP North,1,2,3\n", "could be 2 March 2021 or"),
    ("no such day", f"{HEADER}29/02/2021,8F3E,CSP North,1,2,3\n", "month: '29/02/2021' is not"),
    ("no month in a row", f"{HEADER},8F3E,CSP North,1,2,3\n", "line 2, column month: It is empty."),
    ("what repeats left out", f"{HEADER}{GOOD}2021-02,,CSP North,1,2,3\n",
     "line 4, column alert_code: It is empty; the last value above it is in line 3. If that is"),
    ("an unknown code", f"{HEADER}2021-02,8F3F,CSP North,1,2,3\n", "'8F3F' is not one of its val"),
    ("an unknown region", f"{HEADER}2021-02,8F3E,CSP Nroth,1,2,3\n", "Did you mean 'CSP North'?"),
    ("a negative count", f"{HEADER}2021-02,8F3E,CSP North,-1,2,3\n", "'-1' is less than 0."),
    ("a fraction", f"{HEADER}2021-02,8F3E,CSP North,1.5,2,3\n", "'1.5' is not a whole number"),
    ("an exponent", f"{HEADER}2021-02,8F3E,CSP North,1E+05,2,3\n", "'1E+05' is not a whole numb"),
    ("not available", f"{HEADER}2021-02,8F3E,CSP North,N/A,2,3\n", "'N/A' is not a whole number"),
    ("an error", f"{HEADER}2021-02,8F3E,CSP North,#REF!,2,3\n", "'#REF!' is not a whole number"),
    ("a gap", f"{HEADER}2021-02,8F3E,CSP North,,2,3\n", "line 2, column raised: It is empty."),
    ("far too much", f"{HEADER}2021-02,8F3E,CSP North,{10**15},2,3\n", "is more than 999,999,999"),
    ("too much to read", f"{HEADER}2021-02,8F3E,CSP North,{10**30},2,3\n", "is not a whole number"),
    ("a formula", f"{HEADER}2021-02,8F3E,CSP North,=1+1,2,3\n", "'=1+1' is not a whole number"),
    ("a row twice", HEADER + GOOD + GOOD, "line 4, column region: It has the same month, alert_co"),
    ("a false total", f"{HEADER}{GOOD}2021-02,Total,,1,2,3\n", "line 4, column raised: It is na"),
    ("its own provenance", f"provenance,{HEADER}made up,{GOOD}made up,2021-02", "'made up', not"),
]  # fmt: skip


@pytest.fixture(autouse=True)
def _nothing_is_written_and_work_is_bounded(data: Path, tmp_path: Path):
    before, start = tree(data), _worked()
    yield
    assert _worked() - start < 15
    assert tree(data) == before


def _worked() -> float:
    """Seconds of the processor that this process and its children have taken."""
    of = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(one.ru_utime + one.ru_stime for one in map(resource.getrusage, of))


@pytest.mark.parametrize(
    ("content", "told"), [case[1:] for case in TEXTS], ids=[c[0] for c in TEXTS]
)
def test_text_that_is_no_sound_extract_is_refused(
    content: str | bytes, told: str, take: Callable[..., object], extract: Callable[..., Path]
) -> None:
    with pytest.raises(UserError) as caught:
        take(extract(content))
    assert told in str(caught.value)
    assert all("extract.csv" in str(finding.where) for finding in caught.value.findings)


def test_all_that_is_wrong_is_told_at_once(
    take: Callable[..., object], extract: Callable[..., Path]
) -> None:
    rows = "2021-01,8F3E,CSP North,N/A,-2,3\n2021-02,8F12,CSP Noth,1,2\n"
    with pytest.raises(UserError) as caught:
        take(
            extract(HEADER + rows),
            month="2021-01",
            provenance="repoted",
            parties=Path("missing.csv"),
        )
    told = [str(finding) for finding in caught.value.findings]
    wanted = [
        "'repoted' is no provenance. Did you mean 'reported'?",
        "2021-01.csv: There are figures for 2021-01 already. Replace them with --replace",
        "OPSG_PARTIES: The list of Parties is not there.",
        "line 3: It has 5 values, but the header has 6.",
        "line 2, column raised: 'N/A' is not a whole number",
        "line 2, column cleared: '-2' is less than 0.",
    ]
    assert len(told) == len(wanted)
    for said, part in zip(told, wanted, strict=True):
        assert part in said


def test_many_faults_of_a_kind_are_counted(
    take: Callable[..., object], extract: Callable[..., Path]
) -> None:
    with pytest.raises(UserError) as caught:
        take(extract(HEADER + "2021-02,8F3E\n" * 500))
    assert len(caught.value.findings) == 11
    assert "490 more have the same fault." in str(caught.value)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"dataset": "alert"}, "There is no dataset 'alert'. Did you mean 'alerts'?"),
        ({"dataset": "../alerts"}, "There is no dataset '../alerts'."),
        ({"month": "2021-2"}, "'2021-2' is not a month. Write it as YYYY-MM"),
        ({"month": "../../x"}, "'../../x' is not a month."),
        ({"month": "2021-04", "provenance": "illustrative"}, "2021-04 has not begun yet."),
        (
            {"month": "1921-02", "provenance": "illustrative"},
            "No meeting is near 1921-02: they are of 2021-01, 2021-02. Is the month right?",
        ),
        ({"provenance": ""}, "'' is no provenance. Use one of: reported, illustrative."),
        ({"sheet": "Data"}, "It has no sheets. Leave --sheet out: it is for Excel."),
    ],
)  # fmt: skip
def test_what_is_asked_for_must_make_sense(
    options: dict[str, str], told: str, take: Callable[..., object], extract: Callable[..., Path]
) -> None:
    rows = alerts("2021-02").drop("month").write_csv()
    with pytest.raises(UserError) as caught:
        take(extract(rows), **options)
    assert told in str(caught.value)


def test_figures_are_reported_only_if_a_paper_gives_them(
    data: Path, take: Callable[..., object], extract: Callable[..., Path]
) -> None:
    rows = alerts("2021-03").write_csv()
    with pytest.raises(UserError, match=r"meetings\.yml dates no paper for it"):
        take(extract(rows), month="2021-03")


# Things that are no files, by what makes them.
PLACES: list[tuple[str, Callable[[Path], object], str]] = [
    ("nothing", lambda path: None, "It cannot be read: No such file or directory."),
    ("a folder", Path.mkdir, "This is a folder."),
    ("a pipe", os.mkfifo, "This is not a file."),
    ("a link to itself", lambda path: path.symlink_to(path), "It cannot be read: "),
    ("a link to a device", lambda path: path.symlink_to("/dev/zero"), "This is not a file."),
]  # fmt: skip


@pytest.mark.parametrize(
    ("make", "told"), [case[1:] for case in PLACES], ids=[c[0] for c in PLACES]
)
def test_what_is_no_file_is_refused(
    make: Callable[[Path], object], told: str, take: Callable[..., object], tmp_path: Path
) -> None:
    make(tmp_path / "extract.csv")
    with pytest.raises(UserError) as caught:
        take(tmp_path / "extract.csv")
    assert told in str(caught.value)


def test_a_name_that_is_none_is_refused(take: Callable[..., object], tmp_path: Path) -> None:
    for name in ("a\0b.csv", "x" * 300):
        with pytest.raises(UserError, match="It cannot be read"):
            take(tmp_path / name)


def test_a_huge_file_is_refused_unread(take: Callable[..., object], tmp_path: Path) -> None:
    with (tmp_path / "extract.csv").open("wb") as file:
        file.truncate(LARGEST_FILE * 1000)
    with pytest.raises(UserError, match="It is larger than 50 MB"):
        take(tmp_path / "extract.csv")


def test_a_file_that_may_not_be_read_is_refused(
    take: Callable[..., object], extract: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = extract(HEADER + GOOD)
    file.chmod(0)
    if os.access(file, os.R_OK):
        pytest.skip("everything may be read by this user")
    with pytest.raises(UserError, match="It cannot be read: Permission denied"):
        take(file)


@pytest.mark.parametrize(
    ("frame", "told"),
    [
        (pl.DataFrame({"raised": [[1, 2]]}), "no text, numbers or dates: 'raised' (List)."),
        (
            pl.DataFrame({"raised": [timedelta(3)], "tag": pl.Series([b"\xff"])}),
            "no text, numbers or dates: 'raised' (Duration). Write them as text",
        ),
        (pl.DataFrame({"tag": [b"\xff"]}), "Bytes that are no text in UTF-8 stand in 'tag'."),
        (pl.DataFrame({f"c{n}": [1] for n in range(300)}), "It has 1 rows and 300 columns."),
        (alerts("2021-02").clear(), "It has a header but no rows."),
        (alerts("2021-02").with_columns(raised=1.5), "row 1, column raised: '1.5' is not a whole"),
        (pl.DataFrame(), "It holds no table."),
    ],
)  # fmt: skip
def test_parquet_that_is_no_sound_extract_is_refused(
    frame: pl.DataFrame, told: str, take: Callable[..., object], tmp_path: Path
) -> None:
    frame.write_parquet(tmp_path / "extract.parquet")
    with pytest.raises(UserError) as caught:
        take(tmp_path / "extract.parquet")
    assert told in str(caught.value)


def test_damaged_parquet_is_refused_wherever_the_damage_is(
    take: Callable[..., object], tmp_path: Path
) -> None:
    alerts("2021-02").write_parquet(tmp_path / "whole.parquet")
    whole = (tmp_path / "whole.parquet").read_bytes()
    for place in (8, len(whole) // 2, len(whole) - 20):
        damaged = bytearray(whole)
        damaged[place : place + 12] = b"\xff" * 12
        (tmp_path / "extract.parquet").write_bytes(damaged)
        with pytest.raises(UserError):
            take(tmp_path / "extract.parquet")


TABLE: list[list[workbooks.Cell]] = [
    ["month", "alert_code", "region", "raised", "cleared", "outstanding"],
    ["2021-02", "8F3E", "CSP North", 1, 2, 3],
]


def test_a_workbook_tells_its_sheets(take: Callable[..., object], tmp_path: Path) -> None:
    file = workbooks.write(tmp_path / "extract.xlsx", {"Data": TABLE, "Notes": [["x"]]})
    with pytest.raises(
        UserError, match=r"It has 2 sheets: 'Data', 'Notes'\. Choose one with --sheet"
    ):
        take(file)
    with pytest.raises(UserError, match=r"There is no sheet 'Dat'\. Did you mean 'Data'"):
        take(file, sheet="Dat")
    with pytest.raises(UserError, match="row 1, sheet 'Notes': The column 'x' is not known"):
        take(file, sheet="Notes")


def test_errors_of_formulas_are_told_as_excel_shows_them(
    take: Callable[..., object], tmp_path: Path
) -> None:
    rows = [*TABLE, ["#N/A"] * 6, ["2021-02", "8F12", "CSP North", "#DIV/0!", 1.5, None]]
    with pytest.raises(UserError) as caught:
        take(workbooks.write(tmp_path / "extract.xlsx", {"Data": rows}))
    told = str(caught.value)
    assert "row 3, column alert_code, cell B3 of sheet 'Data': It is named '#N/A', so" in told
    assert "row 4, column raised, cell D4 of sheet 'Data': '#DIV/0!' is not a whole number" in told
    assert "row 4, column cleared, cell E4 of sheet 'Data': '1.5' is not a whole number" in told
    assert "row 4, column outstanding, cell F4 of sheet 'Data': It is empty." in told


STRAY = (
    '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
)
WIDE = '<row r="1"><c r="A1"><v>1</v></c><c r="XFD1"><v>1</v></c></row>'
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
NESTED = f'<!DOCTYPE w [<!ENTITY l0 "x">{LAUGHS}]><workbook>&l11;</workbook>'.encode()
CROWD = '<c r="A1"><v>1</v></c>' * 1_000_000
HUGE = f'<row r="1"><c r="A1" t="inlineStr"><is><t>{"x" * 90_000_000}</t></is></c></row>'

# Workbooks that would take too much time or memory, and what is said of them.
BOMBS: dict[str, tuple[dict[str, object], str]] = {
    "a cell far from the table": ({"sheets": {"Data": STRAY}}, "in cell XFD1048576, where "),
    "a cell far to the right": ({"sheets": {"Data": WIDE}}, "in cell XFD1, where "),
    "a part that unpacks to 300 MB": ({"more": {"xl/media/a": bytes(300_000_000)}}, "It unpacks"),
    "many parts": ({"more": {f"xl/media/{n}": b"" for n in range(3000)}}, "in 3,006 parts"),
    "cells on one place": ({"sheets": {"Data": CROWD}}, "extract.xlsx"),
    "a cell of 90 MB": ({"sheets": {"Data": HUGE}}, "None of its first 20 rows"),
    "entities in entities": ({"more": {"xl/workbook.xml": NESTED}}, "extract.xlsx: It "),
}  # fmt: skip
SECONDS_EACH = ("cells on one place", "a cell of 90 MB")


@pytest.mark.usefixtures("own_readers")
@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(
    "bomb",
    [pytest.param(name, marks=pytest.mark.slow if name in SECONDS_EACH else ()) for name in BOMBS],
)
def test_a_workbook_that_would_take_too_much_is_refused(
    bomb: str, take: Callable[..., object], tmp_path: Path
) -> None:
    parts, told = BOMBS[bomb]
    file = workbooks.write(tmp_path / "extract.xlsx", **{"sheets": {"Data": TABLE}, **parts})
    with pytest.raises(UserError) as caught:
        take(file)
    assert told in str(caught.value)


def test_a_workbook_cut_short_or_of_another_kind_is_refused(
    take: Callable[..., object], tmp_path: Path
) -> None:
    file = workbooks.write(tmp_path / "extract.xlsx", {"Data": TABLE})
    file.write_bytes(file.read_bytes()[:900])
    with pytest.raises(UserError, match="It is not a whole workbook"):
        take(file)
    from zipfile import ZipFile

    with ZipFile(file, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    with pytest.raises(UserError, match="It is a Word file"):
        take(file)
