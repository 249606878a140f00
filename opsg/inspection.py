"""The last look at a finished site: whatever is found here keeps it from being published."""

from __future__ import annotations

from collections.abc import Sequence, Set
from pathlib import Path

from opsg import classification, secrets
from opsg.errors import Finding, UserError
from opsg.verification import verify


def findings(
    site: Path,
    pages: Sequence[str] | None,
    *,
    data: Path,
    ceiling: str = classification.PUBLIC,
    passed: Set[str] = frozenset(),
) -> list[Finding]:
    """All that is wrong with a site made from `data`: broken, secret, or not marked as inner.

    `pages` are those of the plan, as `verify` takes them; `ceiling` is the edition's; in the files
    `passed` no secret was found before. Raises UserError if the private list of Parties, or that
    of what is no secret, cannot be read.
    """
    return [
        *verify(site, pages),
        *classification.unmarked(site, ceiling),
        *secrets.scan(site, secrets.listed(data), secrets.allowed.read(data), passed=passed),
    ]


def inspect(
    site: Path,
    pages: Sequence[str] | None,
    *,
    data: Path,
    ceiling: str = classification.PUBLIC,
    passed: Set[str] = frozenset(),
) -> None:
    """Raises UserError with everything that `findings` has, if there is anything."""
    found = findings(site, pages, data=data, ceiling=ceiling, passed=passed)
    if found:
        raise UserError.of(found)
