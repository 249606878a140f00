"""Reads the figures of an issue from its text: known ones with new values, others as proposals.

It knows no files: `figure_files` reads and writes those. A figure's sentence is found again by
`pairs`; what is not sure becomes a proposal that says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from opsg.data.figure_changes import differs
from opsg.data.issues import Figure
from opsg.intake.papers import pairs
from opsg.intake.papers.numbers import Number
from opsg.intake.papers.sentences import Sentence, as_at, sentence

Kind = Literal["level", "cumulative", "share", "estimate"]


@dataclass(frozen=True)
class Old:
    """A figure as an entry has it: the month, all its keys, and the sentences of the text then."""

    month: str
    values: Mapping[str, Any]
    figure: Figure
    text: Sequence[Sentence]


@dataclass(frozen=True)
class Row:
    """A line of the table that an import prints: a figure before and now; None is not there."""

    name: str
    unit: str
    before: float | int | None
    before_month: str
    now: float | int | None
    remark: str = ""


@dataclass(frozen=True)
class Candidate:
    """A number that no figure covers."""

    number: Number
    sentence: Sentence
    unit: str
    kind: Kind
    as_at: date | None
    figure: str | None = None
    why: str = ""


@dataclass
class Reading:
    """What a text says of figures: those to write (all keys), the table, and the candidates."""

    figures: list[dict[str, Any]] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    candidates: list[Candidate] = field(default_factory=list)


def read(text: Sequence[Sentence], old: Sequence[Old], month: str, unit: str = "") -> Reading:
    """The figures in the `text` of `month`. `old` are those known, one of each name.

    Those of the month itself stay as they are while their sentence stands. `unit` is that of the
    issue's headline, for numbers without a noun.
    """
    reader = _Reader(text, month, unit)
    found = [(one, reader.find(one)) for one in old]
    claims = [(f.sentence, f.number) for _, f in found if f.number]
    result = Reading()
    for one, where in found:
        if where.number and claims.count((where.sentence, where.number)) > 1:
            assert where.sentence
            why = "two figures may be this number"
            where = pairs.Found(None, None, why, (where.sentence,))
        reader.take(one, where, result)
    reader.new_items(found, result)
    result.candidates = list(reader.candidates(old, [where for _, where in found]))
    return result


@dataclass
class _Reader:
    text: Sequence[Sentence]
    month: str
    unit: str
    covered: set[tuple[str, int]] = field(default_factory=set)
    perhaps: dict[str, tuple[str, str]] = field(default_factory=dict)
    values: list[tuple[float | int, str]] = field(default_factory=list)

    def find(self, old: Old) -> pairs.Found:
        """Where a figure stands in the text."""
        figure = old.figure
        quote = " ".join(figure.quote.split())
        own = next((each for each in old.text if quote in each.text), None)
        own = own or next((each for each in old.text if each.text in quote), None)
        known = pairs.known(figure.value, figure.unit, own or sentence(quote))
        if known:
            return pairs.find(known, old.text, self.text)
        return pairs.Found(None, None, "its value does not stand in its sentence")

    def take(self, old: Old, where: pairs.Found, result: Reading) -> None:
        """Put a figure into the result as the text has it now, or as not there."""
        figure, own = old.figure, old.month == self.month
        quote = " ".join(figure.quote.split())
        if own and any(quote in each.text or each.text in quote for each in self.text):
            self._cover_all(quote, figure)
            return
        name = figure.name
        is_later = old.month > self.month
        before: tuple[float | int | None, str] = (
            (None, "") if is_later else (figure.value, old.month)
        )
        if where.sentence and where.number:
            number = where.number
            self._cover(where.sentence, number)
            self.values.append((number.value, figure.unit))
            result.figures.append(_values(old.values, where.sentence, number, self.month))
            remark = _remark(figure, number) if before[1] else ""
            result.rows.append(Row(name, figure.unit, *before, number.value, remark))
            return
        for near in where.near:
            self.perhaps.setdefault(near.text, (name, where.why))
        if not where.why and not before[1]:
            return
        remark = f"not sure: {where.why}" if where.why else "not in this paper"
        if own:
            remark += "; its sentence no longer stands in the text"
        result.rows.append(Row(name, figure.unit, *before, None, remark))

    def new_items(self, found: Sequence[tuple[Old, pairs.Found]], result: Reading) -> None:
        """Give figures to the new items of a list whose other items are figures."""
        names = {one.figure.name for one, _ in found}
        for one, where in found:
            item = where.sentence
            if not item or not item.lead or not _is_named(one.figure, item.lead):
                continue
            for new in self.text:
                numbers = new.numbers
                fits = new.listing == item.listing and len(numbers) == len(item.numbers) == 1
                if not fits or not new.lead or (new.text, numbers[0].start) in self.covered:
                    continue
                if _name(new.lead) in names:
                    self.perhaps[new.text] = (_name(new.lead), "two items begin with it")
                    continue
                names.add(_name(new.lead))
                self._cover(new, numbers[0])
                values = {k: v for k, v in one.values.items() if k not in ("snapshot", "headline")}
                values["name"] = _name(new.lead)
                values["label"] = str(values["label"]).replace(item.lead, new.lead)
                result.figures.append(_values(values, new, numbers[0], self.month))
                unit = one.figure.unit
                row = Row(values["name"], unit, None, "", numbers[0].value, "new in its list")
                result.rows.append(row)

    def candidates(self, old: Sequence[Old], found: Sequence[pairs.Found]) -> Iterator[Candidate]:
        """The numbers that no figure covers."""
        units = [one.figure.unit for one in old] + ([self.unit] if self.unit else [])
        known = [*self.values, *((o.figure.value, o.figure.unit) for o in old)]
        for each in self.text:
            for number in each.numbers:
                counted = [unit for unit in units if pairs.counts(number.noun, unit)]
                again = any(
                    number.value == value and pairs.counts(number.noun, unit)
                    for value, unit in self.values
                )
                before = any(self._is_of_before(number, each, value) for value, _ in known)
                if (each.text, number.start) in self.covered or again or before:
                    continue
                figure, why = self.perhaps.get(each.text, (None, ""))
                if number.spelled and not counted:
                    continue
                unit = number.unit or _unit(number) or self.unit
                yield Candidate(
                    number,
                    each,
                    unit,
                    _kind(each, number),
                    as_at(each.text, self.month),
                    figure,
                    why,
                )

    def _is_of_before(self, number: Number, each: Sentence, value: float | int) -> bool:
        """Whether a number says what a figure was, as by its side the figure is another now."""
        beside = any((each.text, other.start) in self.covered for other in each.numbers)
        return pairs.is_of_before(number, each, value) or (beside and number.value == value)

    def _cover(self, each: Sentence, number: Number) -> None:
        self.covered.add((each.text, number.start))

    def _cover_all(self, quote: str, figure: Figure) -> None:
        self.values.append((figure.value, figure.unit))
        for each in self.text:
            if quote in each.text or each.text in quote:
                for number in each.numbers:
                    if number.value == figure.value:
                        self._cover(each, number)


def _values(old: Mapping[str, Any], each: Sentence, number: Number, month: str) -> dict[str, Any]:
    """A figure's keys with what the text says now, in the order in which entries have them."""
    new = dict(old) | {"value": number.value, "quote": each.text}
    new["as_at"], new["approximate"] = as_at(each.text, month), number.approximate
    order = [*Figure.model_fields, *(key for key in new if key not in Figure.model_fields)]
    return filled({key: new[key] for key in order if key in new})


