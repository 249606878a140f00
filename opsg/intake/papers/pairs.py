"""Finds a figure's sentence and number again in a later text, or says why it is not sure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from opsg.intake.papers.numbers import Number
from opsg.intake.papers.sentences import Sentence, likeness, of_the_same

SURE = 0.7
NEAR = 0.5
_MARGIN = 0.08
_BETWEEN = r"\s+(?:(?:the|a|an|around|about|approximately|some|over|figure|of|~)\s*)*$"
_COMPARISON = re.compile(
    r"\b(?:from|than|against|was|were|last (?:month|report|paper)|versus|vs\.?)" + _BETWEEN,
    re.IGNORECASE,
)
_PREVIOUS = re.compile(
    r"\b(?:previously|(?:down|up|fell|fallen|rose|risen|falling|rising|reduced|increased) from|"
    r"compared (?:with|to))" + _BETWEEN,
    re.IGNORECASE,
)


class Known(NamedTuple):
    """A figure of an earlier text: its value and unit, its sentence, and which number it is."""

    value: float | int
    unit: str
    sentence: Sentence
    number: int


class Found(NamedTuple):
    """Where a figure is now: sentence and number, or candidates and `why` none is sure."""

    sentence: Sentence | None
    number: Number | None
    why: str = ""
    near: tuple[Sentence, ...] = ()


def known(value: float | int, unit: str, sentence: Sentence) -> Known | None:
    """A figure in its sentence; None if its number does not stand there, or twice."""
    at = [
        index
        for index, number in enumerate(sentence.numbers)
        if number.value == value and (number.unit == "%") == (unit == "%")
    ]
    if len(at) > 1:
        words = _stems(unit.split())
        at = [each for each in at if words & _stems(sentence.numbers[each].noun)]
    return Known(value, unit, sentence, at[0]) if len(at) == 1 else None


def find(figure: Known, before: Sequence[Sentence], now: Sequence[Sentence]) -> Found:
    """The figure in the text `now`, which stood in the text `before`.

    It is sure only of a sentence that is by far the nearest both ways, that names nothing else,
    and of a number that has its place and its noun. Nothing near is a Found without a sentence.
    """
    mine = figure.sentence
    if mine in now:
        return Found(mine, mine.numbers[figure.number])
    if mine.lead and (item := _item(mine, before, now)):
        return _number(figure, item)
    scores = sorted(((likeness(mine, each), each.text, each) for each in now), reverse=True)
    near = [(score, each) for score, _, each in scores if score >= NEAR and each.numbers]
    if mine.listing:
        near = [(score, each) for score, each in near if of_the_same(mine, each)]
    if not near:
        return Found(None, None)
    score, best = near[0]
    others = tuple(each for other, each in near if other > min(SURE, score - _MARGIN))
    if len(others) > 1 and not (score == 1 and near[1][0] < 1):
        return Found(None, None, "two sentences are as near", others)
    if score < SURE:
        return Found(None, None, "its sentence has changed", (best,))
    if not of_the_same(mine, best):
        return Found(None, None, "its sentence names something else now", (best,))
    rivals = [each for each in before if each != mine and each.numbers]
    rival = max((likeness(each, best) for each in rivals), default=0)
    if rival > min(SURE, score - _MARGIN) and score < 1:
        return Found(None, None, "two sentences of the last text are as near", (best,))
    if sum(each.tokens == mine.tokens for each in before) > 1:
        return Found(None, None, "its sentence stood twice in the last text", (best,))
    return _number(figure, best)


def is_of_before(number: Number, sentence: Sentence, value: float | int) -> bool:
    """Whether a number only says again what a figure was: `down from 109k`."""
    before = sentence.text[: number.start]
    return number.value == value and bool(_COMPARISON.search(before) or _PREVIOUS.search(before))


def counts(noun: Sequence[str], unit: str) -> bool:
    """Whether the words after a number say that it counts the unit."""
    return bool(_stems(noun) & _stems(unit.split()))


def _item(mine: Sentence, before: Sequence[Sentence], now: Sequence[Sentence]) -> Sentence | None:
    """The one item of a list that begins as `mine` does, which no other does."""
    if sum(each.lead == mine.lead for each in before) > 1:
        return None
    items = [each for each in now if each.lead == mine.lead]
    one = items[0] if len(items) == 1 else None
    return one if one and len(one.numbers) == len(mine.numbers) else None


def _number(figure: Known, sentence: Sentence) -> Found:
    """The figure's number in its sentence: at its place with its noun, or the only one with it."""
    old = figure.sentence.numbers
    mine = old[figure.number]
    new = [
        each
        for each in sentence.numbers
        if not is_of_before(each, sentence, figure.value)
        and not _PREVIOUS.search(sentence.text[: each.start])
    ]
    if apart := _apart(sentence):
        return Found(None, None, f"'{apart}' may be one number or two", (sentence,))
    if len(old) == len(new) and all(map(_agree, old, new)):
        return Found(sentence, new[figure.number])
    alike = [each for each in new if _agree(mine, each)]
    sole = len(alike) == 1 and sum(_agree(mine, each) for each in old) == 1
    if sole and mine.noun and _in_order(old, new):
        return Found(sentence, alike[0])
    unit = {each.unit for each in new} != {each.unit for each in old}
    why = "its unit is another now" if unit else "the numbers of its sentence are others now"
    return Found(None, None, why, (sentence,))


def _apart(sentence: Sentence) -> str:
    """Two numbers with a space between them that some write within one number."""
    for one, two in pairwise(sentence.numbers):
        if re.fullmatch(r"\d{1,3}(?:,\d{3})* \d{3}", text := sentence.text[one.start : two.end]):
            return text
    return ""


def _in_order(old: Sequence[Number], new: Sequence[Number]) -> bool:
    """Whether the numbers that have but one counterpart come in the same order."""
    order = []
    for number in old:
        alike = [index for index, each in enumerate(new) if _agree(number, each)]
        order += alike if len(alike) == 1 else []
    return order == sorted(order)


def _agree(one: Number, other: Number) -> bool:
    if one.unit != other.unit:
        return False
    if not one.noun or not other.noun:
        return one.noun == other.noun
    return bool(_stems(one.noun) & _stems(other.noun))


def _stems(words: Sequence[str]) -> set[str]:
    return {re.sub(r"(?:’s|'s|s|s’)$", "", word.casefold().strip("’'")) for word in words}
