"""The what-changed page: what it says of this month, and of every month before."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from projects import FEBRUARY
from small_states import BETTER, HUBS, READS, WORSE, entry, figure, standing, state

from opsg.core.edition import Edition
from opsg.data import log
from opsg.pages import changes
from opsg.pages.changes import WhatChanged, compare, sections
from opsg.pages.changes.model import Standing, State, Step
from opsg.pages.changes.page import LARGEST

MONTHS = ("2020-11", "2020-12", "2021-01", "2021-02")


def page(*states: State) -> WhatChanged:
    whole = log.load(FEBRUARY / "data")
    return WhatChanged(whole, Edition("2021-02"), states)


def pages_months(*standings: Standing, papers: Sequence[str] = ()) -> WhatChanged:
    """The page over the last months, in each of which the issue is as the standing says."""
    months = MONTHS[-len(standings) :]
    return page(
        *(
            state(each, month=month, paper="OPSG" if month in papers else "")
            for month, each in zip(months, standings, strict=True)
        )
    )


def written(shown: WhatChanged) -> str:
    pieces = (
        shown.summary, shown.signals, shown.stages, shown.issues, shown.actions, shown.figures,
        shown.modifications, shown.words, shown.earlier,
    )  # fmt: skip
    return "".join(piece().html for piece in pieces)


def comparisons(shown: WhatChanged) -> dict[str, str]:
    """The comparisons of earlier months by their names in the address."""
    html = shown.earlier().html
    return dict(re.findall(r'<div id="([^"]*)">(.*?)</div></details>', html))


# This month


def test_the_page_opens_with_the_month_and_the_one_before(data: Path) -> None:
    shown = changes.open_month("2021-02").summary().html

    assert "Between January 2021 and February 2021, one issue was opened" in shown


def test_a_paper_before_comes_before_a_month_without_one() -> None:
    shown = pages_months(standing(), standing(), standing(), papers=("2020-12", "2021-02"))

    assert shown.changes and shown.changes.earlier.month == "2020-12"


def test_a_month_without_a_public_paper_has_no_words_to_compare() -> None:
    january, february = state(standing(), month="2021-01"), state(standing(), paper="OPSG_44")

    shown = str(sections.texts(compare(january, february)))

    assert "No paper of January 2021 is public, so its words cannot be compared." in shown


def test_one_paper_alone_says_what_there_is_and_that_there_is_nothing_to_compare() -> None:
    whole = log.load(FEBRUARY / "data")
    states = changes.states(whole, Edition("2021-02", reported_only=True))

    shown = written(page(*states))

    assert "OPSG_44_0203 of 23 February 2021. It tells of twelve issues" in shown
    assert "nothing to compare it with yet" in shown
    assert "<h2" not in shown and "<script" not in shown


def test_added_and_removed_words_are_told_to_those_who_hear_the_page(data: Path) -> None:
    shown = changes.open_month("2021-02").words().html

    assert '<del><span class="sr-only">[removed: </span>Nothing is known.' in shown
    assert '<ins><span class="sr-only">[added: </span>Two combinations are known:' in shown
    assert "• MM1[1] (Defects): 5700" in shown


def test_steps_of_modifications_that_became_known_are_told() -> None:
    shown = page(state(standing(), month="2020-12"), state(standing(), month="2021-02"))

    said = BeautifulSoup(shown.modifications().html, "html.parser").get_text(" ", strip=True)
    assert "one step of a modification became known" in shown.summary().html
    way = "MP119 CH Alert Storm Consolidation January 2021 Working Group SECAS"
    assert said == f"Modifications {way}"


def test_that_a_paper_names_a_modification_is_news_after_another_paper() -> None:
    earlier = state(standing(), month="2020-12", paper="OPSG_42_1512")
    shown = page(earlier, state(standing(), month="2021-02", paper="OPSG_44_0203"))

    assert "23 February 2021</b> Named in the paper" in shown.modifications().html


def test_what_is_made_up_says_so() -> None:
    made_up = standing(stage_illustrative=True, figure=figure(3, illustrative=True))
    found = compare(state(made_up), state(standing(stage="Monitoring", signal=BETTER)))

    for part in (sections.summary, sections.stages, sections.signals, sections.figures):
        assert "illustrative" in str(part(found))


def test_what_the_log_says_is_no_html() -> None:
    step = Step("Send the <logs>", "DCC & <Users>")
    old = standing(stage="<Raised>", entry=entry("As <it> was."))
    new = standing(stage="<Done>", entry=entry("As <b> is.", "To go on.", step))
    shown = written(pages_months(old, new, new, papers=MONTHS))

    assert not re.search("<(logs|Users|Raised|Done|it|b> is)", shown)
    assert "Send the &lt;logs&gt;" in shown and "DCC &amp; &lt;Users&gt;" in shown


# Earlier months


def test_each_earlier_month_is_compared_with_the_one_before_and_the_newest() -> None:
    shown = pages_months(*[standing()] * 4)

    assert list(comparisons(shown)) == [
        "2020-12-to-2021-01",
        "2020-11-to-2020-12",
        "2020-12-to-2021-02",
        "2020-11-to-2021-02",
    ]
    assert shown.earlier().html.startswith('<section data-pagefind-ignore="all"><h2 id="earlier">')
    assert 'href="#earlier"' in shown.summary().html


def test_an_earlier_paper_is_compared_with_the_paper_before() -> None:
    shown = pages_months(*[standing()] * 4, papers=("2020-11", "2021-01", "2021-02"))

    assert "2020-11-to-2021-01" in comparisons(shown)
    assert "2020-12-to-2021-01" not in comparisons(shown)


def test_two_months_are_compared_once() -> None:
    shown = pages_months(standing(), standing())

    assert shown.changes
    assert shown.earlier().html == ""
    assert "#earlier" not in shown.summary().html


def test_a_disclosure_says_how_much_changed_before_it_is_opened() -> None:
    shown = pages_months(standing(), standing(stage="Closing"), standing(stage="Closing"))

    assert (
        '<h3>January 2021</h3><details class="comparison">'
        "<summary>Since December 2020: one issue moved to another stage</summary>"
    ) in shown.earlier().html
    moved = "No meters on Hubs</a> moved from Raised to <b>Closing</b>."
    assert moved in comparisons(shown)["2020-12-to-2021-01"]


def test_an_earlier_comparison_tells_of_signals_steps_figures_words_and_restatements() -> None:
    before = standing(figure=figure(200), entry=entry(), restated=("10 became 12.",))
    after = standing(
        signal=WORSE, figure=figure(150), entry=entry("It is new.", "To go on.", Step("Do", "DCC"))
    )
    shown = pages_months(before, after, after, papers=MONTHS)
    told = comparisons(shown)["2020-12-to-2021-01"]

    for words in (
        '<span class="chip worse">Worsening</span>. Hubs with no meter: above the usual range.',
        '<b>New:</b> Do <span class="under"><a href="issues/hubs.html">No meters on Hubs</a>: DCC',
        '<p>New words:</p><ul><li><a href="issues/hubs.html">No meters on Hubs</a></li></ul>',
        "<p>Figures:</p><ul><li>No meters on Hubs: 200, then 150 (−25.0%)</li></ul>",
        'Restated: <a href="issues/hubs.html">No meters on Hubs</a>, 10 became 12.',
    ):
        assert words in told


def test_figures_of_an_earlier_comparison_that_are_made_up_say_so() -> None:
    def told(*figures: bool) -> str:
        subjects = zip((HUBS, READS), figures, strict=True)
        standings = [
            standing(subject, figure=figure(1, illustrative=made_up))
            for subject, made_up in subjects
        ]
        return str(sections.brief(compare(state(*standings), state(*standings)))).split("<p>")[-1]

    tag = ' <span class="tag">illustrative</span>'
    assert told(True, True).count(tag) == 1 and f"Figures:{tag}" in told(True, True)
    assert told(True, False).count(tag) == 1 and f"(0.0%){tag}</li>" in told(True, False)
    assert tag not in told(False, False)


def test_the_oldest_months_give_way_where_the_page_would_be_too_heavy() -> None:
    long = Step("word " * (LARGEST // 50), "DCC")
    states = [
        state(standing(entry=entry(f"{number}", "", long)), month=f"2020-{number:02}", paper="OPSG")
        for number in range(1, 13)
    ]
    gone = state(standing(entry=entry()), month="2021-01", paper="OPSG")
    shown = page(*states, gone, state(standing(entry=entry()), paper="OPSG"))

    assert 2 < len(comparisons(shown)) < 24
    assert len(written(shown).encode()) <= LARGEST + 1_000
    assert "2020-12-to-2021-01" in comparisons(shown)
    assert 'before these: <a href="reports/index.html">all reports</a>.' in shown.earlier().html


def test_the_page_is_light(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPSG_DATA", str(FEBRUARY / "data"))
    shown = changes.open_month("2021-02")

    assert len(comparisons(shown)) == 32
    assert "all reports" not in shown.earlier().html
    assert len(written(shown).encode()) < 100_000
