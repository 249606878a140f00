"""Reads YAML files and Markdown pages with front matter, and remembers the line of everything."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from opsg.core.errors import Finding, Place, UserError, nearest

if TYPE_CHECKING:
    from yaml import SafeLoader
else:
    # libyaml's, where PyYAML was built with it, is many times faster.
    SafeLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Step = str | int
LARGEST_FILE = 2_000_000
"""How many bytes a file may have; a month's entry has some thousands."""

# Deeper than anything that is written here; far deeper, reading would take minutes or crash.
_DEEPEST = 20
_LONGEST_NUMBER = 64  # a digest may be of figures alone
_CONFLICT = re.compile(r"(<<<<<<<|\|\|\|\|\|\|\||>>>>>>>)( |$)")
_HEADING = re.compile(r"## +(.*?) *#*$")


@dataclass(frozen=True)
class Source:
    """A YAML document: what it says, and on which line of which file each part stands."""

    name: str
    value: object
    lines: Mapping[tuple[Step, ...], int]

    def locate(self, path: Sequence[Step]) -> tuple[Step, ...]:
        """The longest beginning of `path` (keys and list positions) that the document has."""
        steps = tuple(path)
        while steps and steps not in self.lines:
            steps = steps[:-1]
        return steps

    def where(self, *path: Step) -> Place:
        """File and line of a part; of the part that holds it, if it is not there itself."""
        return Place(self.name, line=self.lines.get(self.locate(path), 1))


def read_text(path: Path, name: str) -> str:
    """The text of a file, which messages call `name`.

    Raises UserError if it cannot be read as UTF-8, is far too large, or has the marks of an
    unfinished merge.
    """
    try:
        # Opening a pipe or a device would wait, perhaps for ever.
        if path.exists() and not path.is_file():
            raise UserError("This is not a file.", where=name, remedy="Put the file in its place.")
        if path.stat().st_size > LARGEST_FILE:
            problem = f"It is larger than {LARGEST_FILE // 1_000_000} MB."
            raise UserError(problem, where=name, remedy="Is this the right file?")
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UserError(f"It cannot be read: {error.strerror}.", where=name) from None
    except UnicodeDecodeError:
        raise UserError("It is not UTF-8.", where=name, remedy="Save it as UTF-8.") from None
    marked = [
        Finding(Place(name, line=number), "An unfinished merge left its marks here.", "Resolve it.")
        for number, line in enumerate(text.splitlines(), start=1)
        if _CONFLICT.match(line)
    ]
    if marked:
        raise UserError.of(marked)
    return text


class Loader(SafeLoader):
    """The safe loader, with the line of a date or a number that does not exist."""

    def construct_yaml_timestamp(self, node: yaml.ScalarNode) -> date:
        try:
            return super().construct_yaml_timestamp(node)
        except ValueError:
            raise _refusal(f"there is no date {node.value}", node.start_mark) from None

    def construct_yaml_int(self, node: yaml.ScalarNode) -> int:
        if len(node.value) > _LONGEST_NUMBER:
            raise _refusal("there is no number with so many digits", node.start_mark)
        return super().construct_yaml_int(node)

    def construct_yaml_float(self, node: yaml.ScalarNode) -> float:
        number = super().construct_yaml_float(node)
        if not math.isfinite(number):
            raise _refusal(f"'{node.value[:40]}' is no number to count with", node.start_mark)
        return number


Loader.add_constructor("tag:yaml.org,2002:timestamp", Loader.construct_yaml_timestamp)
Loader.add_constructor("tag:yaml.org,2002:int", Loader.construct_yaml_int)
Loader.add_constructor("tag:yaml.org,2002:float", Loader.construct_yaml_float)


def parse(text: str, name: str, first_line: int = 1, loader: type[Loader] = Loader) -> Source:
    """What a YAML text says. `first_line` is the line of the file on which the text begins.

    Only plain data is read: no tags, no anchors; what words and numbers mean is the `loader`'s.
    Raises UserError with the line if it is not YAML, a key comes twice or a date does not exist.
    """
    try:
        node = _composed(text, loader)
        # Made anew each time, as some of those who ask for it change it.
        value = loader("").construct_document(node) if node else None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise UserError(
            f"This is not YAML that can be read: {error.problem}.",
            where=Place(name, line=first_line + (mark.line if mark else 0)),
            remedy="Look at the indentation, colons and quotes there.",
        ) from None
    except yaml.YAMLError as error:
        raise UserError(f"This is not YAML that can be read: {error}.", where=name) from None
    return Source(name, value, _lines(node, name, first_line) if node else {})


def _compose(text: str, loader: type[Loader]) -> yaml.Node | None:
    """The parts of a YAML text, of which nothing is made yet."""
    composer = loader(text)
    depth = 0
    for event in yaml.parse(text, Loader=SafeLoader):
        if isinstance(event, yaml.AliasEvent):
            raise _refusal("aliases are not used here", event.start_mark)
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            raise _refusal("it is nested too deeply", event.start_mark)
    return composer.get_single_node()


