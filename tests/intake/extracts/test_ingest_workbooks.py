"""What a workbook knows of its cells beside their text is heeded, whoever wrote the workbook."""

import shutil
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
import workbooks
import xlsxwriter
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from opsg.core.errors import UserError
from opsg.intake.extracts.summary import Summary

Take = Callable[..., Summary]
Write = Callable[[Callable[[xlsxwriter.Workbook, xlsxwriter.workbook.Worksheet], object]], Path]

HEADER = ["Month", "Alert code", "Region", "Raised", "Cleared", "Outstanding"]
ROWS = [
    ["2021-02", "8F12", "CSP North", 9, 8, 7],
    ["2021-02", "8F3E", "CSP South", 50, 30, 700],
    ["2021-02", "8F3E", "CSP North", 1234, 20, 1500],
]
WANTED = """\
month,alert_code,region,raised,cleared,outstanding,provenance
2021-02,8F3E,CSP North,1234,20,1500,reported
2021-02,8F3E,CSP South,50,30,700,reported
2021-02,8F12,CSP North,9,8,7,reported
"""
XLS = Path(__file__).parents[2] / "fixtures" / "alerts.xls"


@pytest.fixture
def taken(data: Path, take: Take) -> Callable[..., list[str]]:
    """Ingests a workbook, finds the wanted rows written, and returns the summary's lines."""

    def run(file: Path, **options: object) -> list[str]:
        lines = list(take(file, **options).lines())
        assert (data / "snapshots/alerts/2021-02.csv").read_text() == WANTED
        return lines

    return run


@pytest.fixture
def refused(data: Path, take: Take) -> Callable[..., str]:
    """Ingests what is refused, finds nothing written, and returns what is said."""

    def run(file: Path, *arguments: str, **options: object) -> str:
        with pytest.raises(UserError) as caught:
            take(file, *arguments, **options)
        assert not (data / "snapshots/alerts/2021-02.csv").exists()
        return str(caught.value)

    return run


@pytest.fixture
def xlsx(tmp_path: Path) -> Write:
    """A workbook by XlsxWriter with the rows in sheet "Data", on which `change` works then."""

    def write(change: Callable[..., object] = lambda book, sheet: None) -> Path:
        path = tmp_path / "extract.xlsx"
        with xlsxwriter.Workbook(path) as book:
            sheet = book.add_worksheet("Data")
            for number, row in enumerate([HEADER, *ROWS]):
                sheet.write_row(number, 0, row)
            change(book, sheet)
        return path

    return write


def by_openpyxl(path: Path, change: Callable[[openpyxl.worksheet.worksheet.Worksheet], object]):
    book = openpyxl.Workbook()
    sheet = book.active
    for row in [HEADER, *ROWS]:
        sheet.append(row)
    change(sheet)
    book.save(path)
    return path


# Formulas.


def test_formulas_that_were_never_computed_are_refused_by_cell(
    xlsx: Write, refused: Callable[..., str], tmp_path: Path
) -> None:
    told = refused(xlsx(lambda book, sheet: sheet.write_formula("F3", "=D3+E3")))
    assert "Sheet 'Data', cell F3: it holds a formula whose result was never computed." in told
    assert "Open the workbook in Excel" in told
    told = refused(xlsx(lambda book, sheet: sheet.write_array_formula("D2:D4", "{=A2:A4}")))
    assert "cell D2 and 2 more: it holds a formula" in told
    file = by_openpyxl(tmp_path / "o.xlsx", lambda sheet: sheet.__setitem__("F3", "=D3+E3"))
    assert "Sheet 'Sheet', cell F3: it holds a formula" in refused(file)


def test_formulas_that_were_computed_are_read(
    xlsx: Write, taken: Callable[..., list[str]], tmp_path: Path
) -> None:
    taken(xlsx(lambda book, sheet: sheet.write_formula("F3", "=D3*14", value=700)))
    rows = "".join(f"<row>{''.join(map(_stored, row))}</row>" for row in [HEADER, *ROWS])
    # A formula may give an empty text, which Excel stores as such.
    rows += '<row><c t="str"><f>""</f><v></v></c></row>'
    file = workbooks.write(tmp_path / "computed.xlsx", {"Data": rows})
    taken(file, replace=True, why="The same again.")


