"""The assembled project holds all that a renderer needs, and nothing of an earlier build."""

from pathlib import Path

import pytest
import yaml

from opsg.core.edition import Edition
from opsg.core.errors import UserError
from opsg.data.check import Meeting, Outline
from opsg.rendering.assemble import assemble, site_metadata

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
    return tmp_path


def _assemble(root: Path, metadata: dict[str, object]) -> Path:
    assemble(root, root / "_build", metadata)
    return root / "_build"


def test_pages_settings_and_scripts_come_together(root: Path) -> None:
    project = _assemble(root, {})

    files = {str(path.relative_to(project)) for path in project.rglob("*") if path.is_file()}
    assert files == {
        "_quarto.yml",
        "_site.yml",
        "issues/_metadata.yml",
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
