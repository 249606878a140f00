"""The workbooks that the site offers: where they are, and which datasets they hold whole.

Pages say so, `opsg.exports.workbooks` writes them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import accumulate
from typing import TYPE_CHECKING

from opsg.data.publication import FOLDER, offer

if TYPE_CHECKING:
    from opsg.core.edition import Edition
    from opsg.data.log import IssueLog
    from opsg.data.publication import Offer

EVERYTHING = "opsg-issues-log"
"""What the workbook with all datasets is called."""

MOST_ROWS = 50_000
"""How many rows a workbook has of datasets that it holds whole.

They are some 15 MB once unpacked, and take two seconds to write.
"""


def address(name: str) -> str:
    """Where the site keeps a workbook: an issue's by its slug, or that of EVERYTHING."""
    return f"{FOLDER}/{name}.xlsx"


def sums(offered: Iterable[Offer]) -> list[Offer]:
    """Those of a workbook's datasets of which it has sums by month: the largest, for want of room.

    A large dataset is nothing else anyway.
    """
    offered = sorted(offered, key=lambda each: (each.whole is not None, each.rows.height))
    together = accumulate(each.rows.height for each in offered)
    return [
        each
        for each, rows in zip(offered, together, strict=True)
        if each.whole is not None or rows > MOST_ROWS
    ]


def contents(offered: Iterable[Offer], log: IssueLog, edition: Edition) -> Iterator[Offer]:
    """What a workbook holds of the datasets that are `offered`."""
    offered = list(offered)
    summed = {each.name for each in sums(offered) if each.whole is None}
    for each in offered:
        yield offer(each.name, log, edition, summed=True) if each.name in summed else each