def _stored(value: str | int) -> str:
    if isinstance(value, str):
        return f'<c t="str"><f>"{value}"</f><v>{value}</v></c>'
    return f"<c><f>{value}+0</f><v>{value}</v></c>"


# What is not to be seen.


def test_hidden_rows_columns_and_sheets_are_read_and_noted(
    xlsx: Write, taken: Callable[..., list[str]], take: Take
) -> None:
    def hide(book: xlsxwriter.Workbook, sheet: xlsxwriter.workbook.Worksheet) -> None:
        sheet.autofilter("A1:F4")
        sheet.filter_column("B", "x == 8F12")
        sheet.set_row(2, None, None, {"hidden": True})
        sheet.set_row(3, 0)
        sheet.set_column("E:F", None, None, {"hidden": True})
        lists = book.add_worksheet("Lists")
        lists.write(0, 0, "x")
        lists.very_hidden()

    lines = taken(xlsx(hide))
    noted = "Note: Hidden in sheet 'Data', and read all the same: "
    assert f"{noted}rows 3 and 4." in lines
    assert f"{noted}columns E, F." in lines
    with pytest.raises(UserError, match="row 1, sheet 'Lists': The column 'x' is not known"):
        take(xlsx(hide), sheet="Lists")


def test_the_only_sheet_with_anything_in_it_need_not_be_named(
    xlsx: Write, taken: Callable[..., list[str]], refused: Callable[..., str]
) -> None:
    def more(book: xlsxwriter.Workbook, sheet: xlsxwriter.workbook.Worksheet) -> None:
        book.add_worksheet("Sheet2")
        book.add_worksheet("Sheet3").write_blank(4, 4, None, book.add_format({"bold": True}))
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": "=Data!$D$2:$D$4"})
        book.add_chartsheet("Chart").set_chart(chart)

    taken(xlsx(more))


def test_a_workbook_without_anything_is_refused(
    tmp_path: Path, refused: Callable[..., str]
) -> None:
    file = workbooks.write(tmp_path / "e.xlsx", {"Data": [], "Old": ROWS}, hidden=["Old"])
    assert "It has no sheet with anything in it. Is it one of those" in refused(file)


# What a cell is shown as.


def test_a_superscript_is_dropped_and_told(xlsx: Write, taken: Callable[..., list[str]]) -> None:
    def mark(book: xlsxwriter.Workbook, sheet: xlsxwriter.workbook.Worksheet) -> None:
        raised = book.add_format({"font_script": 1})
        sheet.write_rich_string("C3", "CSP South", raised, "2")
        sheet.write_rich_string("F4", "1,500", raised, "[a]")
        sheet.write_rich_string("A4", "1", raised, "st", " February 2021")

    lines = taken(xlsx(mark))
    assert "Changed in region: 1 cell, superscript dropped (first row 3)." in lines
    assert "Changed in outstanding: 1 cell, superscript dropped (first row 4)." in lines


def test_text_that_is_struck_out_in_part_is_refused(
    tmp_path: Path, refused: Callable[..., str]
) -> None:
    struck = CellRichText(TextBlock(InlineFont(strike=True), "120"), " 1500")
    file = by_openpyxl(tmp_path / "s.xlsx", lambda sheet: sheet.__setitem__("F4", struck))
    assert "Sheet 'Sheet', cell F4: a part of its text is struck out." in refused(file)


@pytest.mark.parametrize(
    ("look", "told"),
    [
        ("0%", "It is shown as a percentage (format 0%: 1 is 100%)"),
        ("0.00%", "It is shown as a percentage (format 0.00%"),
        ('0"k"', "It is shown with a unit"),
        ('#,##0" thousand"', "It is shown with a unit"),
    ],
)
def test_a_count_shown_as_something_else_is_refused(
    look: str, told: str, xlsx: Write, refused: Callable[..., str]
) -> None:
    file = xlsx(lambda book, sheet: sheet.write(1, 5, 1, book.add_format({"num_format": look})))
    assert f"row 2, column outstanding, cell F2 of sheet 'Data': {told}" in refused(file)


