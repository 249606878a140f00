"""The log of February 2021 says what the paper says, word for word."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from projects import FEBRUARY

from opsg.data import log
from opsg.data.frontmatter import plain

ROOT = Path(__file__).parents[2]
PAPER = (ROOT / "tests/fixtures/OPSG_44_0203.txt").read_text(encoding="utf-8")
LOG = log.load(FEBRUARY / "data")
MONTH = "2021-02"
MP119 = "https://smartenergycodecompany.co.uk/modifications/ch-alert-storm-consolidation/"

SLUGS = [
    "no-meters-on-hubs",
    "multiple-gsmes-per-site",
    "spurious-alerts",
    "communications-hub-exceptions",
    "incorrect-dno-certificates",
    "capacity-management",
    "power-outage-reporting",
    "forecasting-obligations",
    "han-stability",
    "duplicate-headers",
    "other-user-data-retrieval",
    "mpxn-churned-crossed-meters",
]
SECTIONS = ("Current Stage", "Issue and Impact", "Status", "Next Steps")
FOOTNOTE = re.compile(r"(\d) (\w+ is used as an acronym for .*)")
GLUED = {"MM11 (": "MM1[^1] (", "MM3/CH12 (": "MM3/CH1[^2] ("}


def lines() -> list[str]:
    """The paper's lines that have words."""
    return [line.strip() for line in PAPER.splitlines() if line.strip()]


def footnotes() -> dict[str, str]:
    """The footnotes that stand at the foot of a page, by their mark."""
    return {match[1]: match[2] for line in lines() if (match := FOOTNOTE.fullmatch(line))}


def paper_sections() -> Iterator[tuple[str, dict[str, list[str]]]]:
    """Each issue of the paper: its title, and the lines of its sections."""
    body = lines()
    start = body.index(
        "This section presents the Issues which are being actively monitored by OPSG."
    )
    body = body[start + 1 : body.index("Recommendation & Next Steps")]
    body = [line for line in body if not FOOTNOTE.fullmatch(line) and line != MP119]
    starts = [place - 1 for place, line in enumerate(body) if line == "Current Stage"]
    for start, end in zip(starts, [*starts[1:], len(body)], strict=True):
        sections: dict[str, list[str]] = {}
        for line in body[start + 1 : end]:
            if line in SECTIONS:
                current = sections.setdefault(line, [])
            else:
                current.append(line)
        yield body[start], sections


def words(lines: list[str]) -> str:
    """The lines of a section as one, without bullets, with words divided at a line end joined."""
    text = "\n".join(re.sub(r"^[•o] ", "", line) for line in lines)
    text = text.replace("-\n", "-")
    for glued, apart in GLUED.items():
        text = text.replace(glued, apart)
    return " ".join(text.split())


def entry_words(markdown: str) -> str:
    """A section of the log as one line: list marks and the texts of footnotes left out."""
    text = re.sub(r"^\[\^\d\]: .*$", "", markdown, flags=re.MULTILINE)
    return " ".join(re.sub(r"^ *- ", "", text, flags=re.MULTILINE).split())


ISSUES = dict(zip(SLUGS, paper_sections(), strict=True))


def test_the_issues_are_the_papers_in_its_order() -> None:
    assert [issue.slug for issue in LOG.issues] == SLUGS
    assert [issue.title for issue in LOG.issues] == [title for title, _ in ISSUES.values()]
    assert [issue.order for issue in LOG.issues] == list(range(1, 13))


@pytest.mark.parametrize("slug", SLUGS)
def test_an_issue_says_what_the_paper_says_word_for_word(slug: str) -> None:
    issue, sections = LOG.issue(slug), ISSUES[slug][1]
    entry = issue.entry(MONTH)
    assert entry_words(issue.issue_and_impact) == words(sections["Issue and Impact"])
    assert entry_words(entry.status) == words(sections["Status"])
    assert entry_words(entry.next_steps) == words(sections["Next Steps"])
    assert not sections["Current Stage"], "the picture of the stage has become text"


