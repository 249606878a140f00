"""Plain words for figures and results: numbers, names of things, and sentences."""

from opsg.analysis.words.groups import NAMED, breakdown, contributions, listed, ranking
from opsg.analysis.words.labels import (
    NO_RATE,
    capital,
    chip,
    column,
    column_name,
    facts,
    rule,
    tooltip,
)
from opsg.analysis.words.numbers import (
    axis,
    count,
    figure,
    full,
    number,
    ordinal,
    percent,
    several,
    signed,
)
from opsg.analysis.words.sentences import brief, sentences

__all__ = [
    "NAMED",
    "NO_RATE",
    "axis",
    "breakdown",
    "brief",
    "capital",
    "chip",
    "column",
    "column_name",
    "contributions",
    "count",
    "facts",
    "figure",
    "full",
    "listed",
    "number",
    "ordinal",
    "percent",
    "ranking",
    "rule",
    "sentences",
    "several",
    "signed",
    "tooltip",
]
