"""Nothing secret leaves in any file of the site, and no message repeats what was found."""

import gzip
import hashlib
import json
import struct
import zipfile
import zlib
from pathlib import Path

import polars as pl
import pypdf
import pytest
import typst
from projects import FEBRUARY

from opsg.core.errors import UserError
from opsg.verification import secrets
from opsg.verification.secrets import allowlist, names
from opsg.verification.secrets.folding import fold
from opsg.verification.secrets.patterns import find, is_mpan, is_mprn

MPAN = "2012345678385"
NAMES = names.names_to_find(
    ["Brightwater Energy Ltd", "Näse & Öhr Power plc", "Xoy", "Energy Supply Limited", "Quillstone"]
)

# Kind, and what looks like it.
SECRETS = [
    ("an MPAN", MPAN),
    ("an MPAN", "20 1234 5678 385"),
    ("an MPAN", "20-1234-5678-385"),
    ("an MPAN", f"the MPAN ({MPAN})"),
    ("an MPAN", f"01801100{MPAN}"),
    ("an MPAN", "01 801 100 20 1234 5678 385"),
    ("an MPAN", "MPAN 2000000000001, mistyped"),
    ("an MPRN", "3938424403"),
    ("an MPRN", "MPRN: 123456789"),
    ("an MPRN", "Meter Point Reference Number 1234567"),
    ("a GUID", "6f9619ff-8b86-d011-b42d-00cf4fc964ff"),
    ("a GUID", "{6F9619FF-8B86-D011-B42D-00CF4FC964FF}"),
    ("a device's EUI-64", "00-1D-24-01-00-12-34-56"),
    ("a device's EUI-64", "00:1d:24:01:00:12:34:56"),
    ("a device's EUI-64", "001D240100123456"),
    ("a device's EUI-64", "90B3 D51F 3000 0001"),
    ("a device's EUI-64", "ESME 0012340000123456"),
    ("an e-mail address", "jo.bloggs@supplier.example"),
    ("an e-mail address", "<a href='mailto:Jo.O'Neil+x@mail.supplier.co.uk'>"),
    ("a phone number", "020 7090 7755"),
    ("a phone number", "(0131) 496 0123"),
    ("a phone number", "07700 900123"),
    ("a phone number", "07700900123"),
    ("a phone number", "+44 20 7946 0018"),
    ("a phone number", "+44 (0)7700 900 123"),
    ("a phone number", "+353 1 234 5678"),
]

HARMLESS = [
    "41,000,000 Alerts, 62,000 ESMEs and 17,683 more; 109000 hubs",
    "0.20123456783850001 and 71.3456789012345 and 1.2345678901e-16",
    "1612137600000 milliseconds, 2021-02-23T00:00:00Z, 23 February 2021, 2019-09..2021-02",
    "0 10 20 30 40 50 60 70 80 90 100; 0 1000 2000 3000; 2020 2021 0 1 2",
    "SR 4.8.1, SRV 6.15.1, 8F3E, MP096, DP096, TS1353, OPSG_44_0203, MM3/CH2, SEC Section M4.13",
    "urn:uuid:18a3f165-48b9-5c83-b26d-fcd178887b64",
    "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "en-gb_465d861.pf_index, 36139f94e1119, icon@2x, @media print, User 07, DNO B",
    "4100000001, 9999999999 and 4000000099 of 9 digits 123456789",
    "The MPAN of a site; MPxN; an MPRN that was wrong on 63 sites",
]  # fmt: skip


@pytest.mark.parametrize(("kind", "text"), SECRETS, ids=[text for _, text in SECRETS])
def test_what_looks_like_a_secret_is_found_with_its_kind(kind: str, text: str) -> None:
    assert kind in {match.kind for match in find(f"Seen at {text} in May.")}


@pytest.mark.parametrize("text", HARMLESS)
def test_figures_dates_and_codes_are_no_secrets(text: str) -> None:
    assert list(find(text)) == []


def test_check_digits_are_those_of_published_examples() -> None:
    assert is_mpan("2012345678385") and is_mpan("1312345678907")
    assert is_mpan("2000037000370")  # whose sum leaves 10, which is written as 0
    assert not is_mpan("2012345678384") and not is_mpan("4012345678385")
    assert is_mprn("3938424403") and not is_mprn("3938424404")


