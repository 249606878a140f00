"""The glossary page: every abbreviation and term of the log, with what is known of it."""

from __future__ import annotations

from html import escape

from opsg.core.html import Html
from opsg.data import log


def terms() -> Html:
    """All terms in alphabetical order, each an anchor that other pages can link to."""
    entries = sorted(log.load().glossary, key=lambda term: term.term.casefold())
    items = "".join(
        f'<dt id="{anchor(term.term)}">{escape(term.term)}'
        f"{f' <span>{escape(term.expansion)}</span>' if term.expansion else ''}</dt>"
        f"<dd>{escape(term.meaning or '')} <span class='note'>{escape(term.source)}</span></dd>"
        for term in entries
    )
    return Html(f'<dl class="terms">{items}</dl>')


def anchor(term: str) -> str:
    """The fragment under which a term stands on the glossary page."""
    return "term-" + "".join(c if c.isalnum() else "-" for c in term.casefold()).strip("-")
