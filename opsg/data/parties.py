"""Replaces the names of Parties and network operators by pseudonyms, from a private list.

The list is a CSV with the columns `name` and `pseudonym`. It must lie outside the repository:
with it, all that the pseudonyms hide can be read. No message repeats a name. A Party may stand in
it in several spellings, each with its pseudonym (`opsg.data.party_names`).
"""

from __future__ import annotations

import csv
import io
import os
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from random import SystemRandom
from typing import Literal

from opsg.core.errors import Finding, Place, UserError
from opsg.data.nobody import kind_of
from opsg.data.party_names import Near, form, key
from opsg.data.pseudonyms import KINDS, Kind

VARIABLE = "OPSG_PARTIES"
HEADER = ["name", "pseudonym"]

_LARGEST = 5_000_000
_LONGEST_NAME = 200

Doubt = Literal["full", "near", "nobody", "pseudonym", "unlisted"]
"""Why a name gets no pseudonym: none is left, it is nearly another's, it names nobody, it is a
pseudonym that is not there, or it is not on the list."""


@dataclass(frozen=True)
class Doubtful:
    """Why a name got no pseudonym.

    The name that it is nearly has the pseudonym `like`, or is new too: `twin`.
    """

    why: Doubt
    like: str | None = None
    twin: str | None = None


@dataclass(frozen=True)
class Hidden:
    """What became of names: those with a pseudonym, those `new` on the list, and the others.

    `respelled` are those that the list has in another spelling alone.
    """

    pseudonyms: Mapping[str, str]
    respelled: Collection[str]
    new: Mapping[str, str]
    doubtful: Mapping[str, Doubtful]


@dataclass(frozen=True)
class Parties:
    """The private list as it was read: `pseudonyms` has the pseudonym of each name, by kind."""

    path: Path | None = None
    content: bytes = b""
    pseudonyms: Mapping[tuple[Kind, str], str] = field(default_factory=dict)

    def pseudonym(self, name: str, kind: Kind) -> str | None:
        """That of a name which is on the list, in this spelling or beyond doubt in another."""
        if listed := self.pseudonyms.get((kind, _spelled(name))):
            return listed
        spellings = self._spellings.get((kind, key(name)), set())
        forms = {form for form, _ in spellings}
        same = {text for _, text in spellings}
        fits = form(name) in forms or "" in forms or not form(name)
        return next(iter(same)) if fits and len(same) == 1 else None

    def hide(self, names: Iterable[str], kind: Kind, known: Set[str], *, add: bool) -> Hidden:
        """The pseudonym of each of `names` that is none already.

        `known` are the pseudonyms that snapshots have. With `add`, names that are not on the list
        get new ones, after the largest that is known, in random order, as extracts are often
        sorted by name.
        """
        known = {*known, *self._of_kind(kind).values()}
        given: dict[str, str] = {}
        doubtful: dict[str, Doubtful] = {}
        unlisted: dict[str, list[str]] = {}
        near = self._near(kind)
        for name in dict.fromkeys(names):
            if kind.is_one(name):
                continue
            if listed := self.pseudonym(name, kind) or kind.read(name, known):
                given[name] = listed
            elif kind.is_like(name):
                doubtful[name] = Doubtful("pseudonym")
            elif not _is_name(name):
                doubtful[name] = Doubtful("nobody")
            elif like := near.to(name):
                doubtful[name] = Doubtful("near", like)
            else:
                unlisted.setdefault(key(name), []).append(name)
        respelled = [name for name in given if (kind, _spelled(name)) not in self.pseudonyms]
        doubtful |= _twins(unlisted.values())
        add = add and not doubtful
        new = self._new(unlisted.values(), kind, {*known, *names}) if add else {}
        for first, *others in unlisted.values():
            if first in new:
                given |= dict.fromkeys((first, *others), new[first])
            else:
                why = Doubtful("full" if add else "unlisted")
                doubtful = dict.fromkeys((first, *others), why) | doubtful
        return Hidden(given, respelled, new, doubtful)

    def _new(self, unlisted: Iterable[Sequence[str]], kind: Kind, used: Set[str]) -> dict[str, str]:
        last = max((kind.serial(text) or 0 for text in used), default=0)
        order = [spellings[0] for spellings in unlisted]
        SystemRandom().shuffle(order)
        serials = enumerate(order, start=last + 1)
        return {name: text for serial, name in serials if (text := kind.write(serial))}

    @cached_property
    def _spellings(self) -> dict[tuple[Kind, str], set[tuple[str, str]]]:
        """The legal forms and pseudonyms of all listed names, by what spellings share."""
        found: dict[tuple[Kind, str], set[tuple[str, str]]] = {}
        for (kind, name), pseudonym in self.pseudonyms.items():
            found.setdefault((kind, key(name)), set()).add((form(name), pseudonym))
        return found

    def _near(self, kind: Kind) -> Near:
        near = Near()
        for name, pseudonym in self._of_kind(kind).items():
            near.add(name, pseudonym)
        return near

    def _of_kind(self, kind: Kind) -> dict[str, str]:
        return {name: text for (each, name), text in self.pseudonyms.items() if each == kind}

    def with_new(self, new: Mapping[str, str]) -> bytes:
        """The list's bytes with new names at the end; what is there stays as it is."""
        ending = b"\r\n" if b"\r\n" in self.content else b"\n"
        text = io.StringIO()
        csv.writer(text, lineterminator=ending.decode()).writerows(new.items())
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
    name, pseudonym = _spelled(row[0]), row[1].strip()
    kind = next((one for one in KINDS if one.serial(pseudonym) is not None), None)
    if kind is None:
        return "It holds no pseudonym such as User 07 or DNO B."
    if kind_of(row[0]):
        return "It holds the name of a total or of nobody, which is no Party's."
    if pseudonyms.setdefault((kind, name), pseudonym) != pseudonym:
        return "Its name has another pseudonym further up."
    return None


def _twins(unlisted: Iterable[Sequence[str]]) -> dict[str, Doubtful]:
    """The new names, of which `unlisted` has the spellings, that are nearly another of them."""
    near = Near()
    doubtful: dict[str, Doubtful] = {}
    for first, *others in unlisted:
        if twin := near.to(first):
            doubtful |= dict.fromkeys((first, *others), Doubtful("near", twin=twin))
        near.add(first, first)
        if len({form(name) for name in (first, *others)} - {""}) > 1:
            doubtful |= dict.fromkeys(others, Doubtful("near", twin=first))
    return doubtful


def _spelled(name: str) -> str:
    """A name whatever its case, spaces and quotation marks."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    plain = re.sub("[‘’`´]", "'", re.sub("[“”]", '"', re.sub("[‐-―]", "-", plain)))
    return " ".join(plain.split())


def _is_name(text: str) -> bool:
    """Whether this can be somebody's name, and not an error, a gap or a row of totals."""
    return (
        any(map(str.isalpha, text))
        and not text.startswith("#")
        and not kind_of(text)
        and len(text) <= _LONGEST_NAME
        and text.isprintable()
    )
