"""Makes a paper of a stream of headings, paragraphs and lists: what stands where means what.

The stream is cut at its headings; the sections become issues, or what a paper says around them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from opsg.core.errors import Finding, UserError
from opsg.intake import titles
from opsg.intake.papers import dates, ledger, page_furniture
from opsg.intake.papers.front import Front, Section, texts
from opsg.intake.papers.lines import SECTIONS, is_address, section_of
from opsg.intake.papers.markdown import Writer
from opsg.intake.papers.model import (
    Aside,
    Block,
    Heading,
    Leftover,
    Paper,
    PaperIssue,
    Paragraph,
    Piece,
    Stream,
)

_ISSUE_SECTIONS = {
    "stage": "Current Stage",
    "impact": "Issue and Impact",
    "status": "Status",
    "next": "Next Steps",
}
_MOST_ISSUES = 200
_LONGEST_TITLE = 200


def parse(stream: Stream, name: str, classification: str = "", month: str | None = None) -> Paper:
    """The paper that a stream is; `name` is its file's, for messages and the paper's number.

    Its `classification` has been found already, and its `month` may be known.

    Raises UserError if it has no issues, one has a title that cannot be one, or its day is unsure.
    """
    sections = _cut(stream.pieces)
    drafts, others = _drafts(sections)
    _check(drafts, name)
    front = Front(list(stream.furniture))
    for section in _opened(others):
        front.take(section)
    cited: set[int] = set()
    issues = tuple(_issue(draft, stream.notes, cited, front.leftovers) for draft in drafts)
    purpose = Writer(stream.notes, cited).section(front.purpose)
    unused = [text for number, text in stream.notes.items() if number not in cited]
    leftovers = (*front.leftovers, *(Leftover("A footnote", text) for text in unused))
    number = page_furniture.PAPER.search("\n".join([*front.furniture, front.title, name]))
    paper = Paper(
        number=int(number[1]) if number else None,
        paper=number[0] if number else "",
        date=dates.chosen(front.days, name, month),
        classification=classification,
        title=front.title,
        team=front.team,
        purpose=purpose,
        asks=tuple(front.asks),
        issues=issues,
        leftovers=leftovers,
        ledger=ledger.of(_parts(sections), stream, leftovers),
    )
    usual = [section.heading for section in sections if section.kind in SECTIONS.values()]
    ledger.check(paper, stream, [*usual, *front.form], name)
    return paper


def _parts(sections: Sequence[Section]) -> dict[str, Counter[str]]:
    """How many of each kind the parts of a paper hold, by their places in reading order."""
    parts: dict[str, Counter[str]] = {}
    title = ""
    for section in sections:
        place = section.heading or "Before Purpose"
        if section.kind in ("title", "recommendation"):
            title = section.heading if section.kind == "title" else ""
        elif section.kind in _ISSUE_SECTIONS and title:
            place = f"{title}, {_ISSUE_SECTIONS[section.kind]}"
        parts.setdefault(place, Counter()).update(ledger.counted(section.blocks))
    return parts


def _cut(pieces: Sequence[Piece]) -> list[Section]:
    """The sections of a paper in reading order; the first is what stands before any heading.

    A heading of a deeper level than that of the section it is in is a part of its text.
    """
    pieces = list(_recognised(pieces))
    sections = [Section("preamble", "")]
    for index, piece in enumerate(pieces):
        current = sections[-1]
        if not isinstance(piece, Heading):
            current.blocks.append(piece)
            continue
        kind = section_of(piece.text) or (
            "title" if _is_title(pieces, index, current.kind) else "other"
        )
        if kind == "other" and current.kind != "active" and piece.level > current.level > 0:
            current.blocks.append(Paragraph(piece.markdown, piece.text))
        else:
            sections.append(Section(kind, piece.text, piece.level))
    return sections


def _recognised(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """The pieces, with headings that are set as mere paragraphs made headings."""
    headed = [
        Heading(piece.plain, 0)
        if isinstance(piece, Paragraph) and section_of(piece.plain)
        else piece
        for piece in pieces
    ]
    above = ""
    for index, piece in enumerate(headed):
        if isinstance(piece, Heading):
            above = section_of(piece.text)
        elif isinstance(piece, Paragraph) and above and _is_title(headed, index, above):
            yield Heading(piece.plain)
            continue
        yield piece


def _is_title(pieces: Sequence[Piece], index: int, above: str) -> bool:
    """Whether the piece, in the section `above`, stands right over an issue's first section."""
    below = next((piece for piece in pieces[index + 1 :] if not isinstance(piece, Aside)), None)
    kind = section_of(below.text) if isinstance(below, Heading) else ""
    return kind == "stage" or (kind == "impact" and above != "stage")


