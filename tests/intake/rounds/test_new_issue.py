"""A new issue: its files, its page from the first moment, and how to give it figures."""

from pathlib import Path

import nbformat
import polars as pl
import pytest
from trees import tree

from opsg.core.errors import UserError
from opsg.data import log
from opsg.data.datasets import Dataset
from opsg.intake.rounds import Done, close_issue, contract_stub, new_issue, new_month
from opsg.pages import issue as page

TITLE = "‘Late’ reads & retries: 20% of them"


def begin(data: Path, notebooks: Path, **changes: str) -> Done:
    options = {
        "slug": "retries", "title": TITLE, "month": "2021-02", "classification": "White", **changes,
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
            "data/issues/retries/2021-02.md",
            "data/issues/retries/issue.md",
            "notebooks/retries.ipynb",
        ]
    )


def test_the_issue_is_the_last_and_in_the_first_stage(data: Path, notebooks: Path) -> None:
    begin(data, notebooks)
    issue = log.load(data).issue("retries")
    assert (issue.title, issue.order, issue.raised) == (TITLE, 3, "2021-02")
    assert [(spell.stage, spell.since) for spell in issue.stage_history] == [("Raised", "2021-02")]
    assert (issue.datasets, issue.headline) == ((), None)
    assert issue.entry("2021-02").stage == "Raised"


def test_texts_that_are_not_written_yet_are_a_warning(data: Path, notebooks: Path) -> None:
    begin(data, notebooks)
    assert [str(one) for one in log.load(data).warnings] == [
        f"data/issues/retries/{file}.md: The section '{section}' is not written yet. Write it."
        for file, section in [
            ("issue", "Issue and Impact"), ("2021-02", "Status"), ("2021-02", "Next Steps"),
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
    assert "ingest FILE --dataset retries --month 2021-02" in notes


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


def test_an_issue_begins_in_the_month_that_has_just_begun(data: Path, notebooks: Path) -> None:
    new_month(log.load(data), "2021-03", classification="White")
    begin(data, notebooks, month="2021-03")
    loaded = log.load(data)
    assert "retries" not in [issue.slug for issue in loaded.issues_by("2021-02")]
    assert "retries" in [issue.slug for issue in loaded.active("2021-03")]
    done = new_month(loaded, "2021-04", classification="White")
    closed = close_issue(done.log, "retries", "2021-04")
    assert closed.log.issue("retries").is_closed("2021-04")


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
        ({"month": "2021-01"}, "--month: The log goes on to 2021-02."),
        ({"month": "2021-03"}, "There is no meeting for '2021-03'."),
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
        begin(data, notebooks, slug="A", title="", classification="", month="2021-01")
    assert len(caught.value.findings) == 4
