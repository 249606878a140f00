"""A new issue: its files, its page from the first moment, and how to give it figures."""

from pathlib import Path

import nbformat
import polars as pl
import pytest
from trees import tree

from opsg.core.errors import UserError
from opsg.data import log
from opsg.data.datasets import Dataset
from opsg.data.unwritten import unwritten
from opsg.intake.rounds import Done, close_issue, contract_stub, new_issue, new_month
from opsg.pages import issue as page

TITLE = "‘Late’ reads & retries: 20% of them"


@pytest.fixture
def data(data: Path) -> Path:
    """The small log in a month that has just begun."""
    new_month(log.load(data), "2021-03", classification="White")
    return data


def begin(data: Path, notebooks: Path, **changes: str) -> Done:
    options = {
        "slug": "retries", "title": TITLE, "month": "2021-03", "classification": "White", **changes,
    }  # fmt: skip
    slug, title = options.pop("slug"), options.pop("title")
    return new_issue(log.load(data), slug, title, notebooks=notebooks, **options)


def test_only_new_files_are_written(data: Path, notebooks: Path) -> None:
    before = tree(data.parent)
    done = begin(data, notebooks)
    after = tree(data.parent)
    assert {name: after[name] for name in before} == before
    assert (
        sorted(after.keys() - before.keys())
        == sorted(done.written)
        == [
            "data/issues/retries/2021-03.md",
            "data/issues/retries/issue.md",
            "notebooks/retries.ipynb",
        ]
    )


def test_the_issue_is_the_last_and_in_the_first_stage(data: Path, notebooks: Path) -> None:
    begin(data, notebooks)
    issue = log.load(data).issue("retries")
    assert (issue.title, issue.order, issue.raised) == (TITLE, 3, "2021-03")
    assert [(spell.stage, spell.since) for spell in issue.stage_history] == [("Raised", "2021-03")]
    assert (issue.datasets, issue.headline) == ((), None)
    assert issue.entry("2021-03").stage == "Raised"


def test_texts_that_are_not_written_yet_are_a_warning(data: Path, notebooks: Path) -> None:
    begin(data, notebooks)
    assert [str(each) for _, each in unwritten(log.load(data))] == [
        f"data/issues/retries/{file}.md: The section '{section}' is not written yet. Write it."
        for file, section in [
            ("issue", "Issue and Impact"), ("2021-03", "Status"), ("2021-03", "Next Steps"),
        ]
    ]  # fmt: skip


