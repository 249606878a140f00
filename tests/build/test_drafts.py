"""A month is a draft until its paper is out: as of which month editions are, and what they say."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup
from drafts import PAPER, begin_march, build, give_paper
from projects import copied
from pypdf import PdfReader

from opsg.build.check import outline
from opsg.build.request import Request
from opsg.cli import main
from opsg.core.errors import UserError
from opsg.data import log


def months(project: Path, month: str | None = None) -> list[str]:
    """As of which month the illustrative and the reported edition of a project are."""
    told = []
    for reported in (False, True):
        data = project / "data"
        request = Request(project, data, project / "_site", month=month, reported_only=reported)
        told.append(request.edition(outline(request)).month)
        assert request.edition(log.load(data)).month == told[-1]
    return told


@pytest.mark.parametrize("meeting", [{}, {"paper": "OPSG_45_0303"}, {"paper_date": "2021-03-23"}])
def test_a_month_is_a_draft_until_its_paper_has_number_and_date(
    golden_copy: Path, meeting: dict[str, str]
) -> None:
    begin_march(golden_copy, **meeting)
    whole = log.load(golden_copy / "data")
    assert [each.is_published for each in whole.meetings] == [True, False]
    assert "not yet published" in whole.meeting("2021-03").paper_name
    assert months(golden_copy) == ["2021-03", "2021-02"]


def test_a_month_is_published_when_its_paper_is_out(golden_copy: Path) -> None:
    assert months(golden_copy) == ["2021-02", "2021-02"]
    begin_march(golden_copy, **PAPER)
    assert months(golden_copy) == ["2021-03", "2021-03"]


def test_a_draft_is_in_the_reported_edition_only_where_it_is_asked_for(golden_copy: Path) -> None:
    begin_march(golden_copy)
    assert months(golden_copy, "2021-03") == ["2021-03", "2021-03"]
    assert months(golden_copy, "2021-02") == ["2021-02", "2021-02"]
    with pytest.raises(UserError, match="no meeting for '2021-04'"):
        months(golden_copy, "2021-04")


def without_paper(project: Path) -> Path:
    """Take the date of February's paper out of a project, and what it reports of the tables."""
    path = project / "data/meetings.yml"
    lines = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if "paper_date:" not in line))
    for table in (project / "data/snapshots").rglob("2021-02.csv"):
        table.write_text(table.read_text("utf-8").replace(",reported", ",illustrative"))
    return project


