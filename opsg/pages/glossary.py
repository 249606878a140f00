"""The glossary page: every abbreviation and term of the log, with what is known of it."""

from __future__ import annotations

import htpy as h

from opsg.core.html import Html
from opsg.data import log


def terms() -> Html:
    """All terms in alphabetical order, each an anchor that other pages can link to."""
    entries = sorted(log.load().glossary, key=lambda term: term.term.casefold())
    items = [
        [
            h.dt(id=anchor(term.term))[
                term.term, [" ", h.span[term.expansion]] if term.expansion else None
            ],
            h.dd[term.meaning, " ", h.span(class_="note")[term.source]],
        ]
        for term in entries
    ]
    return Html(h.dl(class_="terms")[items])


def anchor(term: str) -> str:
    """The fragment under which a term stands on the glossary page."""
    return "term-" + "".join(c if c.isalnum() else "-" for c in term.casefold()).strip("-")
