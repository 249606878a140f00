"""Every bad paper is refused with one message that says what is wrong, and nothing is written."""

from collections.abc import Callable
from pathlib import Path

import pytest

from opsg.core.errors import UserError
from opsg.intake.papers.importer import import_paper

MANY = "".join(
    f"Issue {n}\nCurrent Stage\nIssue and Impact\nx.\nStatus\nx.\nNext Steps\nx.\n"
    for n in range(300)
)
FILES: dict[str, tuple[str, bytes, str]] = {
    "an empty file": ("a.txt", b"", "It is empty"),
    "spaces": ("a.txt", b" \n\f\n", "It is empty"),
    "no text": ("a.txt", bytes(range(256)), "It is not text"),
    "half of UTF-16": ("a.txt", b"\xff\xfeP\x00u", "It is not text"),
    "another paper": ("a.txt", b"Purpose\n\nTo agree the minutes.\n", "No issue was found"),
    "too large": ("a.txt", b"a" * 300_001, "It is larger than"),
    "too many issues": ("a.txt", MANY.encode(), "It has 300 issues"),
    "an old Word file": ("a.doc", b"\xd0\xcf\x11\xe0", "A paper is one of"),
    "no suffix": ("paper", b"Purpose", "A paper is one of"),
    "text called Word": ("a.docx", b"Purpose", "not a Word file"),
    "text called PDF": ("a.pdf", b"Purpose", "cannot be read as a PDF"),
}


@pytest.mark.parametrize(("name", "content", "problem"), FILES.values(), ids=FILES.keys())
def test_a_file_that_is_no_paper_is_refused(
    data: Path, tmp_path: Path, name: str, content: bytes, problem: str
) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    with pytest.raises(UserError, match=problem) as told:
        import_paper(file, data)
    assert name in str(told.value.findings[0].where)


@pytest.mark.parametrize("name", ["missing.txt", "folder.txt", "loop.txt"])
def test_what_is_no_file_is_refused(data: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / "folder.txt").mkdir()
    (tmp_path / "loop.txt").symlink_to(tmp_path / "loop.txt")
    with pytest.raises(UserError, match=name):
        import_paper(tmp_path / name, data)


WORDS: dict[str, tuple[dict[str, str], str]] = {
    "a title twice": ({"Spurious Alerts": "No meters on hubs"}, "comes twice"),
    "a title that is none": (
        {"Spurious Alerts": "…"},
        "The line above 'Current Stage', '…', is not the title",
    ),
    "no title": ({"Spurious Alerts\n": ""}, "'take corrective actions.*is not the title of"),
    "a title within another issue's text": (
        {"The DCC has identified": "Power Outage Reporting\n\nThe DCC has identified"},
        "The title of another issue stands here on a line of its own: 'Power Outage Reporting'",
    ),
    "two classifications": (
        {"Page 1 of 8": "Classification: Red"},
        "a header or footer: It is marked Red: “Classification: Red”",
    ),
    "a new title with markup": (
        {"Power Outage Reporting\n": "<script>alert(1)</script>\n"},
        "cannot be the title of a new issue",
    ),
    "no date of the calendar": ({"23 February 2021": "31 February 2021"}, "no day of the calendar"),
}


@pytest.mark.parametrize(("words", "problem"), WORDS.values(), ids=WORDS.keys())
def test_a_paper_that_cannot_be_right_is_refused(
    data: Path, paper: Callable[[dict[str, str]], Path], words: dict[str, str], problem: str
) -> None:
    with pytest.raises(UserError, match=problem):
        import_paper(paper(words), data)


@pytest.mark.parametrize("month", ["2021-13", "February", "../2021-02", ""])
def test_a_month_that_is_none_is_refused(data: Path, february: Path, month: str) -> None:
    with pytest.raises(UserError, match="is not a month"):
        import_paper(february, data, month=month)


LOG: dict[str, tuple[str, str, str]] = {
    "an issue without front matter": ("issues/spurious-alerts/issue.md", "Text", "front matter"),
    "an issue without a title": (
        "issues/spurious-alerts/issue.md",
        "---\norder: 3\n---\n\n## Issue and Impact\n\nBad.\n",
        "'title' is missing",
    ),
    "an entry without a section": (
        "issues/spurious-alerts/2021-02.md",
        "---\nmonth: 2021-02\n---\n\n## Status\n\nBad.\n",
        "'Next Steps' is missing",
    ),
    "meetings that are no list": ("meetings.yml", "number: 44\n", "not a list of meetings"),
    "meetings on one line": ("meetings.yml", "[{number: 44}]\n", "not a list of meetings"),
    "meetings that are no YAML": ("meetings.yml", "- number: [\n", "not YAML"),
}


@pytest.mark.parametrize(("name", "text", "problem"), LOG.values(), ids=LOG.keys())
def test_a_log_that_cannot_be_read_is_named(
    data: Path, february: Path, name: str, text: str, problem: str
) -> None:
    (data / name).write_text(text, encoding="utf-8")
    with pytest.raises(UserError, match=problem) as told:
        import_paper(february, data)
    assert str(told.value.findings[0].where).startswith(f"data/{name}")


def test_a_place_that_cannot_be_written_is_named(
    data: Path, paper: Callable[[dict[str, str]], Path], march: dict[str, str]
) -> None:
    (data / "issues/brand-new-thing").write_text("in the way", encoding="utf-8")
    with pytest.raises(UserError, match=r"brand-new-thing.*It cannot be written"):
        import_paper(paper({**march, "Power Outage Reporting\n": "Brand New Thing\n"}), data)
