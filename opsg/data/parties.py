"""Replaces the names of Parties and network operators by pseudonyms, from a private list.

The list is a CSV with the columns `name` and `pseudonym`. It must lie outside the repository:
with it, all that the pseudonyms hide can be read. No message repeats a name.
"""

from __future__ import annotations

import csv
import io
import os
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from random import SystemRandom

import polars as pl

from opsg.core.errors import Finding, Place, UserError
from opsg.data.datasets import DATASETS, Dataset
from opsg.data.snapshots import scan
from opsg.data.snapshots.files import named_for_months, root

VARIABLE = "OPSG_PARTIES"
HEADER = ["name", "pseudonym"]

_LARGEST = 5_000_000
_LONGEST_NAME = 200
# Comparing more new names than this with all known ones would take too long.
_MOST_COMPARED = 100
# What stands in an extract where a name should and is none.
_NO_NAMES = {
    "all", "all users", "grand total", "n a", "na", "nil", "none", "not known", "null", "overall",
    "sub total", "subtotal", "sum", "tba", "tbc", "total", "totals", "unknown", "various",
}  # fmt: skip


@dataclass(frozen=True)
class Kind:
    """A sort of pseudonym: `User 07`, with digits, or `DNO B`, with a letter."""

    prefix: str
    serials: Sequence[str] | None = None

    def serial(self, text: str) -> int | None:
        """The number of a pseudonym of this kind, from 1; None if it is none."""
        rest = text.removeprefix(self.prefix)
        if rest == text:
            return None
        if self.serials is None:
            return int(rest) if re.fullmatch(r"\d{2,6}", rest, re.ASCII) else None
        return self.serials.index(rest) + 1 if rest in self.serials else None

    def write(self, serial: int) -> str | None:
        """The pseudonym with this number; None if there are no more."""
        if self.serials is None:
            return f"{self.prefix}{serial:02d}"
        return self.prefix + self.serials[serial - 1] if serial <= len(self.serials) else None


