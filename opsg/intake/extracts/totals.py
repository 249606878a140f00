"""Parts an extract's rows from its own totals, which must agree with them to the digit.

A row is a total if it is named so and adds up, or if it names nobody and adds up. One that is named
so and does not add up is refused; so is one whose figures are nobody's. A row that adds up and
bears a name is never left out: if the name is new, whoever ingests has to say whose it is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from opsg.core.errors import Finding, Place
from opsg.data.datasets import Dataset
from opsg.data.nobody import Nobody, called_after, kind_of, words_of
from opsg.data.party_names import form, key
from opsg.data.pseudonyms import hidden_columns
from opsg.data.snapshots.table import NUMBER, quoted
from opsg.intake.extracts.ledger import Record, Why
from opsg.intake.extracts.sums import Sum, Sums

IsKnown = Callable[[str, str], bool]
"""Whether the values of a column include this text, or its names do by the private list."""

Where = Callable[[int, str], Place]
"""Where the value is that a row, by its number, has in a column."""

# Totals so called are of all rows, never of those since the last total.
_WHOLE = {"all", "everybody", "everyone", "everything", "gb", "grand", "industry", "overall", "uk"}
# So many rows are enough to tell a sum from figures that happen to be alike.
_FEWEST = 2


@dataclass(frozen=True)
class Parted:
    """Which rows are `kept`, as they are no totals, and what the `totals` of them all say.

    `suspects` are new names whose figures are the sum of others.
    """

    kept: pl.Series
    totals: Mapping[str, int]
    suspects: frozenset[str]
    findings: Sequence[Finding]


@dataclass(frozen=True)
class _Label:
    """Which nobody a row is named as; `of` is the group that "Aurora Energy Total" is called after.

    It stands in a `column`, as `text`, which a Party's name may be all the same.
    """

    column: str
    text: str
    kind: Nobody
    of: str | None = None
    may_be_name: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether it says that it is of everything."""
        return self.of is None and not _WHOLE.isdisjoint(words_of(self.text))


@dataclass(frozen=True)
class _Table:
    """An extract's rows by their place from 0, and what of them can be a total.

    In `unread` is a measure of which a row says what is no number.
    """

    dataset: Dataset
    numbers: pl.Series
    labels: Mapping[int, _Label]
    groups: pl.DataFrame
    figures: pl.DataFrame
    nameless: Sequence[int]
    unread: Mapping[int, str]
    sums: Sums

    def agreeing(self, at: int, *, whole: bool = False) -> Sum | None:
        """The sum that a row says, of those that it may be meant as."""
        meant = self.sums.meant(at, whole=whole)
        return next((one for one in meant if one.is_said(self.figures.row(at))), None)

    def adds_up(self, at: int) -> bool:
        """Whether a row that is counted is the sum of all others, or of those of its groups."""
        return any(self.is_sum(at, others) for others in self.sums.others(at))

    def is_sum(self, at: int, others: Sum) -> bool:
        """Whether a row is the sum of others, and these are enough to tell."""
        figures = self.figures.row(at)
        return others.rows >= _FEWEST and any(figures) and others.is_said(figures)


@dataclass(frozen=True)
class _Verdict:
    """What becomes of a row that is nobody's: it is left out, or there is a finding."""

    at: int
    why: Why | None = None
    finding: Finding | None = None


def part(
    text: pl.DataFrame,
    frame: pl.DataFrame,
    dataset: Dataset,
    is_known: IsKnown,
    where: Where,
    record: Record,
) -> Parted:
    """Which rows of an extract are its totals; `record` is told of them.

    `text` has the contract's columns as the extract does, and `frame` as they are cleaned.
    """
    table = _table(text, frame, dataset, is_known)
    verdicts = [*_named(table, where), *_nameless(table)]
    totals: dict[str, int] = {}
    for one in verdicts:
        if one.why:
            record.leave_out(table.numbers[one.at], one.why)
        if one.why == "total":
            said = zip(dataset.measures, table.figures.row(one.at), strict=True)
            totals |= {measure: value for measure, value in said if value is not None}
    aside = {one.at for one in verdicts}
    kept = pl.Series([at not in aside for at in range(frame.height)], dtype=pl.Boolean)
    suspects: dict[str, Finding] = {}
    for name, finding in _suspects(table, frame, is_known, where):
        suspects.setdefault(name, finding)
    findings = [one.finding for one in verdicts if one.finding] + list(suspects.values())
    return Parted(kept, totals, frozenset(suspects), findings)