def test_every_word_of_the_paper_is_in_the_log_or_is_page_furniture() -> None:
    meeting = LOG.meeting(MONTH)
    furniture = [
        "OPSG_44_0203 – OPSG Issues", "Log - Progress Report", "Page 1 of 8",
        "This document has a", "Classification of White", meeting.title, "Purpose",
        *plain(meeting.purpose).split(". "), "Actively Managed Issues",
        "This section presents the Issues which are being actively monitored by OPSG.",
        *[title for title, _ in ISSUES.values()], *(12 * SECTIONS),
        *[line for _, sections in ISSUES.values() for part in sections.values() for line in part],
        *[f"{mark} {text}" for mark, text in footnotes().items()], MP119,
        "Recommendation & Next Steps", "The OPSG is requested to:",
        "• NOTE the contents of this paper; and",
        "• APPROVE the recommended next steps for each issue.", meeting.team, "23 February 2021",
    ]  # fmt: skip
    told = " ".join(" ".join(furniture).split()).replace(".", "").split()
    assert sorted(told) == sorted(" ".join(lines()).replace(".", "").split())


def test_the_meeting_is_the_papers() -> None:
    meeting = LOG.meeting(MONTH)
    body = lines()
    purpose = body[body.index("Purpose") + 1 : body.index("Actively Managed Issues")]
    assert " ".join(meeting.purpose.split()) == " ".join(purpose)
    asks = body[body.index("The OPSG is requested to:") + 1 : body.index("SECAS Team")]
    assert [f"{ask.verb} {ask.what}" for ask in meeting.asks] == [
        ask.strip("• ").removesuffix("; and").removesuffix(".") for ask in asks
    ]
    assert (meeting.number, meeting.paper) == (44, "OPSG_44_0203")
    assert f"{meeting.paper_date:%d %B %Y}" == body[-1]
    assert meeting.meeting_date is None
    assert meeting.classification == "White"


def test_footnotes_are_apart_from_the_words_they_were_glued_to() -> None:
    status = LOG.issue("han-stability").entry(MONTH).status
    assert "MM11" not in status
    assert "CH12" not in status
    defined = dict(re.findall(r"^\[\^(\d)\]: (.*)$", status, flags=re.MULTILINE))
    assert defined == footnotes()
    everything = "".join(path.read_text() for path in (FEBRUARY / "data/issues").rglob("*.md"))
    assert everything.count("is used as an acronym") == 2


def test_lists_stay_lists_and_nest_where_the_paper_nests() -> None:
    exceptions = LOG.issue("communications-hub-exceptions").entry(MONTH).status
    assert len(re.findall(r"^- ", exceptions, flags=re.MULTILINE)) == 3
    assert len(re.findall(r"^    - ", exceptions, flags=re.MULTILINE)) == 2
    hubs = LOG.issue("no-meters-on-hubs").entry(MONTH).status
    assert re.findall(r"^(\w\))", hubs, flags=re.MULTILINE) == ["a)", "b)", "c)"]
    stability = LOG.issue("han-stability").entry(MONTH).status
    assert len(re.findall(r"^- MM", stability, flags=re.MULTILINE)) == 5


def test_the_papers_one_link_belongs_to_mp119() -> None:
    assert lines().count(MP119) == 1
    links = {
        reference.id: reference.url
        for issue in LOG.issues
        for reference in issue.references
        if reference.url
    }
    assert links == {"MP119": MP119}


def test_modifications_have_the_stage_that_the_paper_gives_or_one_marked_as_inferred() -> None:
    stages = {
        reference.id: (reference.stage, reference.stage_source, reference.aliases)
        for issue in LOG.issues
        for reference in issue.references
        if reference.kind == "modification"
    }
    assert stages == {
        "MP119": ("Refinement Process", "inferred", ()),
        "DP096": ("Development", "reported", ("MP096",)),
        "MP116": ("Refinement Process", "reported", ()),
    }


def test_every_stage_is_inferred_and_quotes_the_words_it_rests_on() -> None:
    for issue in LOG.issues:
        entry = issue.entry(MONTH)
        assert entry.stage_source == "inferred"
        assert entry.stage_reason
        assert {spell.provenance for spell in issue.stage_history} == {"illustrative"}