# Most texts are what they were when they were last read.
_composed: Callable[[str, Any], yaml.Node | None] = lru_cache(maxsize=500)(_compose)


def _refusal(problem: str, mark: Any) -> yaml.MarkedYAMLError:
    return yaml.MarkedYAMLError(problem=problem, problem_mark=mark)


def _lines(node: yaml.Node, name: str, first_line: int) -> dict[tuple[Step, ...], int]:
    """The line of each part of a document. Raises UserError for the keys that come twice."""
    lines: dict[tuple[Step, ...], int] = {}
    twice: dict[tuple[Step, ...], Finding] = {}
    for path, offset in _parts(node, ()):
        if path not in lines:
            lines[path] = first_line + offset
        elif not any(path[:length] in twice for length in range(len(path))):
            where = Place(name, line=first_line + offset)
            problem = f"'{path[-1]}' is given a second time."
            twice[path] = Finding(where, problem, f"The first is on line {lines[path]}.")
    if twice:
        raise UserError.of(list(twice.values()))
    return lines


def _parts(node: yaml.Node, path: tuple[Step, ...]) -> Iterator[tuple[tuple[Step, ...], int]]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            place = (*path, key.value)
            yield place, key.start_mark.line
            yield from _parts(value, place)
    elif isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            yield (*path, index), item.start_mark.line
            yield from _parts(item, (*path, index))


@dataclass(frozen=True)
class Page:
    """A page of Markdown with front matter, not yet read; lines count from 1 in the file."""

    name: str
    front: str
    body: str
    body_line: int

    def source(self) -> Source:
        """What the front matter says. Raises UserError as `parse` does."""
        return parse(self.front, self.name, first_line=2)

    def sections(self, wanted: Sequence[str], optional: Sequence[str] = ()) -> dict[str, str]:
        """The text under each `## ` heading of `wanted`, all of which must be there once.

        Those of `optional` may be there, and no other.

        Raises UserError with everything that is wrong.
        """
        findings: list[Finding] = []
        starts: dict[str, int] = {}
        texts: dict[str, list[str]] = {}
        current: list[str] | None = None
        for number, line in enumerate(self.body.splitlines(), start=self.body_line):
            where = Place(self.name, line=number)
            if heading := _HEADING.match(line):
                title = heading[1]
                if title not in (*wanted, *optional):
                    problem = f"'{title}' is not a section of this file."
                    findings.append(Finding(where, problem, nearest(title, [*wanted, *optional])))
                elif title in starts:
                    problem = f"The section '{title}' comes twice."
                    remedy = f"The first is on line {starts[title]}."
                    findings.append(Finding(where, problem, remedy))
                starts.setdefault(title, number)
                current = texts.setdefault(title, [])
            elif current is not None:
                current.append(line)
            elif line.strip():
                problem = "This text is in no section."
                findings.append(Finding(where, problem, f"Put it under '## {wanted[0]}'."))
                current = []
        sections = {title: "\n".join(lines).strip() for title, lines in texts.items()}
        for title in dict.fromkeys((*wanted, *sections)):
            if title not in sections:
                problem = f"The section '{title}' is missing."
                findings.append(Finding(self.name, problem, f"Add it under '## {title}'."))
            elif not sections[title]:
                where = Place(self.name, line=starts[title])
                findings.append(Finding(where, f"The section '{title}' is empty."))
        if findings:
            raise UserError.of(findings)
        return sections


def joined(front: str, sections: Mapping[str, str]) -> str:
    """The text of a page with this front matter and these sections."""
    body = "\n\n".join(f"## {heading}\n\n{text}" for heading, text in sections.items())
    return f"---\n{front.rstrip()}\n---\n\n{body}\n"


def split(text: str, name: str) -> Page:
    """A page's front matter and body. Raises UserError if it has no front matter."""
    lines = text.splitlines()
    ends = [number for number, line in enumerate(lines) if line.rstrip() == "---"]
    if len(ends) < 2 or ends[0] != 0:
        raise UserError(
            "The front matter is missing.",
            where=Place(name, line=1),
            remedy="Begin the file with a line '---', YAML, and another line '---'.",
        )
    end = ends[1]
    return Page(name, "\n".join(lines[1:end]), "\n".join(lines[end + 1 :]), end + 2)


def plain(markdown: str) -> str:
    """The words of a Markdown text on one line, without list marks, emphasis and footnote marks.

    Enumerators such as `a)` are words; the text of a footnote stays where it is defined.
    """
    text = re.sub(r"^ *- +", "", markdown, flags=re.MULTILINE)
    text = re.sub(r"\[\^\w+\]:?", "", text)
    text = re.sub(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1", r"\2", text)
    return " ".join(text.split())