KINDS = (Kind("User "), Kind("DNO ", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"))


def hidden_columns(dataset: Dataset) -> dict[str, Kind]:
    """The columns of a dataset that hold pseudonyms, and of which kind."""
    found = {}
    for name, column in dataset.schema.columns().items():
        if (column.metadata or {}).get("secret"):
            regex = str(getattr(column, "regex", ""))
            found[name] = next(kind for kind in KINDS if re.match(regex, kind.write(7) or ""))
    return found


@dataclass(frozen=True)
class New:
    """A name that got a pseudonym; `like` is that of a name that is nearly the same."""

    name: str
    pseudonym: str
    like: str | None


@dataclass(frozen=True)
class Parties:
    """The private list as it was read: `pseudonyms` has the pseudonym of each name, by kind."""

    path: Path | None = None
    content: bytes = b""
    pseudonyms: Mapping[tuple[Kind, str], str] = field(default_factory=dict)

    def hide(
        self, names: Iterable[str], kind: Kind, last_serial: int
    ) -> tuple[dict[str, str], list[New]]:
        """The pseudonym of each of `names`, and those that are new.

        Pseudonyms stay as they are. New ones come after the largest number in the list and in
        `names`, and after `last_serial`, in random order, as extracts are often sorted by name.
        Where no pseudonyms are left the name stays.
        """
        wanted = list(dict.fromkeys(names))
        hidden: dict[str, str] = {}
        unknown: dict[str, list[str]] = {}
        for name in wanted:
            if kind.serial(name) is not None:
                continue
            if found := self.pseudonyms.get((kind, key(name))):
                hidden[name] = found
            elif is_name(name):
                unknown.setdefault(key(name), []).append(name)
        in_use = [*self._of_kind(kind).values(), *wanted]
        last = max([last_serial, *(kind.serial(text) or 0 for text in in_use)])
        order = list(unknown)
        SystemRandom().shuffle(order)
        new = []
        for serial, one in enumerate(order, start=last + 1):
            if pseudonym := kind.write(serial):
                like = self._like(one, kind) if len(order) <= _MOST_COMPARED else None
                new.append(New(unknown[one][0], pseudonym, like))
                hidden |= dict.fromkeys(unknown[one], pseudonym)
        return hidden, new

    def _like(self, name: str, kind: Kind) -> str | None:
        others = self._of_kind(kind)
        close = get_close_matches(name, others, n=1, cutoff=0.85)
        return others[close[0]] if close else None

    def _of_kind(self, kind: Kind) -> dict[str, str]:
        return {name: text for (each, name), text in self.pseudonyms.items() if each == kind}

    def with_new(self, new: Sequence[New]) -> bytes:
        """The list's bytes with new names at the end; what is there stays as it is."""
        ending = b"\r\n" if b"\r\n" in self.content else b"\n"
        text = io.StringIO()
        writer = csv.writer(text, lineterminator=ending.decode())
        writer.writerows((one.name, one.pseudonym) for one in new)
        between = b"" if self.content.endswith((b"\n", b"\r")) else ending
        return self.content + between + text.getvalue().encode()


def load(path: Path | None, data: Path) -> Parties:
    """The private list at `path`, or the one that OPSG_PARTIES names; an empty one without either.

    Raises UserError with everything that is wrong with it, or if it lies in the repository of
    `data`.
    """
    named = path or (Path(os.environ[VARIABLE]) if os.environ.get(VARIABLE) else None)
    if named is None:
        return Parties()
    try:
        real = named.resolve()
        _refuse_inside(real, data)
        if not real.is_file():
            raise UserError(
                "The list of Parties is not there.",
                where=VARIABLE,
                remedy=f"Name the file; begin a new one with the line '{','.join(HEADER)}'.",
            )
        with real.open("rb") as file:
            content = file.read(_LARGEST + 1)
        if len(content) > _LARGEST:
            raise UserError("The list of Parties is far too long.", where=VARIABLE)
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        problem = "The list of Parties is not in UTF-8."
        raise UserError(problem, where=VARIABLE, remedy="Save it as CSV in UTF-8.") from None
    except (OSError, ValueError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or "its name is not one"
        problem = f"The list of Parties cannot be read: {reason}."
        raise UserError(problem, where=VARIABLE) from None
    return Parties(real, content, _read(text))


def read_back(content: bytes) -> None:
    """Raise UserError, as `load` does, if these bytes are no list of Parties."""
    _read(content.decode("utf-8-sig"))


def _refuse_inside(path: Path, data: Path) -> None:
    folder = data.resolve()
    above = (one for one in (folder, *folder.parents) if (one / ".git").exists())
    repository = next(above, folder.parent)
    if path.is_relative_to(repository):
        raise UserError(
            "The list of Parties lies in the repository, where it may be published.",
            where=VARIABLE,
            remedy="Move it to a private place, and see that it is in no commit.",
        )


def _read(text: str) -> dict[tuple[Kind, str], str]:
    pseudonyms: dict[tuple[Kind, str], str] = {}
    findings = []
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        if [name.strip().lower() for name in next(reader, [])] != HEADER:
            problem = f"The first line is not '{','.join(HEADER)}'."
            raise UserError(
                problem, where=Place.in_table(VARIABLE, "line", 1), remedy="Write it there."
            )
        for row in reader:
            if not any(map(str.strip, row)):
                continue
            if wrong := _add(row, pseudonyms):
                where = Place.in_table(VARIABLE, "line", reader.line_num)
                findings.append(Finding(where, wrong, "Mend this line."))
    except csv.Error:
        where = Place.in_table(VARIABLE, "line", reader.line_num)
        findings.append(Finding(where, "It is not a line of CSV.", "Look at the quotation marks."))
    if findings:
        raise UserError.of(findings)
    return pseudonyms


def _add(row: Sequence[str], pseudonyms: dict[tuple[Kind, str], str]) -> str | None:
    """Takes a line of the list into `pseudonyms`; what is wrong with it, if anything."""
    if len(row) != 2 or not row[0].strip():
        return "It does not hold a name and a pseudonym."
    name, pseudonym = key(row[0]), row[1].strip()
    kind = next((one for one in KINDS if one.serial(pseudonym) is not None), None)
    if kind is None:
        return "It holds no pseudonym such as User 07 or DNO B."
    if pseudonyms.setdefault((kind, name), pseudonym) != pseudonym:
        return "Its name has another pseudonym further up."
    return None


def key(name: str) -> str:
    """What spellings of a name share, whatever their case, spaces and quotation marks."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    plain = re.sub("[‘’`´]", "'", re.sub("[“”]", '"', re.sub("[‐-―]", "-", plain)))
    return " ".join(plain.split())


def is_name(text: str) -> bool:
    """Whether this can be somebody's name, and not an error, a gap or a row of totals."""
    words = " ".join(re.findall(r"[^\W_]+", text.casefold()))
    return (
        any(map(str.isalpha, text))
        and not text.startswith("#")
        and words not in _NO_NAMES
        and len(text) <= _LONGEST_NAME
        and text.isprintable()
    )


def last_serial(kind: Kind, data: Path) -> int:
    """The largest number of a pseudonym of this kind in any snapshot; 0 if there is none."""
    return max((kind.serial(text) or 0 for text in _in_snapshots(kind, data)), default=0)


def _in_snapshots(kind: Kind, data: Path) -> Iterator[str]:
    for dataset in DATASETS.values():
        columns = [name for name, each in hidden_columns(dataset).items() if each == kind]
        folder = root(data) / dataset.name
        if columns and folder.is_dir() and named_for_months(folder):
            rows = scan(dataset.name, data=data)
            for column in columns:
                yield from rows.select(pl.col(column).unique()).collect()[column].drop_nulls()
