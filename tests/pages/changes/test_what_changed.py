"""The what-changed page: what it says, and that its script says the same for any two months."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from projects import FEBRUARY
from small_states import BETTER, CALM, HUBS, READS, WORSE, figure, published, standing, state

from opsg.core import months
from opsg.core.edition import Edition
from opsg.data import log
from opsg.pages import changes
from opsg.pages.changes import WhatChanged, between, html
from opsg.pages.changes.model import Published, State, Step
from opsg.pages.changes.page import LARGEST_DATA

ROOT = Path(__file__).parents[3]
PARTS = {
    "summary": html.summary,
    "turns": html.turns,
    "moves": html.moves,
    "came": html.came,
    "actions": html.actions,
    "figures": html.figures,
    "words": html.texts,
}


def page(states: tuple[State, ...]) -> WhatChanged:
    whole = log.load(FEBRUARY / "data")
    return WhatChanged(whole, whole.meeting("2021-02"), states)


def written(shown: WhatChanged) -> str:
    pieces = (
        shown.chooser, shown.summary, shown.signals, shown.stages, shown.issues, shown.actions,
        shown.figures, shown.words, shown.data,
    )  # fmt: skip
    return "".join(piece().html for piece in pieces)


# What the page says


def test_the_page_opens_with_the_month_and_the_one_before(data: Path) -> None:
    shown = changes.open_month("2021-02").summary().html

    assert "Between January 2021 and February 2021, one issue was opened" in shown


def test_a_paper_before_comes_before_a_month_without_one() -> None:
    shown = page(
        (
            state(standing(), month="2020-12", paper="OPSG_42"),
            state(standing(), month="2021-01"),
            state(standing(), month="2021-02", paper="OPSG_44"),
        )
    )
    assert shown.default and shown.default.earlier.month == "2020-12"


def test_a_month_without_a_public_paper_has_no_words_to_compare() -> None:
    january, february = state(standing(), month="2021-01"), state(standing(), paper="OPSG_44")

    shown = html.texts(between(january, february))

    assert "No paper of January 2021 is public, so its words cannot be compared." in shown


def test_one_paper_alone_says_what_there_is_and_that_there_is_nothing_to_compare() -> None:
    whole = log.load(FEBRUARY / "data")
    states = changes.states(whole, Edition("2021-02", reported_only=True))

    shown = written(WhatChanged(whole, whole.meeting("2021-02"), tuple(states)))

    assert "OPSG_44_0203 of 23 February 2021. It tells of twelve issues" in shown
    assert "nothing to compare it with yet" in shown
    assert "<h2" not in shown and "<script" not in shown


def test_added_and_removed_words_are_told_to_those_who_hear_the_page(data: Path) -> None:
    shown = changes.open_month("2021-02").words().html

    assert '<del><span class="sr-only">[removed: </span>Nothing is known.' in shown
    assert '<ins><span class="sr-only">[added: </span>Two combinations are known:' in shown
    assert "• MM1[1] (Defects): 5700" in shown


def test_what_is_made_up_says_so() -> None:
    made_up = standing(stage_illustrative=True, figure=figure(3, illustrative=True))
    found = between(state(made_up), state(standing(stage="Monitoring", signal=BETTER)))

    for part in (html.summary, html.moves, html.turns, html.figures):
        assert "illustrative" in part(found)


def test_the_oldest_months_give_way_where_the_page_would_be_too_heavy() -> None:
    long = "word " * (LARGEST_DATA // 50)
    states = tuple(
        state(standing(published=published(f"{number} {long}")), month=f"2020-{number:02}")
        for number in range(1, 13)
    )
    kept = page(states).states

    assert 2 < len(kept) < 12
    assert kept[-1] is states[-1]
    assert len(written(page(states[:2]))) > 0


def test_the_page_is_light(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPSG_DATA", str(FEBRUARY / "data"))
    assert len(written(changes.open_month("2021-02")).encode()) < 100_000


# That the script shows the same


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    opened = browser.new_page()
    complaints: list[str] = []
    opened.on("console", lambda message: complaints.append(message.text))
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    yield opened
    opened.close()
    assert complaints == []


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "site" / "scripts", tmp_path / "scripts")
    return tmp_path


@pytest.fixture
def address(folder: Path, serve: Callable[[Path], str]) -> str:
    return f"{serve(folder)}/what-changed.html"


def save(shown: WhatChanged, folder: Path) -> None:
    head = '<!DOCTYPE html><meta charset="utf-8"><link rel="icon" href="data:,">'
    (folder / "what-changed.html").write_text(head + written(shown), encoding="utf-8")


COMPARE = """
([expected, from, to]) => {
  const form = document.forms[0];
  form.elements.from.value = from;
  form.elements.to.value = to;
  form.dispatchEvent(new Event("change"));
  return Object.entries(expected).flatMap(([name, html]) => {
    const wanted = document.createElement("div");
    wanted.innerHTML = html;
    const found = document.querySelector(`[data-part="${name}"]`);
    return wanted.innerHTML === found.innerHTML ? [] : [[wanted.innerHTML, found.innerHTML]];
  });
}
"""


def differences(tab: Page, states: tuple[State, ...]) -> list[Any]:
    """Every part of every pair of months that the script shows unlike Python."""
    return [
        (earlier.month, later.month, difference)
        for earlier, later in combinations(states, 2)
        for difference in tab.evaluate(
            COMPARE,
            [
                {name: part(between(earlier, later)) for name, part in PARTS.items()},
                earlier.month,
                later.month,
            ],
        )
    ]


@pytest.mark.browser
def test_the_script_shows_what_python_shows_for_any_two_months(
    tab: Page, folder: Path, address: str
) -> None:
    whole = log.load(FEBRUARY / "data")
    shown = page(tuple(changes.states(whole, Edition("2021-02", reported_only=False))))
    save(shown, folder)
    tab.goto(address)

    assert len(shown.states) == 18
    assert differences(tab, shown.states) == []


WORDS = ["DCC", "to", "report", "the", "59k", "meters", "<b>", "&", "Users’"]
STEPS = (
    Step("Send the <logs>", "DCC, weekly"),
    Step("send the <logs>", "DCC, no date given", done=True),
    Step("Report", "no owner named, March 2020", due=date(2020, 3, 1)),
    Step("Report", "no owner named, March 2020", due=date(2020, 3, 31), done=True),
)
VALUES = (0, 16, 16.25, 17, 100.5, 116.75, 200, 401, -4)  # halves that must round alike


def any_states(seed: int) -> tuple[State, ...]:
    """Eight months of two issues of which anything may be true."""
    chance = random.Random(seed)

    def text(old: tuple[str, ...]) -> tuple[str, ...]:
        words = [word for block in old for word in block.split() if chance.random() > 0.2]
        words += chance.choices(WORDS, k=4)
        cut = chance.randrange(len(words))
        return tuple(filter(None, (" ".join(words[:cut]), " ".join(words[cut:]))))

    def paper() -> Published | None:
        nonlocal status
        status = text(status) if chance.random() > 0.3 else status
        told = Published(status, ("To go on.",), tuple(chance.sample(STEPS, 2)))
        return told if chance.random() > 0.2 else None

    def anything(subject: Any) -> Any:
        stage = chance.choice([None, "Raised", "Monitoring", "Closed"])
        shown = figure(chance.choice(VALUES), illustrative=chance.random() > 0.5)
        return standing(
            subject,
            stage=stage,
            closed=stage == "Closed",
            stage_illustrative=chance.random() > 0.5,
            signal=chance.choice([CALM, WORSE, BETTER]),
            figure=shown if chance.random() > 0.1 else None,
            published=paper(),
            restated=("March 2020: <count> 10 became 12.",) if chance.random() > 0.6 else (),
        )

    status: tuple[str, ...] = ("DCC is to report on the meters that drop off.",)
    return tuple(
        state(
            anything(HUBS),
            anything(READS),
            month=months.text(months.add(date(2020, 1, 1), number)),
            paper=chance.choice(["", "OPSG_44"]),
        )
        for number in range(8)
    )


@pytest.mark.browser
@pytest.mark.parametrize("seed", range(6))
def test_the_script_shows_what_python_shows_whatever_the_papers_say(
    tab: Page, folder: Path, address: str, seed: int
) -> None:
    states = any_states(seed)
    save(page(states), folder)
    tab.goto(address)

    assert differences(tab, states) == []


@pytest.mark.browser
def test_the_months_that_are_chosen_are_in_the_address(
    tab: Page, folder: Path, address: str
) -> None:
    states = tuple(
        state(standing(stage=stage), month=month)
        for stage, month in (("Raised", "2020-12"), ("Raised", "2021-01"), ("Closing", "2021-02"))
    )
    save(page(states), folder)
    tab.goto(f"{address}?from=2020-12&to=2021-01")

    summary = tab.get_by_role("status")
    expect(summary).to_have_text(
        "Between December 2020 and January 2021, nothing but figures moved."
    )
    tab.get_by_label("To").select_option("February 2021")
    expect(summary).to_contain_text("Between December 2020 and February 2021, one issue moved")
    assert tab.url == f"{address}?from=2020-12&to=2021-02"
    later = tab.get_by_label("From").get_by_role("option", name="February 2021")
    expect(later).to_be_disabled()


@pytest.mark.browser
def test_an_address_with_months_that_there_are_not_shows_the_page_as_it_opens(
    tab: Page, folder: Path, address: str
) -> None:
    states = tuple(state(standing(), month=month) for month in ("2020-12", "2021-01", "2021-02"))
    save(page(states), folder)
    tab.goto(f"{address}?from=2021-02&to=1999-01")

    expect(tab.get_by_label("From")).to_have_value("2021-01")
    expect(tab.get_by_role("status")).to_contain_text("Between January 2021 and February 2021")


@pytest.mark.browser
def test_without_scripts_the_page_tells_of_this_month_and_the_last(
    browser: Browser, folder: Path, address: str
) -> None:
    states = tuple(state(standing(), month=month) for month in ("2021-01", "2021-02"))
    save(page(states), folder)
    plain = browser.new_context(java_script_enabled=False).new_page()
    plain.goto(address)

    expect(plain.get_by_text("Between January 2021 and February 2021")).to_be_visible()
    expect(plain.get_by_label("From")).to_be_hidden()
    plain.context.close()
