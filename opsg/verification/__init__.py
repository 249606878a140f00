"""The last look at a finished site: whatever is found here keeps it from being published."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

from opsg.core.edition import PUBLIC
from opsg.core.errors import UserError
from opsg.verification import marking, secrets
from opsg.verification.secrets import allowlist, names
from opsg.verification.site import read_pages, verify


def inspect(
    site: str,
    pages: Sequence[str] | None,
    data: str,
    ceiling: str = PUBLIC,
    passed: Mapping[str, Any] = MappingProxyType({}),
    searched: Collection[str] = (),
) -> dict[str, Any]:
    """See that a site made from `data` is whole, tells no secret, and says of which edition it is.

    An inner edition and a draft must say so, and the edition of published figures have no others.
    `pages` are those of the plan, as `verify` takes them; `ceiling` is the edition's. Files that
    are `passed` were in order in a site of the same edition; in those `searched` another process
    looks for secrets (`search`). Returns the facts of the pages, to be handed in with them next
    time. Arguments are plain values, so that it can be called in another process. Raises UserError
    with everything that is wrong, or if the private list of Parties, or that of what is no secret,
    cannot be read.
    """
    folder, facts = Path(site), Path(data)
    parties, allowed = names.read(facts), allowlist.read(facts)
    by_name = read_pages(folder, passed)
    findings = [
        *verify(folder, pages, by_name, passed),
        *secrets.scan(folder, parties, allowed, passed={*passed, *searched}),
    ]
    if not any(finding.remedy == secrets.UNREADABLE for finding in findings):
        findings += marking.find_unmarked(folder, ceiling, passed)
        findings += marking.find_above(folder, ceiling)
        findings += marking.find_undeclared_draft(folder)
        findings += marking.find_illustrative(folder, passed)
    if findings:
        raise UserError.of(findings)
    return {name: page.facts for name, page in by_name.items()}


def search(site: str, data: str, passed: Collection[str]) -> None:
    """See that the files of a site that are not `passed` tell no secret; see `inspect`."""
    facts = Path(data)
    parties, allowed = names.read(facts), allowlist.read(facts)
    if findings := secrets.scan(Path(site), parties, allowed, passed=frozenset(passed)):
        raise UserError.of(findings)
