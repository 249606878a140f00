"""Makes a paper of a stream of headings, paragraphs and lists: what stands where means what.

The stream is cut at its headings; the sections become issues, or what a paper says around them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from opsg.core.errors import Finding, Place, UserError
from opsg.intake import titles
from opsg.intake.papers import dates, ledger, page_furniture
from opsg.intake.papers.front import Front, Section, texts
from opsg.intake.papers.headings import ISSUE_SECTIONS, cut
from opsg.intake.papers.lines import SECTIONS, is_address, number_of, section_of
from opsg.intake.papers.markdown import Writer
from opsg.intake.papers.model import (
    Aside,
    Block,
    Leftover,
    Paper,
    PaperIssue,
    Paragraph,
    Stream,
)

# Words that name a section wherever they stand.
_SECTION = re.compile(r"\b(?:Current Stage|Issues? (?:and|&|/) Impacts?)\b", re.IGNORECASE)
_NO_TITLE = re.compile(rf"(?i:{_SECTION.pattern})|^[a-z]|\w{{3}}[.;] [A-Z]|[.;:]$")
_MOST_ISSUES = 200
_LONGEST_TITLE = 200


def parse(stream: Stream, name: str, classification: str = "", month: str | None = None) -> Paper:
    """The paper that a stream is; `name` is its file's, for messages and the paper's number.

    Its `classification` has been found already, and its `month` may be known.

    Raises UserError if it has no issues, one has a title that cannot be one, or its day is unsure.
    """
    sections = cut(stream.pieces)
    _check_asides(sections, name)
    form = _without_numbers(sections)
    drafts, others = _drafts(sections, name)
    _check(drafts, name)
    front = Front(list(stream.furniture), form=form)
    for section in _opened(others):
        front.take(section)
    cited: set[int] = set()
    issues = tuple(_issue(draft, stream.notes, cited, front.leftovers) for draft in drafts)
    purpose = Writer(stream.notes, cited).section(front.purpose)
    unused = [text for number, text in stream.notes.items() if number not in cited]
    leftovers = (*front.leftovers, *(Leftover("A footnote", text) for text in unused))
    said = "\n".join([*front.furniture, front.title, name])
    numbers = {match[0]: int(match[1]) for match in page_furniture.PAPER.finditer(said)}
    if len(numbers) > 1:
        problem = f"It is called {' and '.join(numbers)}, in its header or its name."
        raise UserError(problem, where=name, remedy="Leave the one that is right.")
    paper = Paper(
        number=next(iter(numbers.values()), None),
        paper="".join(numbers),
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
    usual = [section.heading for section in sections if section.kind in SECTIONS]
    ledger.check(paper, stream, [*usual, *front.form], name)
    return paper


def _without_numbers(sections: Sequence[Section]) -> list[str]:
    """Take the numbers off the issues' titles if all of several have one, and give them."""
    titled = [section for section in sections if section.kind == "title"]
    numbers = [number_of(section.heading) for section in titled]
    if len(titled) < 2 or not all(numbers):
        return []
    for section, number in zip(titled, numbers, strict=True):
        section.heading = section.heading.removeprefix(number)
    return numbers


def _check_asides(sections: Sequence[Section], name: str) -> None:
    """Refuse an issue that stands in a table or a text box, of which only the words can be kept."""
    asides = [
        (section, block)
        for section in sections
        for block in section.blocks
        if isinstance(block, Aside) and block.kind != "table of contents"
    ]
    for section, block in asides:
        told = _SECTION.findall(block.plain)
        # A picture of the stages says in words what it shows.
        if others := [each for each in told if section_of(each) != section.kind]:
            raise UserError(
                f"A {block.kind} holds a section of an issue, '{others[0]}':"
                f" “{block.plain[:60]}…”.",
                where=Place(name, part=f"below '{section.heading}'"),
                remedy="Write the issue as text: its title, and each section below a heading.",
            )


def _parts(sections: Sequence[Section]) -> dict[str, Counter[str]]:
    """How many of each kind the parts of a paper hold, by their places in reading order."""
    parts: dict[str, Counter[str]] = {}
    title = ""
    for section in sections:
        place = section.heading or "Before Purpose"
        if section.kind in ("title", "recommendation"):
            title = section.heading if section.kind == "title" else ""
        elif section.kind in ISSUE_SECTIONS and title:
            place = f"{title}, {ISSUE_SECTIONS[section.kind]}"
        parts.setdefault(place, Counter()).update(ledger.counted(section.blocks))
    return parts


@dataclass
class _Draft:
    """An issue's sections as they are found."""

    title: str
    blocks: dict[str, list[Block]] = field(default_factory=dict)


def _drafts(sections: Sequence[Section], name: str) -> tuple[list[_Draft], list[Section]]:
    """The issues, and the sections that belong to none.

    Raises UserError if it is not clear of which issue a section is.
    """
    drafts: list[_Draft] = []
    others: list[Section] = []
    issue: _Draft | None = None
    above = sections[0]
    are_issues = True
    for section in sections:
        if section.kind == "title":
            issue, are_issues = _Draft(section.heading), True
            drafts.append(issue)
            if section.blocks:
                others.append(Section("other", section.heading, 0, section.blocks))
        elif section.kind in ISSUE_SECTIONS and are_issues:
            if issue is None or issue.blocks.get(section.kind) or above.kind == "other":
                raise _unclear(section, above, name)
            issue.blocks[section.kind] = section.blocks
        else:
            others.append(section)
        if section.kind == "recommendation":
            issue, are_issues = None, False
        above = section
    return drafts, others


def _unclear(section: Section, above: Section, name: str) -> UserError:
    words = [above.heading, *texts(above.blocks)][-1]
    problem = f"It is not clear of which issue the '{section.heading}' below '{words[-60:]}' is."
    if above.kind == "other":
        problem = f"The '{section.heading}' stands below '{above.heading}', which is no issue."
    remedy = f"An issue has a title, and below it each once: {', '.join(ISSUE_SECTIONS.values())}."
    return UserError(problem, where=name, remedy=remedy)


def _opened(sections: Sequence[Section]) -> list[Section]:
    """The sections, with headings that stand before the first usual one put into the preamble."""
    usual = next((at for at, section in enumerate(sections) if section.kind in SECTIONS), 1)
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
        is_long = len(draft.title) > _LONGEST_TITLE
        if not key or is_long or _NO_TITLE.search(draft.title):
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