@pytest.mark.parametrize("look", ["#,##0", "0.00", '#,##0,"k"', '0" alerts"', "[Red]0"])
def test_a_count_shown_as_a_number_is_read(
    look: str, xlsx: Write, taken: Callable[..., list[str]]
) -> None:
    taken(xlsx(lambda book, sheet: sheet.write(1, 5, 7, book.add_format({"num_format": look}))))


def test_a_text_typed_as_a_number_is_refused(tmp_path: Path, refused: Callable[..., str]) -> None:
    rows = [["Manufacturer", "Firmware", "Headers"], ["A", 2.1, 5]]
    file = workbooks.write(tmp_path / "extract.xlsx", {"Data": rows})
    told = refused(file, "duplicate_headers")
    assert "column firmware, cell B2 of sheet 'Data': It is a number, and text belongs" in told


@pytest.mark.parametrize("is_1904", [False, True])
def test_dates_and_moments_are_read(
    is_1904: bool, tmp_path: Path, taken: Callable[..., list[str]]
) -> None:
    path = tmp_path / "extract.xlsx"
    with xlsxwriter.Workbook(path, {"date_1904": is_1904}) as book:
        sheet = book.add_worksheet()
        look = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
        for number, row in enumerate([HEADER, *ROWS]):
            sheet.write_row(number, 0, row)
        for number, day in enumerate([date(2021, 2, 1), datetime(2021, 2, 28, 23, 59)], start=1):
            sheet.write_datetime(number, 0, day, look)
    taken(path)


# Packages that differ.


@pytest.mark.parametrize("change", ["backslashes", "another part", "Strict"])
def test_parts_under_other_names_are_read(
    change: str, xlsx: Write, taken: Callable[..., list[str]], tmp_path: Path
) -> None:
    path = tmp_path / "odd.xlsx"
    with ZipFile(xlsx()) as archive, ZipFile(path, "w") as odd:
        for name in archive.namelist():
            content = archive.read(name)
            match change:
                case "backslashes":
                    name = name.replace("/", "\\")
                case "another part":
                    name = name.replace("workbook.xml", "workbook2.xml")
                    content = content.replace(b"workbook.xml", b"workbook2.xml")
                case "Strict":
                    for part in (b"spreadsheetml", b"officeDocument"):
                        was = b"http://schemas.openxmlformats.org/" + part + b"/2006/"
                        content = content.replace(was, b"http://purl.oclc.org/ooxml/" + part + b"/")
            odd.writestr(name, content)
    taken(path)


def test_a_macro_workbook_is_read(
    xlsx: Write, taken: Callable[..., list[str]], tmp_path: Path
) -> None:
    path = tmp_path / "m.xlsm"
    with ZipFile(xlsx()) as archive, ZipFile(path, "w") as macros:
        for name in archive.namelist():
            kind = b"ms-excel.sheet.macroEnabled.main+xml"
            content = archive.read(name).replace(
                b"openxmlformats-officedocument.spreadsheetml.sheet.main+xml", kind
            )
            macros.writestr(name, content)
        macros.writestr("xl/vbaProject.bin", b"macros")
    taken(path)


@pytest.mark.parametrize(
    ("part", "told"),
    [
        ("xl/workbook.bin", "It is a binary Excel workbook (.xlsb). Save it as .xlsx"),
        ("Index/Document.iwa", "It is a Numbers spreadsheet. Export it to Excel or CSV."),
        ("figures.csv", "It is an archive, but not an Excel workbook (.xlsx). Unpack it first."),
    ],
)
def test_other_archives_are_named(
    part: str, told: str, tmp_path: Path, refused: Callable[..., str]
) -> None:
    with ZipFile(tmp_path / "extract.xlsx", "w") as archive:
        archive.writestr(part, "x")
    assert told in refused(tmp_path / "extract.xlsx")


def test_a_workbook_with_a_password_is_named(tmp_path: Path, refused: Callable[..., str]) -> None:
    # Excel puts a workbook with a password into a container of the old kind.
    path = tmp_path / "extract.xlsx"
    path.write_bytes(XLS.read_bytes() + "EncryptedPackage".encode("utf-16-le"))
    assert "It has a password. Save it without one." in refused(path)


# Old Excel and OpenDocument.


def test_an_old_workbook_is_read(taken: Callable[..., list[str]], tmp_path: Path) -> None:
    lines = taken(Path(shutil.copy(XLS, tmp_path)), sheet="Data")
    assert "Note: Hidden in sheet 'Data', and read all the same: rows 5." in lines
    assert "Changed in region: 1 cell, superscript dropped (first row 6)." in lines