@dataclass
class _Draft:
    """An issue's sections as they are found."""

    title: str
    blocks: dict[str, list[Block]] = field(default_factory=dict)


def _drafts(sections: Sequence[Section]) -> tuple[list[_Draft], list[Section]]:
    """The issues, and the sections that belong to none."""
    drafts: list[_Draft] = []
    others: list[Section] = []
    issue: _Draft | None = None
    for section in sections:
        if section.kind == "title":
            issue = _Draft(section.heading)
            drafts.append(issue)
            if section.blocks:
                others.append(Section("other", section.heading, 0, section.blocks))
        elif section.kind in _ISSUE_SECTIONS and issue:
            issue.blocks.setdefault(section.kind, []).extend(section.blocks)
        else:
            others.append(section)
            issue = None if section.kind == "recommendation" else issue
    return drafts, others


def _opened(sections: Sequence[Section]) -> list[Section]:
    """The sections, with headings that stand before the first usual one put into the preamble."""
    usual = next(
        (index for index, section in enumerate(sections) if section.kind in SECTIONS.values()),
        1,
    )
    preamble = Section("preamble", "")
    for section in sections[:usual]:
        if section.heading:
            preamble.blocks.append(Paragraph("", section.heading))
        preamble.blocks += section.blocks
    return [preamble, *sections[usual:]]


def _check(drafts: Sequence[_Draft], name: str) -> None:
    if not drafts:
        raise UserError(
            "No issue was found in it.",
            where=name,
            remedy=(
                "An issue is a title above the headings 'Current Stage', 'Issue and Impact', "
                "'Status' and 'Next Steps'."
            ),
        )
    if len(drafts) > _MOST_ISSUES:
        problem = f"It has {len(drafts)} issues, more than {_MOST_ISSUES}."
        raise UserError(problem, where=name, remedy="See that it is the paper of one month.")
    findings = []
    seen: set[str] = set()
    for draft in drafts:
        key = titles.key(draft.title)
        short = f"{draft.title[:60]}…" if len(draft.title) > 60 else draft.title
        if not key or len(draft.title) > _LONGEST_TITLE or draft.title[-1] in ".;:":
            problem = f"The line above 'Current Stage', '{short}', is not the title of an issue."
            findings.append(Finding(name, problem, "Put the title on a line of its own."))
        elif key in seen:
            findings.append(Finding(name, f"The issue '{short}' comes twice.", "Keep one."))
        seen.add(key)
    if findings:
        raise UserError.of(findings)


def _issue(
    draft: _Draft, notes: Mapping[int, str], cited: set[int], leftovers: list[Leftover]
) -> PaperIssue:
    links: list[str] = []

    def text(writer: Writer, kind: str, heading: str) -> str:
        own: list[Block] = []
        for block in draft.blocks.get(kind, []):
            if isinstance(block, Aside):
                where = f"{draft.title}, {heading} ({block.kind})"
                leftovers.append(Leftover(where, block.plain))
            elif isinstance(block, Paragraph) and is_address(block.plain):
                links.append(block.plain)
            else:
                own.append(block)
        return writer.section(own)

    impact = text(Writer(notes, cited), "impact", "Issue and Impact")
    # Status and Next Steps stand in one file, so their notes are numbered through.
    entry = Writer(notes, cited)
    return PaperIssue(
        title=draft.title,
        stage="\n".join(texts(draft.blocks.get("stage", []))),
        issue_and_impact=impact,
        status=text(entry, "status", "Status"),
        next_steps=text(entry, "next", "Next Steps"),
        links=tuple(links),
    )