def test_its_notebook_shows_a_page_at_once(
    data: Path, notebooks: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(data, notebooks)
    monkeypatch.setenv("OPSG_DATA", str(data))
    notebook = nbformat.read(notebooks / "retries.ipynb", 4)
    nbformat.validate(notebook)
    assert notebook.cells[0].source == (
        f"---\ntitle: '‘Late’ reads & retries: 20% of them'\ndescription: '{TITLE}: its stage, "
        "status and next steps.'\n---"
    )
    assert notebook.cells[1].metadata.tags == ["parameters"]
    names: dict[str, object] = {}
    shown = []
    for cell in notebook.cells:
        if cell.cell_type == "code":
            *lines, last = cell.source.splitlines()
            exec("\n".join(lines), names)
            exec(f"shown = {last}" if " = " not in last else last, names)
            shown.append(names.get("shown"))
    assert isinstance(names["issue"], page.IssuePage)
    assert all(shown[1:])


def test_the_notes_say_how_to_give_it_figures(data: Path, notebooks: Path) -> None:
    notes = "\n".join(begin(data, notebooks).notes)
    assert contract_stub("retries", TITLE, "White") in notes
    assert (
        "python build.py ingest FILE --dataset retries --month 2021-03 --provenance illustrative"
        in notes
    )


def test_the_stub_is_the_beginning_of_a_contract() -> None:
    stub = contract_stub("late-reads", 'A "title" of ours', "Amber")
    schema, _, entry = stub.partition("\n\n\n")
    names: dict[str, object] = {}
    exec("from opsg.data.datasets.schema import *\n" + schema, names)
    dataset = eval(entry.strip().rstrip(","), names)
    assert isinstance(dataset, Dataset)
    assert dataset.columns == ("month", "region", "open", "provenance")
    assert (dataset.name, dataset.title) == ("late_reads", 'A "title" of ours')
    assert dataset.classification == "Amber"
    assert dataset.types["open"] == pl.Int64


def test_an_issue_begins_in_a_draft_and_closes_a_month_later(data: Path, notebooks: Path) -> None:
    begin(data, notebooks)
    loaded = log.load(data)
    assert "retries" not in [issue.slug for issue in loaded.issues_by("2021-02")]
    assert "retries" in [issue.slug for issue in loaded.active("2021-03")]
    new_month(loaded, "2021-04", classification="White")
    close_issue(log.load(data), "retries", "2021-04")
    assert log.load(data).issue("retries").is_closed("2021-04")


@pytest.mark.parametrize(
    ("kept", "told"),
    [
        (
            False,
            "OPSG_45_0303 is published, and its words are not in the log. If the paper has it: "
            "python build.py import-paper FILE. If not, begin it later: ",
        ),
        (
            True,
            "OPSG_45_0303 is published, and the log has its issues. Begin it in the next month: ",
        ),
    ],
)
def test_a_published_month_has_the_issues_of_its_paper(
    kept: bool, told: str, data: Path, notebooks: Path
) -> None:
    meetings = data / "meetings.yml"
    paper = "month: 2021-03\n  paper: OPSG_45_0303\n  paper_date: 2021-03-23\n"
    meetings.write_text(meetings.read_text().replace("month: 2021-03\n", paper))
    if kept:
        (data / "papers").mkdir(exist_ok=True)
        (data / "papers" / "OPSG_45_0303.md").write_text(
            f"---\npaper: OPSG_45_0303\nmonth: 2021-03\nsource: a.txt\nsha256: {'a' * 64}\n"
            "imported: 2021-03-24\n---\n\n## Late reads {#late-reads}\n\n### Issue and Impact\n\n"
            "Reads are late.\n\n### Status\n\nUnder way.\n\n### Next Steps\n\nNone.\n"
        )
    before = tree(data.parent)
    with pytest.raises(UserError) as caught:
        begin(data, notebooks)
    begun = "python build.py new-month 2021-04 --classification White"
    assert str(caught.value) == f"--month: {told}{begun}"
    assert tree(data.parent) == before


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"slug": "han-drops"}, "SLUG: There is a page 'han-drops' already."),
        ({"slug": "overview"}, "SLUG: There is a page 'overview' already."),
        ({"slug": "Late Reads"}, "SLUG: 'Late Reads' cannot be an issue's name in addresses."),
        ({"slug": "../../x"}, "SLUG: '../../x' cannot be an issue's name in addresses."),
        ({"slug": ""}, "SLUG: '' cannot be an issue's name"),
        ({"title": ""}, "--title: The title is not one."),
        ({"title": "<script>alert(1)</script>"}, "--title: The title is not one."),
        ({"title": "One\nTwo"}, "--title: The title is not one."),
        ({"title": "x" * 101}, "--title: The title is not one."),
        ({"title": "late READS"}, "--title: There is an issue 'late READS' already."),
        ({"classification": "Whyte"}, "'Whyte' is not a classification. Did you mean 'White'?"),
        ({"month": "2021-02"}, "--month: The log goes on to 2021-03."),
        ({"month": "2021-04"}, "There is no meeting for '2021-04'."),
    ],
)  # fmt: skip
def test_an_issue_that_cannot_be_begun_changes_nothing(
    changes: dict[str, str], told: str, data: Path, notebooks: Path
) -> None:
    before = tree(data.parent)
    with pytest.raises(UserError) as caught:
        begin(data, notebooks, **changes)
    assert told in str(caught.value)
    assert tree(data.parent) == before


def test_a_notebook_is_not_written_over(data: Path, notebooks: Path) -> None:
    (notebooks / "retries.ipynb").write_text("{}")
    with pytest.raises(UserError, match=r"notebooks/retries\.ipynb: There is such a notebook"):
        begin(data, notebooks)
    assert (notebooks / "retries.ipynb").read_text() == "{}"


def test_all_that_is_wrong_is_told_at_once(data: Path, notebooks: Path) -> None:
    with pytest.raises(UserError) as caught:
        begin(data, notebooks, slug="A", title="", classification="", month="2021-02")
    assert len(caught.value.findings) == 4