def test_the_figures_are_those_of_the_paper() -> None:
    figures = {
        (issue.slug, figure.value, figure.unit, figure.kind, figure.approximate, figure.as_at)
        for issue in LOG.issues
        for figure in issue.entry(MONTH).figures
    }
    dated = date(2021, 2, 8)
    han = "han-stability"
    dno = "incorrect-dno-certificates"
    assert figures == {
        ("no-meters-on-hubs", 109_000, "hubs", "level", True, None),
        ("spurious-alerts", 41_000_000, "Alerts", "cumulative", True, None),
        ("communications-hub-exceptions", 70, "%", "share", True, None),
        (dno, 62_000, "ESMEs", "level", False, dated),
        (dno, 63, "Service Users", "level", False, dated),
        (dno, 17_683, "failures", "level", True, dated),
        (han, 59_000, "ESMEs", "estimate", True, None),
        (han, 5_700, "ESMEs", "level", False, None),
        (han, 42_300, "ESMEs", "level", False, None),
        (han, 1_400, "ESMEs", "level", False, None),
        (han, 5_485, "ESMEs", "level", False, None),
        (han, 3_900, "ESMEs", "level", False, None),
        ("other-user-data-retrieval", 13, "months", "level", False, None),
    }


def test_the_sentence_of_a_figure_holds_its_value() -> None:
    for issue in LOG.issues:
        for figure in issue.entry(MONTH).figures:
            value = figure.value
            written = {
                f"{value}", f"{value:,}", f"{value / 1000:g}k", f"{value / 1_000_000:g} million"
            }  # fmt: skip
            found = set(re.findall(r"\d[\d,]*(?:k| million)?", figure.quote))
            assert written & found, figure.name
            assert figure.approximate == bool(re.search("around|approximately|~", figure.quote))


def test_only_the_month_that_the_paper_gives_is_reported_for_an_event() -> None:
    reported = [
        (event.month, event.title) for event in LOG.events if event.provenance == "reported"
    ]
    assert reported == [("2021-01", "MP119 discussed at the Working Group")]
    assert [event.title for event in LOG.events if event.rebase] == [
        "New CH Firmware Version released"
    ]


def test_whom_an_issue_affects_is_named_in_its_issue_and_impact() -> None:
    for issue in LOG.issues:
        for who in issue.affects:
            stem = who.removesuffix("s").removesuffix("ie").casefold()
            assert stem in issue.issue_and_impact.casefold(), (issue.slug, who)


def test_actions_have_what_the_paper_gives_and_nothing_else() -> None:
    actions = [action for issue in LOG.issues for action in issue.entry(MONTH).actions]
    assert [(a.percent_complete, a.percent_approximate) for a in actions if a.percent_complete] == [
        (70, True)
    ]
    assert {a.due_text: str(a.due) for a in actions if a.due} == {
        "before returning to the Working Group in March": "2021-03",
        "by the end of Q3 2021": "2021-09-30",
    }
    text = " ".join(plain(text) for issue in LOG.issues for text in [issue.entry(MONTH).next_steps])
    assert all(action.due_text in text for action in actions if action.due_text)
    assert not any(action.done for action in actions)


def test_the_glossary_has_every_abbreviation_of_the_paper() -> None:
    known = {part for term in LOG.glossary for part in term.term.split()}
    body = PAPER.replace("MM11", "MM").replace("CH12", "CH1")
    found = {
        word.removesuffix("s")
        for word in re.findall(r"\b(?:[A-Z][a-zA-Z]?[A-Z]+s?|MPxNs?|8F\w\w)\b", body)
    }
    plain_words = {"NOTE", "APPROVE"}
    numbered = {"DP096", "TS1353"}
    assert found - known - plain_words - numbered == set()


def test_a_term_without_an_expansion_claims_none() -> None:
    unexpanded = {term.term for term in LOG.glossary if "Not expanded" in term.meaning}
    assert {"DRF", "DUIC"} <= unexpanded
    assert all(not term.expansion for term in LOG.glossary if term.term in unexpanded)