def _table(text: pl.DataFrame, frame: pl.DataFrame, dataset: Dataset, is_known: IsKnown) -> _Table:
    labels: dict[int, _Label] = {}
    names: dict[str, pl.Series] = {}
    for column in dataset.keys:
        pairs = pl.DataFrame([text[column].alias("text"), frame[column].alias("value")])
        pairs = pairs.drop_nulls("text").unique(maintain_order=True)
        values: dict[str, str | None] = dict(pairs.iter_rows())
        nobody = _labels(column, values, dataset, is_known)
        named = text[column].is_in(list(nobody)).arg_true() if nobody else ()
        labels = {at: nobody[text[column][at]] for at in named} | labels
        if column in hidden_columns(dataset):
            values = {one: key(one) for one in values}
        values |= {one: label.of for one, label in nobody.items() if label.kind != "unknown"}
        names[column] = text[column].replace_strict(values, default=None, return_dtype=pl.String)
    groups = pl.DataFrame([names[column] for column in dataset.groups])
    figures = frame.select(pl.col(name).cast(pl.Int64, strict=False) for name in dataset.measures)
    is_nameless = groups.select(pl.any_horizontal(pl.all().is_null())).to_series()
    says = figures.select(pl.any_horizontal(pl.all().is_not_null())).to_series()
    nameless = [at for at in (is_nameless & says).arg_true() if at not in labels]
    aside = {at for at, label in labels.items() if label.kind != "unknown"} | set(nameless)
    counted = pl.Series([at not in aside for at in range(frame.height)], dtype=pl.Boolean)
    sums = Sums(groups, figures, counted)
    unread = dict(_unread(text, frame, dataset))
    return _Table(dataset, frame[NUMBER], labels, groups, figures, nameless, unread, sums)


def _unread(text: pl.DataFrame, frame: pl.DataFrame, dataset: Dataset) -> Iterator[tuple[int, str]]:
    for measure in dataset.measures:
        is_number = frame[measure].cast(pl.Int64, strict=False).is_not_null()
        for at in (text[measure].is_not_null() & ~is_number).arg_true():
            if kind_of(text[measure][at]) != "unknown":
                yield at, measure


def _labels(
    column: str, values: Mapping[str, str | None], dataset: Dataset, is_known: IsKnown
) -> dict[str, _Label]:
    """The texts of a column that name nobody; `values` has the contract's value of each."""
    words = frozenset(word for text in _own_words(dataset) for word in words_of(text))
    kinds = {text: kind_of(text, words) for text in values}
    names = {key(text): values[text] for text, kind in kinds.items() if kind is None}
    names |= {key(dataset.label(column, one)): one for one in dataset.allowed(column)}
    is_secret = column in hidden_columns(dataset)
    labels = {}
    for text, kind in kinds.items():
        after = called_after(text)
        group = names.get(key(after.name)) if after else None
        if after and group:
            labels[text] = _Label(column, text, after.kind, key(group) if is_secret else group)
        elif is_known(column, text):
            continue
        elif kind == "unknown" and not (is_secret or dataset.allowed(column)):
            # Such as a defect of a kind that is not known.
            continue
        elif kind:
            labels[text] = _Label(column, text, kind)
        elif after and (is_secret or dataset.allowed(column)) and not form(text):
            labels[text] = _Label(column, text, after.kind, may_be_name=is_secret)
    return labels


def _own_words(dataset: Dataset) -> Iterator[str]:
    """What the dataset counts and by what, in which a total may be named."""
    yield from (dataset.title, *dataset.groups, *dataset.measures, *dataset.units.values())


