"""The entries' Markdown as Pandoc reads it: refused is what a page or a paper cannot hold.

`content_policy` looks for what would act. Here Pandoc reads every section, as it does when pages,
Word files and PDFs are made: a heading below another, a line across the page, `@word` as a source,
a footnote without a text or a link to nowhere would stop a build, with no line to look at.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from opsg.core import pandoc
from opsg.core.errors import Finding, Place, UserError
from opsg.data.frontmatter import parse, read_text, split

_SECTION = re.compile(r"^## ", re.MULTILINE)
_NOTE = re.compile(r"\[\^[^\]\s]+\]")
_HEADING = r"^[ >]*(?:(?:[-*+]|\d+[.)]) +)*#|^.*\S.*\n *[=-]+ *$"
_ADDRESS = re.compile(r"^(?:> ?)* {0,3}\[(?!\^)([^\]\n]+)\]:", re.MULTILINE)
_RULE = re.compile(r"^[ >]*([*_-])[ \t]*(?:\1[ \t]*){2,}$", re.MULTILINE)


class Section(NamedTuple):
    """A text of the log, and where it begins."""

    where: Place
    text: str


def check(data: Path, pages: Collection[str], in_order: Collection[str] = ()) -> list[Finding]:
    """What is refused in the entries, and the papers' purposes, of a data folder.

    `pages` are those of the site, to which entries may link (`issues/han-stability.html`). Entries
    whose names are among those `in_order` are not read.
    """
    entries = {_name(path, data): path for path in sorted(data.glob("issues/*/*.md"))}
    read = (_sections(path, name) for name, path in entries.items() if name not in in_order)
    sections = [section for each in read for section in each]
    sections += _purposes(data)
    documents = pandoc.parse([section.text for section in sections])
    return [
        finding
        for section, each in zip(sections, documents, strict=True)
        for finding in _findings(section, each, pages)
    ]


def _purposes(data: Path) -> Iterator[Section]:
    name = f"{data.name}/meetings.yml"
    source = parse(read_text(data / "meetings.yml", name), name)
    for number, meeting in enumerate(source.value if isinstance(source.value, list) else ()):
        # The text of a block begins on the line below its key.
        yield Section(source.where(number, "purpose"), "\n" + meeting["purpose"])


def _name(path: Path, data: Path) -> str:
    return path.relative_to(data.parent).as_posix()


def _sections(path: Path, name: str) -> Iterator[Section]:
    """The sections of an entry; none of one that cannot be read, which reading it tells."""
    try:
        page = split(read_text(path, name), name)
    except UserError:
        return
    starts = [match.start() for match in _SECTION.finditer(page.body)]
    for start, end in zip(starts, [*starts[1:], len(page.body)], strict=True):
        heading, _, text = page.body[start:end].partition("\n")
        line = page.body_line + page.body.count("\n", 0, start + len(heading)) + 1
        yield Section(Place(name, line=line), text)


def _findings(section: Section, read: dict[str, Any], pages: Collection[str]) -> Iterator[Finding]:
    for said in read["said"]:
        if said["verbosity"] == "WARNING":
            problem = f"Pandoc says: {said['pretty']}."
            yield Finding(_at(section, said.get("line", 1)), problem, "Mend it.")
    for match in _ADDRESS.finditer(section.text):
        if section.text.casefold().count(f"[{match[1]}]".casefold()) < 2:
            line = section.text.count("\n", 0, match.start(1)) + 1
            problem = f"nothing refers to `[{match[1][:30]}]: …`, so that no page shows it."
            yield Finding(_at(section, line), problem, "Put a backslash before its bracket.")
    for kind, content in pandoc.walk(read["document"]["blocks"]):
        if refusal := _refusal(kind, content, pages):
            written, problem, remedy = refusal
            place = re.search(written, section.text, re.MULTILINE)
            if place or kind != "Str":  # else a backslash is before it
                line = section.text.count("\n", 0, place.start()) + 1 if place else 1
                yield Finding(_at(section, line), problem, remedy)


def _at(section: Section, line: int) -> Place:
    return Place(section.where.name, line=(section.where.line or 1) + line - 1)


def _refusal(kind: str, content: Any, pages: Collection[str]) -> tuple[str, str, str] | None:
    """How what is refused is written, what is wrong with it, and what to do."""
    match kind:
        case "Header":
            problem = "a heading is not taken within a section."
            return _HEADING, problem, "Write the line in bold: `**…**`."
        case "HorizontalRule":
            return _RULE.pattern, "a line across the page is not taken here.", "Take it out."
        case "Cite":
            name = content[0][0]["citationId"]
            problem = f"`@{name}` would be read as the name of a source."
            return rf"@\{{?{re.escape(name)}", problem, "Write '\\@' for the character itself."
        case "Code" if (code := content[1]).startswith("{") or code.startswith("r "):
            problem = f"`{code[:30]}` would be read as code to run."
            return re.escape(code[:10]), problem, "Write it in words."
        case "RawInline" | "RawBlock" | "Math":
            code = content[1].partition("\n")[0]
            problem = f"`{code[:30]}` would be read as a formula or a command."
            return re.escape(code), problem, "Put a backslash before its first character."
        case "Str" if note := _NOTE.search(content):
            problem = f"the footnote `{note[0]}` has no text in this section."
            return rf"(?<!\\){re.escape(note[0])}", problem, "Write `[^1]: …` on a line of its own."
        case "Link" if _leads_nowhere(content[2][0], pages):
            problem = f"the link to '{content[2][0]}' leads to no page of the site."
            return re.escape(content[2][0]), problem, "Link to `../issues/….html`, or elsewhere."
    return None


def _leads_nowhere(address: str, pages: Collection[str]) -> bool:
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", address):
        return False
    # Entries are shown on pages of issues and of reports, both one folder deep.
    page = posixpath.normpath(posixpath.join("issues", address.partition("#")[0]))
    return address.startswith("#") or page not in pages
