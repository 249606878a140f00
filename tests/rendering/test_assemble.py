"""The assembled project holds all that a renderer needs, and nothing of an earlier build."""

import json
from pathlib import Path

import pytest
import yaml

from opsg.core.edition import Edition
from opsg.core.errors import UserError
from opsg.core.html import ABSENT_TYPE
from opsg.data.check import Meeting, Outline
from opsg.rendering.assemble import add, assemble, site_metadata

MEETING = Meeting(
    number=44,
    month="2021-02",
    paper="OPSG_44_0203",
    paper_date="2021-02-23",
    dated="2021-02-23",
    classification="White",
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "site" / "issues").mkdir(parents=True)
    (tmp_path / "site" / "template.html").write_text("$body$")
    (tmp_path / "site" / "issues" / "_metadata.yml").write_text("root: ../\n")
    (tmp_path / "_quarto.yml").write_text("project: {type: website}\n")
    (tmp_path / "executed.ipynb").write_text('{"cells": [], "metadata": {}}')
    return tmp_path


def _assemble(root: Path, metadata: dict[str, object]) -> Path:
    executed = root / "executed.ipynb"
    assemble(root, root / "_build", metadata)
    add([("index", executed), ("issues/han-stability", executed)], root / "_build")
    return root / "_build"


def test_pages_notebooks_and_scripts_come_together(root: Path) -> None:
    project = _assemble(root, {})

    files = {str(path.relative_to(project)) for path in project.rglob("*") if path.is_file()}
    assert files == {
        "_quarto.yml",
        "_site.yml",
        "index.ipynb",
        "issues/_metadata.yml",
        "issues/han-stability.ipynb",
        "scripts/plotly.min.js",
        "template.html",
    }


def test_the_script_is_the_plotly_that_the_charts_are_made_for(root: Path) -> None:
    script = _assemble(root, {}) / "scripts" / "plotly.min.js"

    assert "plotly.js v" in script.read_text(encoding="utf-8")[:200]


def test_nothing_is_left_of_an_earlier_build(root: Path) -> None:
    (_assemble(root, {}) / "issues" / "withdrawn.ipynb").touch()

    assert not (_assemble(root, {}) / "issues" / "withdrawn.ipynb").exists()


def test_every_page_is_told_the_month_the_meeting_and_the_paper(root: Path) -> None:
    project = _assemble(root, site_metadata(Outline((), (MEETING,)), Edition("2021-02")))

    told = yaml.safe_load((project / "_site.yml").read_text(encoding="utf-8"))
    assert told.pop("edition_note").startswith("Illustrative edition")
    assert told == {
        "edition": "illustrative",
        "illustrative": True,
        "month": "2021-02",
        "month_name": "February 2021",
        "meeting": "OPSG 44",
        "paper": "OPSG_44_0203",
        "paper_date": "23 February 2021",
        "updated": "2021-02-23",
        "next_update": "with the next meeting’s paper, which has no date yet",
        "classification": "White",
    }


@pytest.mark.parametrize(
    ("days", "when"),
    [
        ({}, "with the next meeting’s paper, which has no date yet"),
        ({"meeting_date": "2021-03-30"}, "with the paper for OPSG 45, 30 March 2021"),
        (
            {"meeting_date": "2021-03-30", "paper_date": "2021-03-23"},
            "with the paper for OPSG 45, 23 March 2021",
        ),
    ],
)
def test_every_page_says_when_it_is_followed(days: dict[str, str], when: str) -> None:
    later = MEETING._replace(number=45, month="2021-03", paper_date=None)._replace(**days)

    told = site_metadata(Outline((), (MEETING, later)), Edition("2021-02"))

    assert told["next_update"] == when


def test_the_reported_edition_is_not_called_illustrative_anywhere() -> None:
    told = site_metadata(Outline((), (MEETING,)), Edition("2021-02", reported_only=True))

    assert told["edition"] == "reported"
    assert "llustrative" not in str(told)


def test_a_missing_part_of_the_project_is_named(root: Path) -> None:
    (root / "_quarto.yml").unlink()

    with pytest.raises(UserError, match=r"_quarto\.yml: this part of the project is missing"):
        _assemble(root, {})


def test_what_differs_between_two_runs_of_a_notebook_does_not_reach_its_page(root: Path) -> None:
    def placed(number: int) -> str:
        cells = [
            {
                "id": f"id{number}",
                "metadata": {"tags": ["injected-parameters"], "papermill": {"duration": number}},
            },
            {
                "id": "c",
                "metadata": {"execution": {"started": number}},
                "outputs": [
                    {"data": {"text/html": "<p>", "text/plain": f"<object at {number}>"}},
                    {"data": {"text/plain": "shown"}},
                ],
            },
        ]
        executed = root / "executed.ipynb"
        executed.write_text(json.dumps({"cells": cells, "metadata": {"papermill": number}}))
        add([("index", executed)], root)
        return (root / "index.ipynb").read_text()

    assert placed(1) == placed(2)
    assert "shown" in placed(1)


def test_what_is_not_there_is_left_out_with_its_section_and_named_at_the_end(root: Path) -> None:
    def heading(name: str) -> dict[str, object]:
        return {"cell_type": "markdown", "metadata": {}, "source": [f"## {name}"]}

    def shown(html: str, absent: str = "") -> dict[str, object]:
        data = {"text/html": html, **({ABSENT_TYPE: absent} if absent else {})}
        return {"cell_type": "code", "metadata": {}, "outputs": [{"data": data}]}

    cells = [
        heading("Status"), shown("<p>Words</p>"), shown("<p>None</p>", "an earlier paper"),
        heading("By DNO"), shown("<p>None</p>", "figures by DNO"), shown(""),
        shown("<h2>Modifications</h2>"), heading("Next"), shown("<nav></nav>"),
    ]  # fmt: skip
    (root / "executed.ipynb").write_text(json.dumps({"cells": cells, "metadata": {}}))
    for leave_out in (True, False):
        add([("page", root / "executed.ipynb")], root / "_build", leave_out=leave_out)
        page = (root / "_build" / "page.ipynb").read_text()
        assert ABSENT_TYPE not in page
        assert ("## By DNO" in page, "<p>None</p>" in page) == (not leave_out, not leave_out)
        assert ("an earlier paper; figures by DNO" in page) == leave_out
        assert "<h2>Modifications</h2>" in page and "## Next" in page
