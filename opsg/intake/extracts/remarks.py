"""What a kind of file knows of a row's cells beside their text.

The programs that run apart print it as JSON in front of a row's cells, and `decode` reads it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache


@dataclass(frozen=True)
class Remarks:
    """What is known of a row's cells, by column from 0.

    `formats` are the number formats of cells that hold a number or a date, such as "General",
    "0.00" or "0%"; cells that hold text have none. `marks` are superscripts, as of a footnote,
    that were dropped from the end of a cell's text.
    """

    formats: Mapping[int, str] = field(default_factory=dict)
    marks: Mapping[int, str] = field(default_factory=dict)


def written(remarks: Remarks) -> str:
    """Remarks as one text, empty if there are none."""
    if not (remarks.formats or remarks.marks):
        return ""
    return json.dumps([dict(remarks.formats), dict(remarks.marks)])


@lru_cache(maxsize=1000)
def read(text: str) -> Remarks:
    """The remarks that `written` wrote. Rows alike share them, as most of a table's rows do."""
    if not text:
        return Remarks()
    return Remarks(
        *({int(column): what for column, what in one.items()} for one in json.loads(text))
    )