def _named(table: _Table, where: Where) -> Iterator[_Verdict]:
    """The rows that are named as nobody."""
    for at, label in table.labels.items():
        if label.kind == "unknown":
            place = where(table.numbers[at], label.column)
            yield _Verdict(at, finding=_unknown(place, label, adds_up=table.adds_up(at)))
        elif label.kind == "derived":
            yield _Verdict(at, "average or percentage")
        elif measure := table.unread.get(at):
            problem = "It is named as a total, and what it says here is no whole number."
            remedy = "Write digits only, or take the row out."
            yield _Verdict(at, finding=Finding(where(table.numbers[at], measure), problem, remedy))
        elif table.unread:
            # What a row says is not known, so that no sum is.
            yield _Verdict(at, "total")
        elif agreeing := table.agreeing(at, whole=label.is_whole):
            yield _Verdict(at, "total" if agreeing.rows == table.sums.all.rows else "subtotal")
        else:
            yield _Verdict(at, finding=_disagrees(table, at, label, where))


def _unknown(place: Place, label: _Label, *, adds_up: bool) -> Finding:
    problem = f"It is named {quoted(label.text)}, so its figures are nobody's."
    if adds_up:
        problem += " They are also the sum of other rows."
    remedy = (
        "Name whose they are; or name it 'Total' if it is one; or take the row out, and say so."
    )
    return Finding(place, problem, remedy)


def _disagrees(table: _Table, at: int, label: _Label, where: Where) -> Finding:
    meant = next(table.sums.meant(at, whole=label.is_whole))
    measure, value, expected = next(
        (measure, value, expected)
        for measure, value, expected in zip(
            table.dataset.measures, table.figures.row(at), meant.figures, strict=True
        )
        if value not in (None, expected)
    )
    problem = f"It is named as a total and says {value:,}, but "
    problem += f"the rows that it is of ({meant.rows:,}) add up to {expected:,}."
    remedy = "Is a row missing or changed? Export it again."
    if label.may_be_name:
        remedy += " If it is a Party so called, add its name to the list with a pseudonym."
    return Finding(where(table.numbers[at], measure), problem, remedy)


def _nameless(table: _Table) -> Iterator[_Verdict]:
    """The rows without a name that are totals: all that lack the same names, or none of them.

    A row of its own that lacks a name, and happens to be like another, is not one of many sums.
    """
    alike: dict[tuple[bool, ...], list[int]] = defaultdict(list)
    for at in table.nameless:
        alike[tuple(name is None for name in table.groups.row(at))].append(at)
    for places in alike.values():
        agreeing = [table.agreeing(at) for at in places]
        if all(agreeing) and any(one and one.rows >= _FEWEST for one in agreeing):
            for at, one in zip(places, agreeing, strict=True):
                is_all = one is not None and one.rows == table.sums.all.rows
                yield _Verdict(at, "total" if is_all else "subtotal")


def _suspects(
    table: _Table, frame: pl.DataFrame, is_known: IsKnown, where: Where
) -> Iterator[tuple[str, Finding]]:
    """Names that are new, and of which a row is the sum of all rows of the others, or above it."""
    aside = table.labels.keys() | table.nameless
    for column in hidden_columns(table.dataset):
        start = 0
        texts = frame[column].drop_nulls().unique()
        new = {text for text in texts if not is_known(column, text)}
        for at, text in enumerate(frame[column] if new else ()):
            if at in aside:
                start = at + 1
            elif text in new:
                above = table.sums.since(start, at)
                if table.is_sum(at, above) or table.adds_up(at):
                    start = at + 1
                    yield text, _suspicious(where(table.numbers[at], column))


def _suspicious(place: Place) -> Finding:
    return Finding(
        place,
        "Its figures are the sum of other rows, as a total's are, and its name is a new one.",
        "Name it 'Total' if it is one; if it is a Party, add it to the list with a pseudonym.",
    )