@pytest.mark.parametrize(
    ("sheet", "told"),
    [
        ("Percent", "cell F4 of sheet 'Percent': It is shown as a percentage"),
        ("Errors", "cell F4 of sheet 'Errors': '#REF!' is not a whole number"),
        ("Formulas", "cell F4 of sheet 'Formulas': It is empty"),
        ("", "It has 4 sheets: 'Data', 'Percent', 'Errors', 'Formulas'. Choose one"),
    ],
)
def test_an_old_workbook_is_refused_for_the_same_reasons(
    sheet: str, told: str, refused: Callable[..., str]
) -> None:
    assert told in refused(XLS, sheet=sheet or None)


OPEN_HEAD = """\
<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"
 xmlns:dc="http://purl.org/dc/elements/1.1/" office:version="1.3" {more}>
<office:automatic-styles>
<style:style style:name="up" style:family="text"><style:text-properties
 style:text-position="super 58%"/></style:style>
<style:style style:name="gone" style:family="table"><style:table-properties
 table:display="false"/></style:style>
</office:automatic-styles>
<office:body><office:spreadsheet>
<table:table table:name="Lists" table:style-name="gone"><table:table-row><table:table-cell
 office:value-type="string"><text:p>x</text:p></table:table-cell></table:table-row></table:table>
<table:table table:name="Data"><table:table-column table:number-columns-repeated="5"/>
<table:table-column table:visibility="collapse"/>
"""
OPEN_TAIL = """\
<table:table-row table:number-rows-repeated="1048570"><table:table-cell
 table:number-columns-repeated="16384"/></table:table-row></table:table>
</office:spreadsheet></office:body></{root}>
"""
MARK = (
    '<table:table-cell office:value-type="string"><office:annotation><dc:creator>A</dc:creator>'
    '<text:p>A note</text:p></office:annotation><text:p>CSP South<text:span text:style-name="up">2'
    "</text:span></text:p></table:table-cell>"
)


def open_document(path: Path, rows: Sequence[Sequence[str | int]]) -> Path:
    """An OpenDocument spreadsheet as an archive, or flat if its name ends so.

    A cell that begins with an angle bracket is XML.
    """
    text = "".join(
        f"<table:table-row{' table:visibility=' * (number == 2)}{chr(34) * (number == 2)}"
        f"{'filter' * (number == 2)}{chr(34) * (number == 2)}>{''.join(map(_open_cell, row))}"
        "</table:table-row>"
        for number, row in enumerate(rows)
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    if path.suffix == ".fods":
        head = OPEN_HEAD.format(more=f'office:mimetype="{kind}"')
        head = head.replace("office:document-content", "office:document")
        path.write_text(head + text + OPEN_TAIL.format(root="office:document"))
        return path
    with ZipFile(path, "w") as archive:
        archive.writestr("mimetype", kind)
        content = OPEN_HEAD.format(more="") + text
        archive.writestr("content.xml", content + OPEN_TAIL.format(root="office:document-content"))
        archive.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"'
            ">"
            f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
            '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
            "</manifest:manifest>",
        )
    return path


def _open_cell(value: str | int) -> str:
    if isinstance(value, int):
        return (
            f'<table:table-cell office:value-type="float" office:value="{value}"><text:p>'
            f"{value:,}</text:p></table:table-cell>"
        )
    if value.startswith("<"):
        return value
    kind = 'office:value-type="string"'
    return f"<table:table-cell {kind}><text:p>{value}</text:p></table:table-cell>"