def filled(values: Mapping[str, Any]) -> dict[str, Any]:
    """The keys of a figure that say something, as 0 does."""
    return {key: value for key, value in values.items() if value is not None and value is not False}


def _remark(figure: Figure, number: Number) -> str:
    """What is to be looked at in a figure's new value."""
    if figure.kind == "cumulative" and number.value < figure.value:
        return "Warning: it falls, and is cumulative"
    if differs(number.value, figure.value):
        return "Warning: its order of magnitude is another now"
    return ""


def _is_named(figure: Figure, lead: str) -> bool:
    return figure.name == _name(lead) and lead in figure.label


def _name(lead: str) -> str:
    return re.sub(r"\W+", "_", lead.casefold()).strip("_")


def _unit(number: Number) -> str:
    """What a number counts, as far as the words after it say: names, or the first plural."""
    requests = ("SR", "SRV", "SRs", "SRVs")
    names = [word for word in number.noun if re.search(r"[A-Z]", word) and word not in requests]
    plural = [word for word in number.noun if re.search(r"s[’']?$", word)]
    words = names or plural[:1]
    return " ".join(words).rstrip("’'")


def _kind(each: Sentence, number: Number) -> Kind:
    if number.unit == "%":
        return "share"
    if re.search(r"\bestimate", each.text, re.IGNORECASE):
        return "estimate"
    return "cumulative" if re.search(r"\bcumulative|\bto date\b", each.text) else "level"