@pytest.mark.parametrize(
    "text",
    [
        "Brightwater Energy Ltd", "BRIGHTWATER ENERGY LIMITED", "Brightwater\nEnergy",
        "brightwater-energy", "Brightwater", "Quillstones", "myquillstone", "xoy", "class=xoy-row",
        "BrightwaterEnergy", "Brightwater_Energy_2021.xlsx", "Nase and Ohr", "Näse & Öhr Power",
        "(Xoy)", "Quillstone's", "quillstone", "the Energy Supply Limited", "Quillstone’s",
    ],
)  # fmt: skip
def test_a_real_name_is_found_however_it_is_written(text: str) -> None:
    assert list(NAMES.find(fold(f"They say {text} has it.")))


@pytest.mark.parametrize(
    "text",
    [
        "energy supply",
        "bright water",
        "oxoyo",
        "the Users' energy",
    ],
)
def test_ordinary_words_are_no_names(text: str) -> None:
    assert list(NAMES.find(f"They say {text} has it.")) == []


def _png(kind: bytes = b"tEXt", held: bytes = b"Title\0Stages") -> bytes:
    """A picture with a part of that kind before its end."""
    parts = [(b"IHDR", bytes(13)), (kind, held), (b"IEND", b"")]
    packed = (
        struct.pack(">I", len(content))
        + name
        + content
        + struct.pack(">I", zlib.crc32(name + content))
        for name, content in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(packed)


def _docx(path: Path, *, text: str = "x", author: str = "x", alt: str = "x") -> None:
    runs = "".join(f"<w:r><w:t>{part}</w:t></w:r>" for part in (text[:4], text[4:]))
    document = (
        f'<?xml version="1.0"?><w:document><w:p>{runs}</w:p><wp:docPr descr="{alt}"/></w:document>'
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", document)
        archive.writestr("docProps/core.xml", f"<cp><dc:creator>{author}</dc:creator></cp>")
        archive.writestr(
            "word/theme/theme1.xml", '<a id="{6F9619FF-8B86-D011-B42D-00CF4FC964FF}"/>'
        )


def _xlsx(path: Path, text: str) -> None:
    strings = f"<sst><si><r><t>{text[:4]}</t></r><r><t>{text[4:]}</t></r></si></sst>"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/sharedStrings.xml", strings)
        archive.writestr("xl/worksheets/sheet1.xml", "<row><c><v>0</v></c></row>")


def _pdf(path: Path, author: str) -> None:
    writer = pypdf.PdfWriter()
    writer.add_blank_page(72, 72)
    writer.add_metadata({"/Author": author})
    writer.write(path)


SECRET = "Brightwater Energy"
# What is tried, the file, what writes it, and where the secret is said to be.
PLACES = [
    ("a page's text", "a.html", f"<p>x</p>\n<p>{SECRET}</p>", "a.html:2"),
    ("a text over inline tags", "a.html", "<p>x\n<b>Bright</b>water <i>Energy</i></p>", "a.html:2"),
    ("an attribute", "a.html", f'<p>x</p>\n<img alt="{SECRET}">', "a.html:2"),
    ("a comment", "a.html", f"<p>x</p>\n<!-- {SECRET} -->", "a.html:2"),
    ("the description", "a.html", f'<meta name="description"\n content="{SECRET}">', "a.html:2"),
    ("data", "a.html", f'<script type="application/json">\n"{SECRET}"</script>', "html:2"),
    ("character codes", "a.html", "<p>&#66;rightwater&nbsp;Energy</p>", "a.html:1"),
    ("JSON", "h.json", json.dumps({"a": 1, "b": SECRET}, indent=1), "h.json:3"),
    ("JSON's escapes", "h.json", '{"b": "\\u0042rightwater\\nEnergy"}', "h.json:1"),
    ("a feed", "feed.xml", f"<feed>\n<content>&lt;p&gt;{SECRET}&lt;/p&gt;</content></feed>", ":2"),
    ("a link of a feed", "feed.xml", '<feed><link href="x/brightwater-energy.html"/></feed>', ":1"),
    ("rows", "rows.csv", f"month,party\n2021-02,{SECRET}\n", "rows.csv:2"),
    ("a drawing", "i.svg", f"<svg><title>{SECRET}</title></svg>", "i.svg:1"),
    ("a script", "s.js", f"// {SECRET}\n", "s.js:1"),
    ("a stylesheet", "s.css", f"/* {SECRET} */", "s.css:1"),
    ("a file without an ending", "robots", SECRET, "robots:1"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("file", "content", "where"), [case[1:] for case in PLACES], ids=[case[0] for case in PLACES]
)
def test_a_name_is_found_wherever_it_stands_and_not_repeated(
    tmp_path: Path, file: str, content: str, where: str
) -> None:
    (tmp_path / file).write_text(content, encoding="utf-8")
    findings = secrets.scan(tmp_path, NAMES)

    assert str(findings[0].where).endswith(where)
    assert "the name of a Party stands here" in findings[0].problem
    assert all(part not in str(findings).lower() for part in ("bright", "energy"))
    assert findings[0].remedy


def test_what_files_of_other_formats_carry_is_found(tmp_path: Path) -> None:
    pl.DataFrame({"party": ["User 01", SECRET]}).write_parquet(tmp_path / "p.parquet")
    pl.DataFrame({SECRET: [1]}).write_parquet(tmp_path / "q.parquet")
    _docx(tmp_path / "text.docx", text=SECRET)
    _docx(tmp_path / "author.docx", author=SECRET)
    _docx(tmp_path / "picture.docx", alt=SECRET)
    _docx(tmp_path / "clean.docx")
    _xlsx(tmp_path / "workbook.xlsx", SECRET)
    _pdf(tmp_path / "paper.pdf", SECRET)
    (tmp_path / "pagefind").mkdir()
    (tmp_path / "pagefind" / "x.pf_fragment").write_bytes(
        gzip.compress(b'pagefind_dcd{"content":"' + SECRET.encode() + b'"}')
    )
    (tmp_path / "picture.png").write_bytes(_png(b"tEXt", b"Author\0" + SECRET.encode()))

    assert [str(finding.where) for finding in secrets.scan(tmp_path, NAMES)] == [
        "author.docx, docProps/core.xml",
        "p.parquet, column party",
        "pagefind/x.pf_fragment",
        "paper.pdf, metadata",
        "picture.docx, word/document.xml",
        "picture.png",
        "q.parquet, header",
        "text.docx, word/document.xml",
        "workbook.xlsx, xl/sharedStrings.xml",
    ]


@pytest.mark.parametrize(
    "text",
    [SECRET, "#text(hyphenate: true)[Bright-\\ water Energy]", f"#place(dx: 900pt)[{SECRET}]"],
)
def test_what_the_page_of_a_pdf_says_is_found(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.pdf").write_bytes(typst.compile(f"#pagebreak()\n{text}".encode(), format="pdf"))

    assert [str(finding.where) for finding in secrets.scan(tmp_path, NAMES)] == ["a.pdf, page 2"]


@pytest.mark.parametrize(
    "held",
    [
        f"<row><c><v>1</v></c><c><v>{MPAN}</v></c></row>",
        f"<row><c><is><t>{SECRET}</t></is></c></row>",
        f"<row><c><v>1</v></c></row><!-- {SECRET} -->",
        f'<row><c title="{SECRET}"><v>1</v></c></row>',
        "<row><c><v>&lt;b&gt;Brightwater&lt;/b&gt; Energy</v></c></row>",
    ],
)
def test_what_a_sheet_of_a_workbook_holds_is_found(tmp_path: Path, held: str) -> None:
    sheet = f"<worksheet><sheetData>{held}</sheetData><headerFooter/></worksheet>"
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr("xl/worksheets/sheet1.xml", sheet)

    where = [str(finding.where) for finding in secrets.scan(tmp_path, NAMES)]
    assert where == ["a.xlsx, xl/worksheets/sheet1.xml"]


PACKED = zlib.compress(SECRET.encode())


@pytest.mark.parametrize(
    ("kind", "held"),
    [
        (b"tEXt", b"Author\0" + SECRET.encode()),
        (b"zTXt", b"Author\0\0" + PACKED),
        (b"iTXt", b"Author\0\0\0en\0Author\0" + SECRET.encode()),
        (b"iTXt", b"Author\0\1\0x\0Author\0" + PACKED),
        (b"iTXt", SECRET.encode() + b"\0\0\0en\0\0"),
        (b"eXIf", b"MM\0*" + SECRET.encode()),
    ],
)
def test_what_a_picture_says_of_itself_is_found(tmp_path: Path, kind: bytes, held: bytes) -> None:
    (tmp_path / "picture.png").write_bytes(_png(kind, held))
    (tmp_path / "cut.png").write_bytes(_png(kind, held)[:-20])

    found_in = [str(finding.where) for finding in secrets.scan(tmp_path, NAMES)]

    assert "picture.png" in found_in


def test_what_follows_a_picture_is_found(tmp_path: Path) -> None:
    (tmp_path / "picture.png").write_bytes(_png() + SECRET.encode())

    assert [str(finding.where) for finding in secrets.scan(tmp_path, NAMES)] == ["picture.png"]


def test_the_packed_drawing_of_a_picture_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "picture.png").write_bytes(_png(b"IDAT", b"\x00\x12pq.r@s8t.Kd\x01"))

    assert not secrets.scan(tmp_path, NAMES)


@pytest.mark.parametrize("name", [f"{MPAN}.csv", "brightwater-energy.html", "jo@a.example"])
def test_a_file_whose_name_is_a_secret_is_told_by_its_folder(tmp_path: Path, name: str) -> None:
    (tmp_path / "downloads").mkdir()
    (tmp_path / "downloads" / name).write_text("x")

    (found_,) = secrets.scan(tmp_path, NAMES)

    assert str(found_.where) == "a file in downloads"
    assert name not in str(found_)


def test_the_names_are_those_of_the_private_list(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "repository" / ".git").mkdir(parents=True)
    (tmp_path / "repository" / "data").mkdir()
    private = tmp_path / "parties.csv"
    private.write_text("name,pseudonym\nBrightwater Energy Ltd,User 07\n")
    data = tmp_path / "repository" / "data"
    monkeypatch.delenv("OPSG_PARTIES", raising=False)
    assert names.read(data) is None

    monkeypatch.setenv("OPSG_PARTIES", str(private))
    found_names = names.read(data)
    assert found_names and list(found_names.find("with Brightwater Energy"))

    monkeypatch.setenv("OPSG_PARTIES", str(tmp_path / "gone.csv"))
    with pytest.raises(UserError, match="OPSG_PARTIES"):
        names.read(data)


def test_the_programs_of_others_are_passed_over(tmp_path: Path) -> None:
    for name in ("scripts/plotly.min.js", "pagefind/pagefind.js"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("// jo@maker.example\n")
    assert secrets.scan(tmp_path) == []


def test_the_site_and_the_sources_of_this_project_hold_no_secret(
    site: Path, reported_site: Path
) -> None:
    assert secrets.scan(site, NAMES) == []
    assert secrets.scan(reported_site, NAMES) == []
    root = Path(__file__).parents[3]
    for folder in (FEBRUARY / "data", root / "notebooks", root / "site"):
        assert secrets.scan(folder, NAMES) == []


def _allow(data: Path, *texts: str) -> None:
    data.mkdir(exist_ok=True)
    lines = [
        f"- {{digest: {hashlib.sha256(text.encode()).hexdigest()}, reason: A help line.}}"
        for text in texts
    ]
    (data / "allowed.yml").write_text("\n".join(lines) + "\n")


def test_what_was_reviewed_and_is_no_secret_is_passed_over_however_it_is_spaced(
    tmp_path: Path,
) -> None:
    site = tmp_path / "site"
    site.mkdir()
    (site / "page.html").write_text("<p>Call 0800 123 4567, or 0800-123-4567.</p>")
    (site / "other.html").write_text("<p>Call 0800 123 4568.</p>")
    _allow(tmp_path / "data", "08001234567")

    (finding,) = secrets.scan(site, None, allowlist.read(tmp_path / "data"))

    assert str(finding.where) == "other.html:1"
    assert "data/allowed.yml" in finding.remedy
    assert "4568" not in str(finding)
    assert hashlib.sha256(b"08001234568").hexdigest() not in str(finding)


def test_a_name_of_the_private_list_cannot_be_allowed(tmp_path: Path) -> None:
    site = tmp_path / "site"
    site.mkdir()
    (site / "page.html").write_text("<p>Quillstone</p>")
    _allow(tmp_path / "data", "quillstone")

    (finding,) = secrets.scan(site, NAMES, allowlist.read(tmp_path / "data"))

    assert "allowed.yml" not in finding.remedy


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("- {digest: 0800 123 4567, reason: x}", r"allowed\.yml:1: 'digest' should"),
        (f"- {{digest: {'0' * 64}}}", r"allowed\.yml:1: 'reason' is missing"),
        ("digest", r"allowed\.yml"),
    ],
)
def test_a_list_of_what_is_no_secret_holds_digests_with_reasons(
    tmp_path: Path, line: str, said: str
) -> None:
    (tmp_path / "allowed.yml").write_text(line)
    with pytest.raises(UserError, match=said):
        allowlist.read(tmp_path)
