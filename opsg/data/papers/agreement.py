"""Where entries and meetings say something else than the paper that was imported for their month.

The check of the log warns of it, and pages say so beside the text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import TYPE_CHECKING

from opsg.core.errors import Finding, Place, nearest
from opsg.data import frontmatter
from opsg.data.papers import HEADINGS, PaperText, compare

if TYPE_CHECKING:
    from opsg.data.issues import Issue
    from opsg.data.models import Meeting

_SHOWN = 8
"""So many words of either text are told where they begin to differ."""


@dataclass(frozen=True)
class Edit:
    """A section of an issue that differs from its paper; either text may be empty."""

    slug: str
    title: str
    heading: str
    paper: str
    log: str


def latest(papers: Iterable[PaperText]) -> dict[str, PaperText]:
    """By month the version of its paper that holds: the last that was issued."""
    held: dict[str, PaperText] = {}
    for paper in papers:
        if paper.month not in held or paper.version > held[paper.month].version:
            held[paper.month] = paper
    return held


def as_named(
    issue: Issue, papers: Mapping[str, PaperText], name: str
) -> tuple[Issue, list[Finding]]:
    """An issue without the entries of months whose papers do not name it, and a warning for each.

    They are left of a draft. What a paper does not say is no entry of its month.
    """
    unnamed = [
        month
        for month in issue.entries
        if month in papers and issue.slug not in papers[month].issues
    ]
    if len(unnamed) == len(issue.entries):
        return issue, []
    findings = [
        Finding(
            f"{name}/{month}.md",
            f"{papers[month].paper} does not name the issue, so this entry is not shown.",
            "Take the file out. If the issue was closed: python build.py close-issue"
            f" {issue.slug} --month {month}",
            "warning",
        )
        for month in unnamed
    ]
    return issue.without(set(unnamed)), findings


def edits(paper: PaperText, issues: Iterable[Issue]) -> list[Edit]:
    """Every section of an entry for the paper's month that is not as the paper has it."""
    found = []
    for issue in issues:
        entry = issue.entries.get(paper.month)
        printed = paper.issues.get(issue.slug)
        if entry is None or printed is None:
            continue
        texts = (issue.impact(paper.month), entry.status, entry.next_steps)
        found += [
            Edit(issue.slug, issue.title, heading, printed.sections[heading], text)
            for heading, text in zip(HEADINGS, texts, strict=True)
            if not compare.same(printed.sections[heading], text)
        ]
    return found


def meeting_edits(paper: PaperText, meeting: Meeting) -> list[str]:
    """The keys of a meeting that say something else than its paper, among those it is asked by."""
    differing = [key for key in ("paper", "title", "team") if _differs(paper, meeting, key)]
    if paper.purpose and not compare.same(paper.purpose, meeting.purpose):
        differing.append("purpose")
    said = [(ask.verb, " ".join(ask.what.split())) for ask in paper.asks]
    if said and said != [(ask.verb, " ".join(ask.what.split())) for ask in meeting.asks]:
        differing.append("asks")
    return differing


def _differs(paper: PaperText, meeting: Meeting, key: str) -> bool:
    printed = getattr(paper, key)
    return bool(printed) and not compare.same(printed, getattr(meeting, key) or "")


def check(
    papers: Sequence[PaperText],
    meetings: Sequence[Meeting],
    issues: Sequence[Issue],
    root: Path,
    folder: str,
) -> Iterator[Finding]:
    """What is wrong with the papers beside the log, and a warning for each section that differs.

    `root` is the folder of the issues, which messages call `folder`.
    """
    yield from _placed(papers, [meeting.month for meeting in meetings])
    by_slug = {issue.slug: issue for issue in issues}
    by_month = {meeting.month: meeting for meeting in meetings}
    for month, paper in latest(papers).items():
        for slug in paper.issues:
            if slug not in by_slug:
                heading = f"{paper.issues[slug].title} {{#{slug}}}"
                line = _line(root.parent / "papers" / Path(paper.name).name, heading)
                problem = f"There is no issue '{slug}'."
                where = Place(paper.name, line=line)
                yield Finding(where, problem, nearest(slug, list(by_slug)))
            elif month not in by_slug[slug].entries:
                problem = f"{paper.paper} tells of '{slug}', which has no entry for {month}."
                remedy = "Import the paper again, which writes it."
                yield Finding(paper.name, problem, remedy, "warning")
        if month in by_month:
            yield from _meeting(paper, by_month[month], f"{Path(folder).parent}/meetings.yml")
        for issue in issues:
            if month in issue.entries and issue.slug in paper.issues:
                yield from _quotes(papers, paper, issue, root, folder)
        for edit in edits(paper, issues):
            yield _edited(edit, paper, root, folder, by_slug[edit.slug])


