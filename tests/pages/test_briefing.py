"""The briefing as a page: what it says of a first paper, and of a second."""

from __future__ import annotations

from collections.abc import Callable

from pieces import soup, text

from opsg.core.edition import Edition
from opsg.data.log import IssueLog
from opsg.pages.briefing import Briefing

MONTH = "2021-02"


def test_it_goes_in_the_order_of_the_meeting(of_month: Callable[[str], IssueLog]) -> None:
    shown = Briefing.as_of(of_month(MONTH), Edition(MONTH))
    headings = [heading.get_text() for piece in shown.pieces() for heading in soup(piece)("h2")]
    assert headings == [
        "What the OPSG is asked to do", "Next steps to approve", "Figures", "Signals",
        "What changed in words",
    ]  # fmt: skip


def test_a_first_paper_has_nothing_to_be_compared_with(of_month: Callable[[str], IssueLog]) -> None:
    shown = Briefing.as_of(of_month(MONTH), Edition(MONTH, reported_only=True))
    assert "This is the first paper on the log" in text(shown.changed())
    assert "not enough history yet" in text(shown.signals())
    assert "not reported" not in text(shown.figures()).lower()
    assert "Spurious Alerts 8F3E Alerts cleared" in text(shown.figures())


def test_a_second_paper_is_told_in_its_words(of_month: Callable[[str], IssueLog]) -> None:
    shown = Briefing.as_of(of_month("2021-03"), Edition("2021-03", reported_only=True))
    assert (
        "No meters on Hubs : Status now says “The DCC has now identified around 97k instances in"
        in text(shown.changed()).replace("“DCC has", "“The DCC has")
    )
    assert "Status now says “DCC has now …”" in text(shown.changed(3))
    assert "Status has other words" in text(shown.changed(0))
    assert "all stand as before" in text(shown.next_steps())
