"""What a command writes is read back before it replaces anything, and nothing edited is lost."""

import shutil
from pathlib import Path

import projects
import pytest
from editing import change

from opsg.core.errors import UserError
from opsg.intake.transaction import Transaction


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The small project's data."""
    return Path(shutil.copytree(projects.GOLDEN / "data", tmp_path / "data"))


def tree(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    ("file", "content", "problem"),
    [
        ("meetings.yml", "- number: 44\n  month: 2021-02\n title: x\n", "is not YAML"),
        ("meetings.yml", "- number: x\n", "should be a whole number"),
        ("meetings.yml", "- team: A\n  team: B\n", "given a second time"),
        ("restatements.yml", "- dataset: 1\n", "should be text"),
        ("issues/han-stability/2021-02.md", "no front matter", "front matter is missing"),
        ("issues/han-stability/2021-03.md", "---\nmonth: 2021-03\n---\n", "'stage' is missing"),
        ("papers/OPSG_45.md", "---\npaper: OPSG_45\n---\n", "There is no issue in it"),
        ("snapshots/alerts/2021-03.csv", "month,region\n2021-03,CSP North\n", "cannot be read"),
        ("snapshots/alerts/2021-03.csv", "", "cannot be read"),
    ],
)
def test_what_the_check_could_not_read_is_not_written(
    data: Path, file: str, content: str, problem: str
) -> None:
    before = tree(data)
    good = data / "glossary.yml"
    with pytest.raises(UserError) as told:
        Transaction(data).write({good: good.read_bytes(), data / file: content.encode()})
    assert problem in str(told.value)
    assert "The command would write" in str(told.value)
    assert tree(data) == before


def test_a_list_of_parties_that_could_not_be_read_is_not_written(
    data: Path, tmp_path: Path
) -> None:
    people = tmp_path / "parties.csv"
    people.write_text("name,pseudonym\nAcme,User 01\n")
    spoilt = b'name,pseudonym\nAcme,User 01\n"Beta\n'
    with pytest.raises(UserError):
        Transaction(data).write({data / "stages.yml": b"", people: spoilt})
    assert people.read_text() == "name,pseudonym\nAcme,User 01\n"


@pytest.mark.parametrize("words", ["Ask @jones.", "***", "See [it](../elsewhere.html)."])
def test_a_text_that_no_page_can_show_is_not_written(data: Path, words: str) -> None:
    before, entry = tree(data), data / "issues/han-stability/2021-02.md"
    text = before[entry].replace(b"## Status\n", f"## Status\n\n{words}\n".encode())
    with pytest.raises(UserError, match="would write what the check refuses"):
        Transaction(data).write({entry: text})
    assert tree(data) == before
    link = before[entry].replace(
        b"## Status\n", b"## Status\n\n[It](../issues/han-stability.html)\n"
    )
    Transaction(data).write({entry: link})


def test_a_fault_that_was_there_before_stops_nobody(data: Path) -> None:
    entry = data / "issues/han-stability/2021-02.md"
    change(entry, "month: 2021-02\n", "month: 2021-02\nowner: me\n")
    glossary = data / "glossary.yml"
    text = entry.read_bytes() + b"\n"
    Transaction(data).write({glossary: glossary.read_bytes(), entry: text})
    assert entry.read_bytes() == text


def test_a_file_edited_meanwhile_is_not_replaced(data: Path) -> None:
    transaction = Transaction(data)
    meetings, new = data / "meetings.yml", data / "restatements.yml"
    text = meetings.read_bytes()
    change(meetings, "SECAS Team", "The Team")
    new.write_text("[]\n")
    before = tree(data)
    with pytest.raises(UserError) as told:
        transaction.write({meetings: text, new: b"# None\n[]\n"})
    assert [str(finding.where) for finding in told.value.findings] == [
        "data/meetings.yml",
        "data/restatements.yml",
    ]
    assert "It was edited while the command ran. Run the command again." in str(told.value)
    assert tree(data) == before
