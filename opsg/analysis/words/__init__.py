"""Plain words for figures and results: numbers, names of things, and sentences."""

from opsg.analysis.words.groups import breakdown, contributions, ranking
from opsg.analysis.words.labels import capital, chip, column, facts, rule, tooltip
from opsg.analysis.words.numbers import axis, count, figure, full, number, ordinal, percent, signed
from opsg.analysis.words.sentences import brief, sentences

__all__ = [
    "axis",
    "breakdown",
    "brief",
    "capital",
    "chip",
    "column",
    "contributions",
    "count",
    "facts",
    "figure",
    "full",
    "number",
    "ordinal",
    "percent",
    "ranking",
    "rule",
    "sentences",
    "signed",
    "tooltip",
]
