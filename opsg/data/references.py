"""Numbers of modifications, specification issues and problem records in a paper's words.

The check and the import hold them against an issue's references: a paper may name new ones, and
stop to name others.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from opsg.core.cache.facts import fact
from opsg.data.issues import Entry, Reference
from opsg.data.published.models import Modification

_NUMBER = re.compile(r"(?<![\w/.-])(SECMP|MP|DP|TS|PBI)[ \u00a0-]?(\d{2,15}[A-Z]?)(?![\w])")


def numbers(texts: Iterable[str]) -> list[str]:
    """The numbers that texts name, each once, in their order.

    >>> numbers(["MP119 and DP 096, see MP119."])
    ['MP119', 'DP096']
    """
    return list(dict.fromkeys(f"{m[1]}{m[2]}" for text in texts for m in _NUMBER.finditer(text)))


@fact
def named(entry: Entry) -> tuple[str, ...]:
    """The numbers that an entry's texts name."""
    return tuple(numbers([entry.status, entry.next_steps]))


def unlisted(
    named: Iterable[str], references: Sequence[Reference], modifications: Sequence[Modification]
) -> list[str]:
    """The numbers that none of the references has, by any of its numbers.

    A modification that is a reference has those of its file too.
    """
    listed = {number for reference in references for number in reference.numbers}
    for each in modifications:
        if listed.intersection(each.numbers):
            listed.update(each.numbers)
    return [number for number in named if number not in listed]


def dropped(before: Iterable[str], named: Sequence[str]) -> list[str]:
    """The numbers that were named before and are no more."""
    return [number for number in before if number not in named]
