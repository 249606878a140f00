"""Puts pseudonyms in the place of an extract's names, or says by row why there is none.

No message repeats a name: whoever ingests has the file, and finds the row in it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import chain

import polars as pl

from opsg.core.errors import Finding, Place
from opsg.data.datasets import Dataset
from opsg.data.parties import VARIABLE, Doubt, Doubtful, Parties
from opsg.data.pseudonyms import Kind as Pseudonyms
from opsg.data.pseudonyms import hidden_columns
from opsg.data.snapshots.faults import Kind
from opsg.data.snapshots.table import NUMBER
from opsg.intake.extracts.ledger import Record
from opsg.intake.extracts.row_numbers import listed

_MOST_LISTED = 100


@dataclass(frozen=True)
class Names:
    """What names become pseudonyms by: the private list, and the pseudonyms that snapshots hold.

    `people` is None if the list could not be read. With `add`, names that it does not have get new
    pseudonyms; `to_add` is the command that does so.
    """

    people: Parties | None
    held: Mapping[Pseudonyms, Set[str]]
    add: bool
    to_add: str

    def knows(self, text: str, kind: Pseudonyms) -> bool:
        """Whether a text is a pseudonym that is in use, if any is yet, or a name with one."""
        people, held = self.people or Parties(), self.held[kind]
        if kind.is_like(text):
            return not held or bool(kind.read(text, held)) or text in people.pseudonyms.values()
        return people.pseudonym(text, kind) is not None


@dataclass(frozen=True)
class Hidden:
    """The rows with pseudonyms for names, and what is against it.

    `new` has the pseudonyms of names that the list did not have; in `columns` are names without.
    """

    rows: pl.DataFrame
    new: Mapping[str, str]
    findings: Sequence[Finding]
    columns: Collection[str]


def hide(
    rows: pl.DataFrame,
    dataset: Dataset,
    names: Names,
    where: Callable[[int, str], Place],
    record: Record,
    *,
    told: Set[str],
) -> Hidden:
    """The rows with pseudonyms.

    `where` gives the place of a row's value, by its number and column. Names in `told` have a
    finding already.
    """
    new: dict[str, str] = {}
    findings: list[Finding] = []
    columns = []
    people = names.people or Parties()
    for column, kind in hidden_columns(dataset).items():
        numbers = rows.drop_nulls(column).group_by(column).agg(pl.col(NUMBER))
        numbers_of = {text: sorted(numbers) for text, numbers in numbers.iter_rows()}
        hidden = people.hide(numbers_of, kind, names.held[kind], add=names.add)
        respelled = (numbers_of[text] for text in hidden.respelled)
        how = "another spelling of a name on the list, or of a pseudonym"
        record.change(column, how, list(chain.from_iterable(respelled)))
        if hidden.doubtful:
            columns.append(column)
        if names.people:
            doubtful = {text: one for text, one in hidden.doubtful.items() if text not in told}
            first = {text: where(numbers[0], column) for text, numbers in numbers_of.items()}
            findings += _findings(doubtful, first, names)
        rows = rows.with_columns(pl.col(column).replace(hidden.pseudonyms))
        new |= hidden.new
    return Hidden(rows, new, findings, columns)


def _findings(
    doubtful: Mapping[str, Doubtful], first: Mapping[str, Place], names: Names
) -> Iterator[Finding]:
    """What is to be said of names without a pseudonym; `first` is where each stands first."""
    unlisted = sorted((first[text] for text, one in doubtful.items() if one.why == "unlisted"))
    if unlisted:
        yield _unlisted(unlisted, names)
    kinds: dict[str, Kind] = defaultdict(Kind)
    for text in sorted(doubtful, key=first.__getitem__):
        one = doubtful[text]
        if one.why != "unlisted":
            like = one.like or (one.twin and _number(first[one.twin]))
            kinds[one.why].add(Finding(first[text], *_words(one.why, like)))
    for kind in kinds.values():
        yield from kind.findings()


def _unlisted(places: Sequence[Place], names: Names) -> Finding:
    count = "1 name" if len(places) == 1 else f"{len(places):,} names"
    where = Place(places[0].name, column=places[0].column)
    if names.people and not names.people.path:
        problem = f"It holds {count} where pseudonyms belong, and there is no list of Parties."
        return Finding(where, problem, f"Name the private list in {VARIABLE}.")
    rows = [place.line or place.row or 0 for place in places]
    word = "line" if places[0].line else "row"
    return Finding(
        where,
        f"It holds {count} that the list of Parties does not have: "
        f"{word}{'s' * (len(rows) > 1)} {listed(rows, most=_MOST_LISTED)}.",
        "If one is another spelling, add it to the list with its Party's pseudonym. If all others "
        f"are Parties, let them be added: {names.to_add}",
    )


def _words(why: Doubt, like: str | None) -> tuple[str, str]:
    """Why a name has no pseudonym, and what to do."""
    match why:
        case "near":
            return (
                f"It holds a name that the list does not have, but nearly that of {like}.",
                "Add it to the list as it is written here: with the same pseudonym if they are "
                "one, with another if they are two.",
            )
        case "pseudonym":
            problem = "It holds what is like a pseudonym, and there is none such."
            return problem, "Write one that the snapshots have, such as User 07, or a name."
        case "full":
            return "It holds a new name, and no pseudonym is left.", "Take one that is not in use."
    return "It does not hold the name of a Party.", "Write the name or a pseudonym, or take it out."


def _number(place: Place) -> str:
    return f"line {place.line}" if place.line else f"row {place.row}"