def _placed(papers: Sequence[PaperText], months: Sequence[str]) -> Iterator[Finding]:
    first: dict[tuple[str, int], str] = {}
    for paper in papers:
        if paper.month not in months:
            remedy = "Add the meeting to meetings.yml, or take the file out."
            yield Finding(paper.name, f"There was no meeting in {paper.month}.", remedy)
        key = paper.month, paper.version
        if key in first:
            problem = f"It is version {paper.version} of the paper of {paper.month}, as another is."
            yield Finding(paper.name, problem, f"The other is {first[key]}.")
        first.setdefault(key, paper.name)


def _meeting(paper: PaperText, meeting: Meeting, name: str) -> Iterator[Finding]:
    for key in meeting_edits(paper, meeting):
        yield Finding(
            name,
            f"'{key}' of {meeting.month} is not as {paper.paper} has it.",
            f"The paper's is in {paper.name}.",
            "warning",
        )


def _quotes(
    papers: Sequence[PaperText], paper: PaperText, issue: Issue, root: Path, folder: str
) -> Iterator[Finding]:
    """What is quoted as the paper's words and is in an edited text only."""
    entry = issue.entries[paper.month]
    past = [each for month, each in latest(papers).items() if month <= paper.month]
    printed = [each.issues[issue.slug] for each in past if issue.slug in each.issues]
    text = "\n\n".join(text for one in printed for text in one.sections.values())
    quotes: list[tuple[tuple[str | int, ...], str]] = [
        (("figures", index, "quote"), figure.quote) for index, figure in enumerate(entry.figures)
    ]
    for path, quote in [(("stage_reason",), entry.stage_reason), *quotes]:
        if not compare.holds(text, quote):
            name = f"{folder}/{issue.slug}/{paper.month}.md"
            file = root / issue.slug / f"{paper.month}.md"
            source = frontmatter.split(frontmatter.read_text(file, name), name).source()
            yield Finding(
                source.where(*path),
                f"'{path[-1]}' is not in {paper.shown} word for word.",
                f"Copy it from {paper.name}; edited words are not the paper's.",
            )


def _edited(edit: Edit, paper: PaperText, root: Path, folder: str, issue: Issue) -> Finding:
    file = _file(edit.heading, paper.month, issue)
    where = Place(f"{folder}/{edit.slug}/{file}", line=_line(root / edit.slug / file, edit.heading))
    printed, said = first_difference(edit.paper, edit.log)
    return Finding(
        where,
        f"{edit.heading} is not as {paper.paper} has it: the paper says '{printed}', "
        f"this says '{said}'.",
        f"Give it the paper's words, which are in {paper.name}, or leave it: pages say that it "
        "was edited.",
        "warning",
    )


def _file(heading: str, month: str, issue: Issue) -> str:
    """The file that holds a section as it is in a month."""
    if heading != HEADINGS[0]:
        return f"{month}.md"
    past = {each: entry for each, entry in issue.entries.items() if each <= month}
    own = [each for each, entry in past.items() if entry.issue_and_impact]
    return f"{max(own)}.md" if own else "issue.md"


def _line(path: Path, heading: str) -> int | None:
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    return next((n for n, line in enumerate(lines, 1) if line.rstrip() == f"## {heading}"), None)


def first_difference(one: str, other: str) -> tuple[str, str]:
    """The words of two texts from where they begin to differ, with one before; "nothing" at an end.

    >>> first_difference("It has fallen to 95k.", "It has fallen to 90k.")
    ('to 95k.', 'to 90k.')
    """
    old, new = _words(one), _words(other)
    pairs = zip(old, new, strict=False)
    same = next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(old), len(new)))
    # What comes after is told up to where the texts meet again.
    match = SequenceMatcher(None, old[same:], new[same:], autojunk=False).find_longest_match()
    ends = (match.a, match.b) if match.size > 1 else (_SHOWN, _SHOWN)
    return _shown(old, same, ends[0]), _shown(new, same, ends[1])


def _words(text: str) -> list[str]:
    return [
        word
        for block in compare.outline(text)
        for word in [*([block.mark] if block.mark else []), *block.text.split()]
    ]


def _shown(words: Sequence[str], same: int, length: int) -> str:
    end = same + min(max(length, 1), _SHOWN)
    more = " …" if length > _SHOWN and end < len(words) else ""
    return " ".join(words[max(same - 1, 0) : end]) + more or "nothing"