def test_without_any_paper_there_is_no_reported_edition(
    golden_copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    without_paper(golden_copy)
    assert log.load(golden_copy / "data").published_month is None
    assert main(["--reported-only"], root=golden_copy) == 1
    said = capsys.readouterr().err
    assert "data/meetings.yml: No paper is published yet" in said
    assert "python build.py --reported-only --month 2021-02" in said


def test_report_writes_the_paper_of_the_edition_s_month(golden_copy: Path, tmp_path: Path) -> None:
    begin_march(golden_copy)
    made = {}
    for edition in ([], ["--reported-only"], ["--month", "2021-02"]):
        folder = tmp_path / f"papers{len(made)}"
        assert main([*edition, "report", "--folder", str(folder)], root=golden_copy) == 0
        made[" ".join(edition)] = sorted(path.stem for path in folder.glob("*.pdf"))
    asked = {"": "2021-03", "--reported-only": "2021-02", "--month 2021-02": "2021-02"}
    assert made == {edition: [month, f"{month}-briefing"] for edition, month in asked.items()}


def test_check_says_which_month_is_published(
    golden_copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check"], root=golden_copy) == 0
    assert "3 issues, latest 2021-02." in capsys.readouterr().out
    begin_march(golden_copy)
    assert main(["check"], root=golden_copy) == 0
    assert "latest 2021-03 (a draft; published: 2021-02)." in capsys.readouterr().out


def test_a_draft_reports_nothing(golden_copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    begin_march(golden_copy, paper="OPSG_45_0303")
    folder = golden_copy / "data/snapshots/han_stability"
    rows = (folder / "2021-02.csv").read_text("utf-8").replace("2021-02", "2021-03")
    (folder / "2021-03.csv").write_text(rows)
    assert main(["check"], root=golden_copy) == 1
    says = "2021-03.csv: Rows are reported in OPSG_45_0303, not yet published"
    assert says in capsys.readouterr().err
    (folder / "2021-03.csv").write_text(rows.replace(",reported", ",illustrative"))
    assert main(["check"], root=golden_copy) == 0


def test_figures_that_no_meeting_is_near_are_pointed_out(
    golden_copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = golden_copy / "data/snapshots/alerts"
    rows = (folder / "2021-02.csv").read_text("utf-8")
    (folder / "2021-12.csv").write_text(rows.replace("2021-02", "2021-12"))
    assert main(["check"], root=golden_copy) == 0
    said = capsys.readouterr().err
    assert "alerts/2021-12.csv: No meeting is near 2021-12: the log goes on to 2021-02." in said
    assert "python build.py new-month 2021-12 --classification White" in said


def soup(page: Path) -> BeautifulSoup:
    return BeautifulSoup(page.read_text("utf-8"), "html.parser")


def pages(site: Path) -> dict[str, BeautifulSoup]:
    """The pages of a site by name, but for the reports of single meetings."""
    names = (page.relative_to(site).as_posix() for page in sorted(site.rglob("*.html")))
    return {name: soup(site / name) for name in names if not re.match(r"reports/\d", name)}


def months_told(site: Path) -> Iterator[tuple[str, str | None]]:
    """Every place of a site that tells as of which month it is, and what it tells."""
    looked_into = pages(site)
    for name, page in looked_into.items():
        yield f"footer of {name}", words_of(page.footer)
        if name.startswith("issues/"):
            yield f"top of {name}", words_of(page.main.p)
    home = looked_into["index.html"]
    yield "home", words_of(home.main.p)
    yield "board", words_of(home.find("table").caption)
    for link in home.find(class_="ask").find_all("a"):
        assert (site / link["href"]).is_file()
        yield "ask", link["href"]
    yield "timeline", words_of(looked_into["stage-timeline.html"].find(class_="lede"))
    yield "data", words_of(looked_into["data.html"].find("table").caption)
    reports = looked_into["reports/index.html"]
    yield "newest report", words_of(reports.find(class_="lede"))
    yield "first row of reports", words_of(reports.find("tbody").th or reports.find("tbody").td)
    yield "reports", max(path.name for path in (site / "reports").glob("2*"))
    changed = words_of(looked_into["what-changed.html"].find(class_="lede"))
    yield "what changed", changed.replace("Between February 2021 and ", "")
    entries = ElementTree.parse(site / "feed.xml").iter("{http://www.w3.org/2005/Atom}title")
    yield "feed", [title.text for title in entries][1]
    yield "headlines", json.loads((site / "headlines.json").read_text("utf-8"))["month"]
    package = json.loads((site / "downloads/data/datapackage.json").read_text("utf-8"))
    yield "package", package["sources"][0]["title"]
    yield "search", words_of(looked_into["search.html"].footer)


def words_of(element: object) -> str:
    return " ".join(element.get_text(" ").split())  # type: ignore[attr-defined]


FEBRUARY = re.compile(r"February 2021|2021-02|OPSG 44|OPSG_44")
MARCH = re.compile(r"March 2021|2021-03|OPSG 45|OPSG_45")


@pytest.mark.parametrize(
    ("site", "right", "wrong"),
    [
        ("before", FEBRUARY, MARCH),
        ("draft", MARCH, FEBRUARY),
        ("draft-reported", FEBRUARY, MARCH),
        ("asked", MARCH, FEBRUARY),
        ("published", MARCH, FEBRUARY),
    ],
)
def test_everything_on_a_site_agrees_on_which_month_it_is(
    lived: Path, site: str, right: re.Pattern[str], wrong: re.Pattern[str]
) -> None:
    for place, says in months_told(lived / site):
        assert says and right.search(says) and not wrong.search(says), f"{place}: {says}"


def test_a_published_month_never_changes_because_a_draft_was_merged(lived: Path) -> None:
    before, after = lived / "before", lived / "draft-reported"
    names = {path.relative_to(before) for path in before.rglob("*") if path.is_file()}
    assert names == {path.relative_to(after) for path in after.rglob("*") if path.is_file()}
    differ = [name for name in names if (before / name).read_bytes() != (after / name).read_bytes()]
    assert differ == []


NOTE = "Draft: the paper for OPSG 45, March 2021, is not published yet."


@pytest.mark.parametrize("site", ["draft", "asked"])
def test_a_draft_says_so_on_every_page_in_every_report_and_in_the_feeds(
    lived: Path, site: str
) -> None:
    folder = lived / site
    every = {**pages(folder), "report": soup(folder / "reports/2021-03.html")}
    for name, page in every.items():
        (note,) = page.select("aside.draft")
        assert words_of(note).startswith(NOTE), name
        assert "a draft: its paper is not published yet" in words_of(page.footer), name
    assert "Read the draft" in words_of(every["index.html"].main)
    assert "Draft, not yet published" in words_of(every["report"].find(class_="signed"))
    assert "those of the paper" not in words_of(every["report"].main)
    for page in PdfReader(folder / "reports/2021-03.pdf").pages:
        assert "Draft, not yet published" in page.extract_text()
    with zipfile.ZipFile(folder / "reports/2021-03.docx") as file:
        header = b"".join(file.read(name) for name in file.namelist() if "header" in name)
        assert b"Draft, not yet published" in header
    entry = ElementTree.parse(folder / "feed.xml").find("{http://www.w3.org/2005/Atom}entry")
    told = {part.tag.rpartition("}")[2]: part.text or "" for part in entry or ()}
    assert told["title"].startswith("Draft: OPSG 45") and NOTE in told["content"]
    assert "published" not in told
    figures = json.loads((folder / "headlines.json").read_text("utf-8"))
    assert (figures["draft"], figures["paper_date"]) == (True, None)
    assert figures["note"].startswith(NOTE)
    assert NOTE in (folder / "downloads/data/datapackage.json").read_text("utf-8")


@pytest.mark.parametrize("site", ["draft", "asked", "published"])
def test_a_report_tells_its_own_meeting_whichever_month_the_site_is_of(
    lived: Path, site: str
) -> None:
    page = soup(lived / site / "reports/2021-02.html")
    assert page.select("aside.draft") == []
    assert "OPSG 44, February 2021, paper OPSG_44_0203." in words_of(page.footer)


@pytest.mark.parametrize("site", ["before", "published"])
def test_what_is_published_calls_nothing_a_draft(lived: Path, site: str) -> None:
    for path in (lived / site).rglob("*"):
        if path.suffix in (".html", ".xml"):
            assert not re.search(
                r"\bdraft:|not (yet )?published yet", path.read_text("utf-8"), re.I
            )
    assert json.loads((lived / site / "headlines.json").read_text("utf-8"))["draft"] is False


def test_a_draft_between_two_papers_is_not_in_the_reported_edition(
    lived: Path, tmp_path: Path
) -> None:
    project = copied(lived, tmp_path / "later")
    path = project / "data/meetings.yml"
    text = path.read_text("utf-8")
    for key, value in PAPER.items():
        text = text.replace(f"  {key}: {value}\n", "")
    path.write_text(text)
    # What is done in the draft is not yet said by any paper.
    close = ["close-issue", "spurious-alerts", "--month", "2021-03"]
    assert main(close, root=project) == 0
    assert main(["new-month", "2021-04", "--classification", "White"], root=project) == 0
    give_paper(project, "2021-04", paper="OPSG_46_0704", paper_date="2021-04-20")
    build(project, "_site", "--reported-only")
    made = {path.name for path in (project / "_site/reports").iterdir()}
    assert made == {
        "index.html",
        *(
            f"{month}{kind}"
            for month in ("2021-02", "2021-04")
            for kind in (".html", ".docx", ".pdf", "-briefing.html", "-briefing.pdf")
        ),
    }
    for file in (project / "_site").rglob("*"):
        if file.suffix in (".html", ".xml", ".json"):
            assert "OPSG 45" not in file.read_text("utf-8"), file


def test_the_home_page_counts_papers_that_are_out(lived: Path) -> None:
    counted = {}
    for site in ("before", "asked", "published"):
        cells = pages(lived / site)["index.html"].select(".strip li")
        counted[site] = words_of(cells[-1])
    assert counted == {
        "before": "1 published paper: no trend yet",
        "asked": "1 published paper: no trend yet",
        "published": "2 published papers: no trend yet",
    }


def test_beside_a_comparison_with_an_earlier_paper_nobody_says_that_there_is_none(
    lived: Path,
) -> None:
    for site in ("before", "published"):
        for path in sorted((lived / site / "issues").glob("*.html")):
            page = soup(path)
            compared = page.find(string=re.compile("March 2021 against February 2021")) is not None
            assert compared is (site == "published")
            beside = words_of(page.find(class_="beside"))
            assert ("No earlier paper is public" in beside) is not compared
            assert bool(re.search(r"Mar 2021 · \w.* Feb 2021 · ", beside)) is compared


def test_verify_finds_a_page_of_a_draft_that_does_not_say_so(
    lived: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site = copied(lived / "draft", tmp_path / "site")
    assert main(["verify", str(site)], root=lived) == 0
    page = site / "about.html"
    page.write_text(
        re.sub("<aside class=.edition draft.*?</aside>", "", page.read_text("utf-8"), flags=re.S)
    )
    assert main(["verify", str(site)], root=lived) == 1
    assert f"about.html: it does not say: '{NOTE}" in capsys.readouterr().err


def test_no_page_of_a_published_month_says_that_no_other_is_public(lived: Path) -> None:
    for name, page in pages(lived / "published").items():
        assert not re.search("[Nn]o other month is public|one paper is public", words_of(page)), (
            name
        )


def test_the_feed_leads_to_each_month_s_own_paper_but_the_newest(lived: Path) -> None:
    for site in ("draft", "published"):
        feed = ElementTree.parse(lived / site / "feed.xml")
        entries = feed.iterfind("{*}entry/{*}link")
        pages = [link.attrib["href"].partition(".example/")[2] for link in entries]
        assert pages == ["index.html", "reports/2021-02.html"]


def test_a_new_month_renders_the_pages_of_no_older_one_again(lived: Path) -> None:
    summary = json.loads((lived / "draft.json").read_text())

    older = {"report-2021-02", "briefing-2021-02"}
    assert older <= {*summary["notebooks"]["recalled"]} & {*summary["pages"]["recalled"]}
