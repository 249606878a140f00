"""Says how a paper is classified, from its markings and what a person says; a doubt is refused.

An import asks before anything else, so that nothing is written at too low a level.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from opsg.core.edition import LEVELS
from opsg.core.errors import Finding, Place, UserError
from opsg.intake import meetings
from opsg.intake.papers.markings import Marking, markings
from opsg.intake.papers.model import Stream

_GIVE = "Import it with --classification {}"


def level(stream: Stream, name: str, said: str = "") -> str:
    """The level of a paper, by its markings or else as is `said`; empty if neither tells.

    `name` is its file's. Raises UserError if it has more than one, a doubtful one that nobody has
    settled, or one above what is said of it.
    """
    # The first of each kind is enough to say where the others are to be looked for.
    found: dict[tuple[str, bool], Marking] = {}
    for marking in markings(stream, name):
        found.setdefault((marking.level, marking.sure), marking)
    sure = [marking for marking in found.values() if marking.sure]
    named = sorted({marking.level for marking in sure} - {""}, key=LEVELS.index)
    if len(named) > 1 and not said:
        shown = [marking for marking in sure if marking.level]
        raise _refused(name, shown, f"{_GIVE.format(named[-1])}, the highest, or mend the paper.")
    own = said or "".join(named)
    above = [each for each in found.values() if _rank(each) > _rank_of(own)]
    above = [each for each in above if each.sure or (own and not said)]
    if above:
        highest = max(above, key=_rank).level or f"{', '.join(LEVELS[1:-1])} or {LEVELS[-1]}"
        if any(each.sure for each in above):
            remedy = f"{_GIVE.format(highest)}, or mend the paper."
        else:
            remedy = f"{_GIVE.format(highest)} if that is said of it, and if not with "
            remedy += f"--classification {own}."
        raise _refused(name, above, remedy, than=own)
    return own


def month_s(own: str, month: str, data: Path, name: str) -> str:
    """The level of a month's paper, which is its `own`.

    Raises UserError if it has none, or one below that of the month in meetings.yml.
    """
    if not own:
        remedy = f"{_GIVE.format(', '.join(LEVELS[:-1]))} or {LEVELS[-1]}, as it is classified."
        raise UserError("Its classification was not found in it.", where=name, remedy=remedy)
    known, place = meetings.said("classification", month, data)
    if known in LEVELS and _rank_of(str(known)) > _rank_of(own):
        raise UserError(
            f"The paper is {own}, below the {known} of {month} in {place}.",
            where=name,
            remedy=f"{_GIVE.format(str(known))}, or write {own} there if the paper is right.",
        )
    return own


def _refused(name: str, shown: Iterable[Marking], remedy: str, than: str = "") -> UserError:
    above = f", above {than}" if than else ""
    findings = []
    for each in shown:
        may = "is" if each.sure else "may be"
        marked = f"It {may} marked {each.level}{above}" if each.level else "It is not for all"
        findings.append(Finding(Place(name, part=each.where), f"{marked}: “{each.text}”.", remedy))
    return UserError.of(findings)


def _rank(marking: Marking) -> int:
    """The level's place in LEVELS; what only forbids to publish is at least the one above White."""
    return _rank_of(marking.level) if marking.level else 1


def _rank_of(named: str) -> int:
    return LEVELS.index(named) if named else -1
