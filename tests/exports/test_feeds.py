"""The feeds: valid Atom and stable JSON, dated as the papers are."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from opsg.core.edition import Edition
from opsg.data.models import Meeting
from opsg.exports import feeds
from opsg.pages.headlines import FIELDS, HeadlineRow, Update

SITE = "https://example.org/log/"
ATOM = "{http://www.w3.org/2005/Atom}"
HEADLINE = "Two issues, one getting worse"

REPORTED = Edition("2021-02", reported_only=True)


def meeting(month: str = "2021-02", number: int = 44) -> Meeting:
    year, of_year = map(int, month.split("-"))
    return Meeting(
        number=number,
        month=month,
        paper=f"OPSG_{number}_0203",
        paper_date=date(year, of_year, 23),
        title="OPSG Issues Log – Progress Report",
        team="SECAS Team",
        classification="White",
        purpose="To note.",
        asks=(),
    )


def row(slug: str = "han-stability", **changes: Any) -> HeadlineRow:
    values = {
        "title": "Stability within the HAN",
        "stage": "Investigating",
        "name": "ESMEs dropping off",
        "unit": "ESMEs",
        "value": 58785.0,
        "reported": True,
        "change_percent": 2.34567,
        "signal": "above_limit",
        "direction": "concern",
        "sentence": "About 59k ESMEs drop off the HAN.",
    }
    return HeadlineRow(slug=slug, **{**values, **changes})


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "_quarto.yml").write_text(f"website:\n  site-url: {SITE}\n")
    return tmp_path


def write(project: Path, updates: Sequence[Update], edition: Edition) -> None:
    for update in updates:
        feeds.note(project, update, replace(edition, month=update.meeting.month))
    feeds.write(project, [update.meeting.month for update in updates])


def feed(project: Path) -> ElementTree.Element:
    return ElementTree.parse(project / "feed.xml").getroot()


def texts(element: ElementTree.Element, name: str) -> list[str | None]:
    return [found.text for found in element.iter(f"{ATOM}{name}")]


def headlines(project: Path) -> dict[str, Any]:
    return json.loads((project / "headlines.json").read_text())


def test_the_feed_has_what_atom_requires(project: Path) -> None:
    write(project, [Update(meeting(), HEADLINE, [row()])], REPORTED)
    written = feed(project)
    for element in (written, *written.iter(f"{ATOM}entry")):
        for required in ("id", "title", "updated"):
            assert len(element.findall(f"{ATOM}{required}")) == 1
    assert written.findtext(f"{ATOM}author/{ATOM}name")
    assert all(identity and identity.startswith("urn:uuid:") for identity in texts(written, "id"))
    assert len(set(texts(written, "id"))) == 2
    assert {link.get("rel"): link.get("href") for link in written.findall(f"{ATOM}link")} == {
        "self": f"{SITE}feed.xml",
        "alternate": SITE,
    }


def test_dates_are_those_of_the_papers(project: Path) -> None:
    updates = [Update(meeting("2021-01", 43), "Quiet", []), Update(meeting(), HEADLINE, [row()])]
    write(project, updates, REPORTED)
    assert texts(feed(project), "updated") == [
        "2021-02-23T00:00:00Z",
        "2021-02-23T00:00:00Z",
        "2021-01-23T00:00:00Z",
    ]


def test_a_meeting_is_one_entry_and_the_newest_comes_first(project: Path) -> None:
    updates = [
        Update(meeting("2021-01", 43), "Quiet", []),
        Update(meeting(), HEADLINE, [row()]),
    ]
    write(project, updates, REPORTED)
    entries = feed(project).findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}title") for entry in entries] == [
        f"OPSG 44, February 2021: {HEADLINE}",
        "OPSG 43, January 2021: Quiet",
    ]
    links = [link.get("href") for entry in entries for link in entry.iter(f"{ATOM}link")]
    assert links == [f"{SITE}index.html", f"{SITE}reports/2021-01.html"]


def test_an_entry_keeps_its_id_when_its_figures_or_the_site_change(project: Path) -> None:
    write(project, [Update(meeting(), HEADLINE, [row()])], REPORTED)
    before = texts(feed(project), "id")
    (project / "_quarto.yml").write_text("website:\n  site-url: https://elsewhere.example\n")
    write(
        project,
        [Update(meeting(), "Another", [row(value=1.0)])],
        REPORTED,
    )
    assert texts(feed(project), "id") == before


def test_a_draft_that_becomes_a_paper_keeps_its_id(project: Path) -> None:
    draft = meeting().model_copy(update={"paper": None, "paper_date": None})
    write(project, [Update(draft, HEADLINE, [row()])], REPORTED)
    before = texts(feed(project), "id")
    write(project, [Update(meeting(), HEADLINE, [row()])], REPORTED)
    assert texts(feed(project), "id") == before


def test_a_correction_changes_when_an_entry_was_updated_and_not_when_it_came_out(
    project: Path,
) -> None:
    corrected = Update(meeting(), HEADLINE, [row()], corrected=date(2021, 3, 9))
    write(project, [corrected], REPORTED)
    assert texts(feed(project), "updated") == ["2021-03-09T00:00:00Z"] * 2
    assert texts(feed(project), "published") == ["2021-02-23T00:00:00Z"]


def test_text_cannot_break_out_of_the_feed(project: Path) -> None:
    hostile = row(title="<script>alert(1)</script>", sentence='"]]> & <b>')
    write(
        project,
        [Update(meeting(), "<i>1 & 2</i>", [hostile])],
        REPORTED,
    )
    entry = feed(project).find(f"{ATOM}entry")
    assert entry is not None
    assert "<i>1 & 2</i>" in (entry.findtext(f"{ATOM}title") or "")
    content = entry.findtext(f"{ATOM}content") or ""
    assert "<script>" not in content
    assert "&lt;script&gt;" in content


def test_the_illustrative_edition_says_so_in_both(project: Path) -> None:
    write(
        project,
        [Update(meeting(), HEADLINE, [row(reported=False)])],
        Edition("2021-02"),
    )
    assert "Not for decisions" in (feed(project).findtext(f"{ATOM}subtitle") or "")
    assert "Not for decisions" in (feed(project).findtext(f"{ATOM}entry/{ATOM}content") or "")
    assert headlines(project)["edition"] == "illustrative"
    assert headlines(project)["issues"][0]["provenance"] == "illustrative"


def test_the_reported_edition_refuses_an_illustrative_figure(project: Path) -> None:
    with pytest.raises(ValueError, match="han-stability"):
        write(
            project,
            [Update(meeting(), HEADLINE, [row(reported=False)])],
            REPORTED,
        )
    assert not (project / "feed.xml").exists()


def test_headlines_give_every_documented_field_of_an_issue(project: Path) -> None:
    write(project, [Update(meeting(), HEADLINE, [row()])], REPORTED)
    written = headlines(project)
    assert written["schema_version"] == 1
    assert (written["month"], written["paper_date"]) == ("2021-02", "2021-02-23")
    (issue,) = written["issues"]
    assert list(issue) == list(FIELDS)
    assert issue["url"] == f"{SITE}issues/han-stability.html"
    assert json.dumps(issue["value"]) == "58785"
    assert issue["change_percent"] == 2.3457
    assert issue["provenance"] == "reported"


def test_a_figure_that_is_not_reported_is_null_and_not_zero(project: Path) -> None:
    absent = row(value=None, reported=False, change_percent=None)
    write(project, [Update(meeting(), HEADLINE, [absent])], REPORTED)
    (issue,) = headlines(project)["issues"]
    assert (issue["value"], issue["provenance"], issue["change_percent"]) == (None, None, None)


def test_headlines_tell_of_the_latest_meeting(project: Path) -> None:
    updates = [Update(meeting(), HEADLINE, [row()]), Update(meeting("2021-01", 43), "Quiet", [])]
    write(project, updates, REPORTED)
    assert headlines(project)["meeting"] == 44
