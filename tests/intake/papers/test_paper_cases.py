"""Papers that were once read wrongly are read in the words that they have, or refused.

Each is a small paper with one trait, made up; what is right for each stands here. With `-s` the
counts are printed: right, refused as they should be, and wrong.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from opsg.core.errors import UserError
from opsg.intake.papers.importer import read

FOLDER = Path(__file__).parents[1] / "cases/papers"
HUBS = "The DCC has counted 98,500 hubs, 10,500 fewer than in February."
ALERTS = "About 2,350,000 Alerts are outstanding, of which 120,000 are 8F12."
LONG = (
    " The DCC has met the Users with the most hubs and has asked each for a plan. Most plans say"
    " that the work will be done before the summer, but two Users could not give a date because"
    " their suppliers have not confirmed the firmware. The count for the month is lower in the"
    " north than in the south, which the DCC puts down to the new process for second visits that"
    " began in January."
)
NEXT = "Users to update the last 900 hubs by 14 May 2021."
MARCH = (
    "The Users of the northern region were asked to update their hubs in the first phase1. The DCC"
    " said that 1 March 2021 is the day on which the fix went live in the north and that the south"
    " is to follow."
)
TABLE = [
    "Spurious Alerts, Issue and Impact (table on page 1): Region | Status | Alerts",
    "Spurious Alerts, Issue and Impact (table on page 2): "
    "CSP North | Open | 1,350,000; CSP South | Closed | 1,000,000",
]
UPDATE = "Spurious Alerts, Status (text box): Update at the meeting: 2,100,000 outstanding."
# The Status of both issues, and whatever else is another than in most of them.
CASES: dict[str, dict[str, object]] = {
    "d02_hidden.docx": {"left_out": "hidden text: in 'About 2,350,000"},
    "d04c_placeholder.docx": {
        "alerts": "",
        "left_out": "content control never filled in: after 'Status'",
    },
    "d05_fldsimple.docx": {},
    "d08_textbox.docx": {"leftovers": [UPDATE]},
    "d10_strict.docx": {},
    "d11_box_in_heading.docx": {"leftovers": ["Spurious Alerts, Status (text box): Note"]},
    "d11c_box_title.docx": {"leftovers": ["Spurious Alerts: New!"]},
    "d15_1370.docx": {},
    "d16_date.docx": {},
    "d16_date_abbr.docx": {},
    "d16_date_caps.docx": {},
    "d17b_classified_as_amber.docx": {"classification": "Amber"},
    "d17d_dash_amber.docx": {"classification": "Amber"},
    "d21b_1x1.docx": {},
    "d33c_empty_box.docx": {"left_out": "text box without words"},
    "f00_base.pdf": {"hubs": HUBS + 2 * LONG, "alerts": ALERTS + 2 * LONG},
    "f01_table_status.pdf": {
        "hubs": HUBS + 2 * LONG,
        "alerts": ALERTS + 2 * LONG,
        "leftovers": TABLE,
    },
    "f02_twocol.pdf": {"hubs": HUBS + 2 * LONG, "alerts": ALERTS + 2 * LONG},
    "f03_one_march.pdf": {"alerts": MARCH},
    "f06_space_run.pdf": {
        "alerts": "About 2,350,000 Alerts are outstanding, of which 120,000 8F12."
    },
    "f06b_two_bold.pdf": {"alerts": "In the north 12 345 hubs in the two groups."},
    "f06c_heading.pdf": {},
    "g01_glyph.pdf": {"hubs": HUBS + LONG, "alerts": ALERTS + LONG},
    "g01_line.pdf": {"hubs": HUBS + LONG, "alerts": ALERTS + LONG},
    "g01_word.pdf": {"hubs": HUBS + LONG, "alerts": ALERTS + LONG},
    "g02_mixed.pdf": {"hubs": HUBS + LONG, "alerts": ALERTS + LONG},
    "g11.pdf": {},
    "g15b_rotated_text.pdf": {"refused": "On page 1, the text is rotated."},
    "g16b_owner_aes.pdf": {},
    "g19.pdf": {"next": "Users to update the last 900 hubs by 14th May 2021."},
}


@pytest.fixture(scope="module")
def tally() -> Iterator[Counter[str]]:
    """Counts the cases, and prints how many came out as they should."""
    counts: Counter[str] = Counter(wrong=len(CASES))
    yield counts
    print("\n" + ", ".join(f"{what} {count}" for what, count in counts.items()))


def test_every_case_has_its_file() -> None:
    assert sorted(CASES) == sorted(path.name for path in FOLDER.iterdir())


@pytest.mark.parametrize(("name", "case"), CASES.items(), ids=CASES)
def test_a_paper_is_read_word_for_word_or_refused(
    name: str, case: dict[str, object], tally: Counter[str]
) -> None:
    if "refused" in case:
        with pytest.raises(UserError, match=str(case["refused"])):
            read(FOLDER / name)
    else:
        paper = read(FOLDER / name)
        hubs, alerts = paper.issues
        assert (hubs.title, alerts.title) == ("No meters on Hubs", "Spurious Alerts")
        assert hubs.issue_and_impact == "Some Communications Hubs appear without any meters."
        assert alerts.issue_and_impact == (
            "Parties receive large numbers of Alerts that tell them nothing."
        )
        assert " ".join(hubs.status.split()) == case.get("hubs", HUBS)
        assert " ".join(alerts.status.split()) == case.get("alerts", ALERTS)
        assert hubs.next_steps == "DCC to count the hubs again in April."
        assert alerts.next_steps == case.get("next", NEXT)
        assert (paper.paper, str(paper.date)) == ("OPSG_45_0399", "2021-03-23")
        assert paper.classification == case.get("classification", "White")
        assert (paper.title, paper.team) == ("OPSG Issues Log – Progress Report", "SECAS Team")
        assert paper.purpose == "This paper provides an update on the issues for the month."
        assert [ask.verb for ask in paper.asks] == ["NOTE", "APPROVE"]
        assert list(map(str, paper.leftovers)) == case.get("leftovers", [])
        assert str(case.get("left_out", "")) in " ".join(paper.ledger.left_out)
        assert bool(paper.ledger.left_out) == ("left_out" in case)
    tally.update({"wrong": -1, "refused" if "refused" in case else "right": 1})


def test_a_line_that_counts_is_no_note_if_text_goes_on_below_it(
    paper: Callable[[dict[str, str]], Path],
) -> None:
    below = "Following a release of a new CH Firmware Version, a significant"
    added = "See option1. The rest follows later.\n\n1 User has not answered."
    issues = {issue.title: issue for issue in read(paper({below: f"{added}\n\n{below}"})).issues}
    status = issues["Spurious Alerts"].status
    assert status.split("\n\n")[:2] == [
        "See option1. The rest follows later.",
        added.split("\n")[2],
    ]
