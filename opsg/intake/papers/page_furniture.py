"""What stands on every page and is not the paper's text: headers, footers, page numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from opsg.intake.papers.lines import Line, section_of
from opsg.intake.papers.markings import is_line

PAPER = re.compile(r"\bOPSG_(\d{1,4})_\d{2,6}\b")
_PAGE = re.compile(
    r"(?:(?:page \d{1,4}(?: of \d{1,4})?|\d{1,4} of \d{1,4})[ .|·–-]*)+|[-=_*~]{3,}", re.IGNORECASE
)
_LONGEST = 3
_EDGE = 4


def strip(pages: Sequence[str]) -> tuple[list[Line], tuple[str, ...]]:
    """The lines of a paper's pages without the furniture, and the furniture.

    Known are page numbers, the line of the classification, and the header that begins with the
    paper's number and goes on with its title, each on one line or split over several. A line
    that stands at the edge of most pages is furniture too.
    """
    repeated = _repeated(pages)
    lines: list[Line] = []
    furniture: list[str] = []
    for number, page in enumerate(pages):
        gap: bool | None = None if number else False
        for row in page.split("\n"):
            text = " ".join(row.split())
            if not text:
                gap = True if gap is False else gap
            elif _pattern(text) in repeated:
                furniture.append(text)
            else:
                lines.append(Line(text, gap))
                gap = False
        if lines and len(pages) > 1:
            lines[-1] = replace(lines[-1], foot=True)
    body, known = without_known(lines)
    return body, tuple(dict.fromkeys([*furniture, *known]))


def without_known(lines: Sequence[Line]) -> tuple[list[Line], list[str]]:
    """The lines without the furniture that is known by its words, and this."""
    titles = _titles(lines)
    body: list[Line] = []
    furniture: list[str] = []
    index = 0
    while index < len(lines):
        run = _run([line.text for line in lines[index : index + _LONGEST]], titles)
        if run:
            furniture.append(" ".join(line.text for line in lines[index : index + run]))
            if body:
                body[-1] = replace(body[-1], foot=True)
            index += run
            continue
        body.append(lines[index])
        index += 1
    return body, furniture


def is_furniture(text: str, title: str) -> bool:
    """Whether a paragraph is what stands on every page of a paper with this title."""
    return _run([text], {_key(title)}) == 1


def _run(texts: Sequence[str], titles: Collection[str]) -> int:
    """How many of the texts, from the first on, are a piece of furniture together."""
    joined = [" ".join(texts[:count]) for count in range(1, len(texts) + 1)]
    short = [text for text in joined if len(text) <= 300]
    known = [text for text in short if _PAGE.fullmatch(text) or is_line(text)][:1]
    headers = [text for text in short if _is_header(text, titles)][-1:]
    return joined.index((known or headers)[0]) + 1 if known or headers else 0


def _is_header(text: str, titles: Collection[str]) -> bool:
    match = PAPER.match(text)
    if not match:
        return False
    rest = re.sub(r"\bpage \d+( of \d+)?$", "", text[match.end() :], flags=re.IGNORECASE)
    return _key(rest) in ("", *titles)


def _key(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _titles(lines: Sequence[Line]) -> set[str]:
    """What the paper's title may be: the last lines, up to three, above the purpose."""
    at = next((at for at, line in enumerate(lines) if section_of(line.text) == "purpose"), 0)
    above = [line.text for line in lines[max(at - _LONGEST, 0) : at] if not is_line(line.text)]
    return {_key(" ".join(above[start:])) for start in range(len(above))}


def _pattern(text: str) -> str:
    return re.sub(r"\d+", "#", text.casefold())


def _repeated(pages: Sequence[str]) -> frozenset[str]:
    """The lines, digits aside, at the edges of more than half of at least three pages."""
    if len(pages) < 3:
        return frozenset()
    seen = Counter(pattern for page in pages for pattern in set(_edges(page)))
    return frozenset(text for text, count in seen.items() if count > len(pages) / 2)


def _edges(page: str) -> Iterator[str]:
    rows = [" ".join(row.split()) for row in page.split("\n") if row.strip()]
    for row in [*rows[:_EDGE], *rows[-_EDGE:]]:
        if not section_of(row):
            yield _pattern(row)
