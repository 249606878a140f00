"""How pages speak of Users and DNOs, and link to what all issues say of one."""

from __future__ import annotations

from urllib.parse import quote

import htpy as h

from opsg.analysis import words
from opsg.analysis.holders import COLUMNS

PAGE = "service-users.html"

MOST_LISTED = 250
"""How many Users or DNOs a table has."""


def anchor(name: str) -> str:
    """Where the page by Service User has a User or a DNO.

    >>> anchor("User 07")
    'user-07'
    """
    return name.lower().replace(" ", "-")


def link(name: str, root: str = "") -> h.Element:
    """A link to what all issues say of a User or a DNO: its row, alone where scripts run."""
    return h.a(href=f"{root}{PAGE}?user={quote(name)}#{anchor(name)}")[name]


def across(column: str) -> h.Node:
    """A link from an issue's ranking to all issues side by side; nothing for other columns."""
    if column not in COLUMNS:
        return None
    says = f"Every {words.column(column)} across all issues"
    return h.p(class_="note")[h.a(href=f"../{PAGE}")[says]]
