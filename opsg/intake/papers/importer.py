"""Imports a paper: plans what becomes of each file of the log, then writes it."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from opsg.core import months
from opsg.core.errors import Finding, UserError
from opsg.data.models import CLOSED
from opsg.execution.plan import PAGES
from opsg.intake import meetings, titles
from opsg.intake.papers import existing, followups, record
from opsg.intake.papers.changes import Change, Import, Planned, encoded
from opsg.intake.papers.entry_files import ENTRY, ISSUE, Entries, stage_of
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


def read(file: Path) -> Paper:
    """What a paper says. Raises UserError if the file cannot be read, or is no such paper."""
    return parse(open_paper(file), file.name)


def import_paper(
    file: Path,
    data: Path,
    *,
    month: str | None = None,
    dry_run: bool = False,
    replace: bool = False,
    notebooks: Path | None = None,
    when: date | None = None,
) -> Import:
    """Write a paper's wording into the log in the folder `data`, for `month` or the paper's own.

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
    paper = read(file)
    month = _month(paper, month, file.name)
    day = when or date.today()
    on_log = existing.issues(data)
    pairs = _matched(paper, on_log, file.name, month)
    _check(paper, file.name)
    stages = existing.stages(data)
    last_version = record.before(month, data)
    classification = paper.classification or meetings.classification(month, data)
    files = Entries(data, month, replace, classification, stages, last_version)
    planned = [meetings.plan(paper, file.name, month, data, replace, last_version)]
    files.set_aside.extend(record.of_meeting(month, planned[0], last_version))
    slugs: dict[str, PaperIssue] = {}
    by_hand: list[str] = []
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
                *(slug, issue.title, classification, month),
                published=bool(paper.paper and paper.date),
            )
            planned += _notebook(notebooks, slug, issue.title, month)
        if match:
            pointed_out += followups.of_issue(issue, match, month, data)
        own, tasks = (
            files.issue(issue, match) if match else files.new_issue(issue, slug, last + len(new))
        )
        entry, more_tasks = files.entry(issue, slug, match)
        if match:
            own = entered(own, entry, match.file, stage_of(issue.stage, stages)[0], month)
        planned += [own, entry]
        by_hand += [*tasks, *more_tasks]
        slugs[slug] = issue
    planned, of_issues = with_figures(planned, slugs, data, month)
    planned = without_withdrawn(planned, slugs, data, month, files.set_aside)
    kept = record.plan(paper, file, month, data, slugs, last_version, planned, day)
    aside = record.aside(month, paper.paper, files.set_aside, data, day)
    planned += [kept, *([aside] if aside else [])]
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
    absent = tuple(_absent(on_log, [match for _, match in pairs if match], data, month))
    if not dry_run:
        texts = {plan.path: encoded(plan.path, plan.text) for plan in planned if plan.text}
        transaction.write(texts)
    return Import(
        paper=paper,
        month=month,
        changes=tuple(plan.change for plan in planned),
        new_issues=tuple(new),
        absent=absent,
        by_hand=tuple(by_hand),
        figures=tuple(figures),
        read=tuple(of_issues),
        leftovers=(*paper.leftovers, *strays, *links),
        dry_run=dry_run,
        set_aside=tuple(files.set_aside),
        aside_name=aside.change.name if aside else "",
        pointed_out=tuple(pointed_out),
    )


def _month(paper: Paper, month: str | None, name: str) -> str:
    if month is not None:
        months.first_day(month)
        return month
    if paper.date is None:
        raise UserError("The paper's date was not found in it.", where=name, remedy="Give --month.")
    return months.text(paper.date)


def _check(paper: Paper, name: str) -> None:
    """Refuse issues that lack a section, as the log would."""
    findings = [
        Finding(name, f"'{issue.title}' has nothing under {heading}.", "Add it to the paper.")
        for issue in paper.issues
        for heading, text in (
            ("Issue and Impact", issue.issue_and_impact),
            ("Status", issue.status),
            ("Next Steps", issue.next_steps),
        )
        if not text
    ]
    if findings:
        raise UserError.of(findings)


def _matched(
    paper: Paper, on_log: Sequence[LogIssue], name: str, month: str
) -> list[tuple[PaperIssue, LogIssue | None]]:
    """The paper's issues, each with that of the log which has its title.

    Raises UserError for a title that is near to one which the paper does not have.
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
            f" --classification {paper.classification or 'White'}",
        )
        for issue, match in pairs
        if match is None and (near := titles.near(issue.title, free))
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
    return [
        Planned(Change(f"{folder.name}/{path.name}", "new"), path, template(slug, title, month))
    ]


def _absent(
    on_log: Sequence[LogIssue], named: Sequence[LogIssue], data: Path, month: str
) -> list[str]:
    """The issues that the paper does not name although they were open before it."""
    absent = []
    for issue in on_log:
        last = issue.last_before(month)
        if last and issue not in named and not issue.is_closed(month):
            entry = existing.read(data / "issues" / issue.slug / f"{last}.md", data, ENTRY, ISSUE)
            absent += [issue.slug] if entry.value("stage") != CLOSED else []
    return absent
