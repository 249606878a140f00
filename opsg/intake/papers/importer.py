"""Imports a paper: plans what becomes of each file of the log, then writes it."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from opsg.core import markdown, months
from opsg.core.errors import Finding, Place, UserError
from opsg.data.issues import CLOSED
from opsg.execution.plan import PAGES
from opsg.intake import meetings, titles
from opsg.intake.papers import classification, existing, followups, record
from opsg.intake.papers.changes import Change, Import, Planned, contents
from opsg.intake.papers.entry_files import Entries, stage_of
from opsg.intake.papers.existing import LogIssue
from opsg.intake.papers.figure_files import with_figures
from opsg.intake.papers.model import Leftover, Paper, PaperIssue
from opsg.intake.papers.parser import parse
from opsg.intake.papers.reader import open_paper
from opsg.intake.papers.stage_history import entered
from opsg.intake.papers.withdrawn import without_withdrawn
from opsg.intake.rounds.new_issue import giving_figures
from opsg.intake.rounds.notebook_template import template
from opsg.intake.transaction import Transaction


def read(file: Path, said: str = "", month: str | None = None) -> Paper:
    """What a paper says; of its classification and its `month` a person may have `said` more.

    Raises UserError if the file cannot be read, is no such paper, or is classified otherwise.
    """
    stream = open_paper(file)
    return parse(stream, file.name, classification.level(stream, file.name, said), month)


def import_paper(
    file: Path,
    data: Path,
    *,
    month: str | None = None,
    said: str = "",
    dry_run: bool = False,
    replace: bool = False,
    notebooks: Path | None = None,
    when: date | None = None,
) -> Import:
    """Write a paper's wording into the log in the folder `data`, for `month` or the paper's own.

    Its classification is the paper's own, or as it is `said` where that has none or a doubtful one.

    The paper's words are kept as they came, and `when` they did, by default today. The first
    paper of a month takes the place of the draft there, and a version that is issued later that of
    the one before. Files that say something else than that one were edited by hand and stay, unless
    `replace`. Words that give way and are no paper's are kept in a file. Front matter stays in any
    case. With `dry_run` nothing is written.

    A title that the log does not have becomes an issue that is raised in that month, in the stage
    that the paper gives or else the first, with its notebook if the folder `notebooks` is given.

    Raises UserError, before anything is written, if the paper cannot be read, lacks a part that
    the log needs, or has a title that is near to an issue's and not the same.
    """
    transaction = Transaction(data)
    if month is not None:
        months.first_day(month)
    paper = read(file, said, month)
    month = _month(paper, month, file.name)
    level = classification.month_s(paper.classification, month, data, file.name)
    day = when or date.today()
    on_log = existing.issues(data)
    pairs = _matched(paper, on_log, file.name, month)
    _check(paper, file.name)
    stages = existing.stages(data)
    last_version = record.before(month, data)
    files = Entries(data, month, replace, level, stages, last_version)
    planned = [meetings.plan(paper, file.name, month, data, replace, last_version)]
    _check_month(paper, month, data, file.name)
    files.set_aside.extend(record.of_meeting(month, planned[0], last_version))
    slugs: dict[str, PaperIssue] = {}
    by_hand: list[str] = [] if paper.date else list(_undated(planned[0]))
    figures: list[str] = []
    new: list[str] = []
    pointed_out: list[str] = []
    taken = {issue.slug for issue in on_log} | set(PAGES)
    last = max((issue.order for issue in on_log), default=0)
    for issue, match in pairs:
        slug = match.slug if match else titles.slug(issue.title, taken)
        if not match:
            new.append(slug)
            taken.add(slug)
            figures += giving_figures(
                *(slug, issue.title, level, month),
                published=bool(paper.paper and paper.date),
            )
            planned += _notebook(notebooks, slug, issue.title, month)
        if match:
            pointed_out += followups.of_issue(issue, match, paper, month)
        own, tasks = (
            files.issue(issue, match) if match else files.new_issue(issue, slug, last + len(new))
        )
        entry, more_tasks = files.entry(issue, slug, match)
        if match:
            own = entered(own, entry, match, stage_of(issue.stage, stages)[0], month)
        planned += [own, entry]
        by_hand += [*tasks, *more_tasks]
        slugs[slug] = issue
    planned, of_issues = with_figures(planned, slugs, data, month)
    planned = without_withdrawn(planned, slugs, data, month, files.set_aside)
    strays = [
        Leftover(f"{issue.title}, Current Stage", " ".join(stray))
        for issue in paper.issues
        if (stray := stage_of(issue.stage, stages)[1])
    ]
    links = [
        Leftover(f"{issue.title}, a link", link)
        for issue, match in pairs
        for link in issue.links
        if match is None or link not in match.file.front
    ]
    leftovers = (*paper.leftovers, *strays, *links)
    kept = record.plan(paper, file, month, data, slugs, leftovers, last_version, planned, day)
    aside = record.aside(month, paper.paper, files.set_aside, data, day)
    planned += [kept, *([aside] if aside else [])]
    absent = tuple(_absent(on_log, [match for _, match in pairs if match], month))
    if not dry_run:
        transaction.write(contents(planned))
    return Import(
        paper=paper,
        month=month,
        changes=tuple(plan.change for plan in planned),
        new_issues=tuple(new),
        absent=absent,
        by_hand=tuple(by_hand),
        figures=tuple(figures),
        read=tuple(of_issues),
        leftovers=leftovers,
        dry_run=dry_run,
        set_aside=tuple(files.set_aside),
        aside_name=aside.change.name if aside else "",
        pointed_out=tuple(pointed_out),
    )


def _month(paper: Paper, month: str | None, name: str) -> str:
    """The month that a paper is of; `month` is the one that is said, if it is."""
    if month is not None:
        return month
    if paper.date is None:
        remedy = "Give its month: --month YYYY-MM."
        raise UserError("The paper's date was not found in it.", where=name, remedy=remedy)
    return months.text(paper.date)


def _check_month(paper: Paper, month: str, data: Path, name: str) -> None:
    """Refuse another month than that of the date, unless the log has begun it with the number."""
    number, _ = meetings.said("number", month, data)
    is_known = paper.number is not None and paper.number == number
    if paper.date and months.text(paper.date) != month and not is_known:
        begin = f"python build.py new-month {month} --classification {paper.classification}"
        raise UserError(
            f"The paper is dated {months.long_date(paper.date)}, which is not in {month}.",
            where=name,
            remedy=f"Leave --month out; or if it is the paper for {month}, begin that: {begin}",
        )


def _undated(meeting: Planned) -> Iterator[str]:
    if meeting.change.kind == "new":
        yield f"{meeting.change.name}: add paper_date; until it is there the month is a draft."


def _check(paper: Paper, name: str) -> None:
    """Refuse issues that lack a section, as the log would."""
    findings = [
        _empty(issue.title, heading, paper.leftovers, name)
        for issue in paper.issues
        for heading, text in issue.texts.items()
        if not text
    ]
    if findings:
        raise UserError.of(findings)


def _empty(title: str, heading: str, leftovers: Sequence[Leftover], name: str) -> Finding:
    """A section without text, and where its text stands if that is a table or a picture."""
    where = Place(name, part=f"'{title}', {heading}")
    for leftover in leftovers:
        if leftover.under.startswith(f"{title}, {heading} ("):
            kind = leftover.under.rpartition("(")[2].rstrip(")")
            problem = f"There is only a {kind} below the heading: “{leftover.text[:60]}”."
            return Finding(where, problem, f"Write its text below the heading, not in a {kind}.")
    remedy = f"Write it below a line '{heading}' of its own, or call the heading of it so."
    return Finding(where, "There is no text under such a heading.", remedy)


def _matched(
    paper: Paper, on_log: Sequence[LogIssue], name: str, month: str
) -> list[tuple[PaperIssue, LogIssue | None]]:
    """The paper's issues, each with that of the log which has its title.

    Raises UserError for a title that is near to one which the paper does not have, and for one
    that stands within the text of another issue.
    """
    by_key = {titles.key(issue.title): issue for issue in on_log}
    pairs = [(issue, by_key.get(titles.key(issue.title))) for issue in paper.issues]
    taken = {match.slug for _, match in pairs if match}
    slugs = {*PAGES, *(issue.slug for issue in on_log)}
    free = {key: issue.title for key, issue in by_key.items() if issue.slug not in taken}
    findings = [
        Finding(
            name,
            f"The log has no issue '{issue.title}'. Did you mean '{near}'?",
            "If so, give both the same title; if it is a new issue, begin it in the draft of"
            f" {month} first: python build.py new-issue {titles.slug(issue.title, slugs)} --title"
            f" {shlex.quote(issue.title)} --month {month}"
            f" --classification {paper.classification}",
        )
        for issue, match in pairs
        if match is None and (near := titles.near(issue.title, free))
    ]
    findings += [
        Finding(
            Place(name, part=f"'{issue.title}', {heading}"),
            f"The title of another issue stands here on a line of its own: '{block.text}'.",
            "If that issue begins there, write its 'Issue and Impact' below it; if not, write it"
            " into a sentence.",
        )
        for issue, _ in pairs
        for heading, text in issue.texts.items()
        for block in markdown.blocks(text)
        if not block.depth and by_key.get(titles.key(block.text))
    ]
    findings += [
        Finding(
            name,
            f"'{issue.title[:60]}' cannot be the title of a new issue.",
            f"Letters, digits and plain punctuation can, {titles.LONGEST} at most.",
        )
        for issue, match in pairs
        if match is None and not titles.is_plain(issue.title)
    ]
    if findings:
        raise UserError.of(findings)
    return pairs


def _notebook(folder: Path | None, slug: str, title: str, month: str) -> list[Planned]:
    """The notebook of a new issue, unless there is one of that name."""
    if folder is None or (path := folder / f"{slug}.ipynb").exists():
        return []
    return [Planned(Change(f"{folder.name}/{path.name}", "new"), path, template(slug, title))]


def _absent(on_log: Sequence[LogIssue], named: Sequence[LogIssue], month: str) -> list[str]:
    """The issues that the paper does not name although they were open before it."""
    absent = []
    for issue in on_log:
        if issue not in named and not issue.is_closed(month):
            last = issue.before(month)
            absent += [issue.slug] if last and last.value("stage") != CLOSED else []
    return absent