@pytest.mark.parametrize("name", ["extract.ods", "extract.fods"])
def test_open_document_is_read(name: str, taken: Callable[..., list[str]], tmp_path: Path) -> None:
    rows = [HEADER, *(list(row) for row in ROWS)]
    rows[2][2] = MARK
    rows[1][0] = (
        '<table:table-cell office:value-type="date" office:date-value="2021-02-28"><text:p>28 Feb'
        "</text:p></table:table-cell>"
    )
    lines = taken(open_document(tmp_path / name, rows))
    assert "Note: Hidden in sheet 'Data', and read all the same: rows 3." in lines
    assert "Note: Hidden in sheet 'Data', and read all the same: columns F." in lines
    assert "Changed in region: 1 cell, superscript dropped (first row 3)." in lines


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        (
            '<table:table-cell office:value-type="percentage" office:value="1"><text:p>100%'
            "</text:p></table:table-cell>",
            "cell F2 of sheet 'Data': It is shown as a percentage",
        ),
        (
            '<table:table-cell table:formula="of:=1/0" office:value-type="string" '
            'office:string-value="" calcext:value-type="error"><text:p>#DIV/0!</text:p>'
            "</table:table-cell>",
            "cell F2 of sheet 'Data': '#DIV/0!' is not a whole number",
        ),
        (
            '<table:table-cell table:formula="of:=[.D2]"/>',
            "Sheet 'Data', cell F2: it holds a formula whose result was never computed.",
        ),
    ],
)
def test_open_document_is_refused_for_the_same_reasons(
    cell: str, told: str, refused: Callable[..., str], tmp_path: Path
) -> None:
    rows = [HEADER, [*ROWS[0][:5], cell]]
    assert told in refused(open_document(tmp_path / "extract.ods", rows))


# Files that are not what their name says.


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("<html><body><TABLE><tr><td>Month</td></tr></TABLE>", "It is a web page with a table"),
        (
            '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
            "It is an XML spreadsheet of Excel 2003, whatever its name. Open it in Excel",
        ),
        ("MIME-Version: 1.0\nContent-Type: multipart/related\n", "as one file (MHTML)"),
        ('<?xml version="1.0"?><figures/>', "It is XML. Ask for the figures"),
        ('<gnm:Workbook xmlns:gnm="http://www.gnumeric.org/v10.dtd"/>', "a Gnumeric spreadsheet"),
        ("{\\rtf1 Month}", "It is a text with a layout (RTF)."),
        (b"ARROW1\0\0\xff\xff", "It is a Feather (Arrow) file. Write it as Parquet or CSV."),
        (b"SQLite format 3\0", "It is an SQLite database. Export the one table as CSV."),
    ],
)
def test_a_file_is_told_for_what_it_is(
    content: str | bytes, told: str, extract: Callable[..., Path], refused: Callable[..., str]
) -> None:
    assert told in refused(extract(content, "extract.xls"))
    if isinstance(content, str):
        assert told in refused(extract(content.encode("utf-16"), "extract.xls"))


# Merged cells, and several tables.


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_words_of_merged_cells_stand_for_each_row(
    kind: str, xlsx: Write, taken: Callable[..., list[str]], tmp_path: Path
) -> None:
    if kind == "xlsx":
        file = xlsx(lambda book, sheet: sheet.merge_range("B3:B4", "8F3E"))
    else:
        rows = [HEADER, *(list(row) for row in ROWS)]
        spanned = 'office:value-type="string" table:number-rows-spanned="2"'
        rows[2][1] = f"<table:table-cell {spanned}><text:p>8F3E</text:p></table:table-cell>"
        rows[3][1] = "<table:covered-table-cell/>"
        file = open_document(tmp_path / "extract.ods", rows)
    lines = taken(file)
    assert "Changed in alert_code: 1 cell, taken from the merged cell above (first row 4)." in lines


def test_counts_in_merged_cells_are_refused(xlsx: Write, refused: Callable[..., str]) -> None:
    told = refused(xlsx(lambda book, sheet: sheet.merge_range("F3:F4", 2200)))
    assert "cell F3 of sheet 'Data': It is one cell with those below it, to row 4." in told


def test_two_tables_of_the_columns_are_refused(
    tmp_path: Path, refused: Callable[..., str], taken: Callable[..., list[str]]
) -> None:
    first = [HEADER[1:], *(row[1:] for row in ROWS)]
    file = workbooks.write(tmp_path / "two.xlsx", {"Data": [*first, [], HEADER, *ROWS]})
    told = refused(file)
    assert "row 1, sheet 'Data': It names the columns as row 6 does, so there are two tab" in told
    summary = [["Region", "Outstanding"], ["CSP North", 1507], ["CSP South", 700], []]
    file = workbooks.write(tmp_path / "one.xlsx", {"Data": [*summary, HEADER, *ROWS]})
    taken(file)
