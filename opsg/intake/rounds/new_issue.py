"""Begins an issue: its folder with a first entry, and its notebook; how to give it figures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import yaml

from opsg.core import months
from opsg.core.edition import LEVELS
from opsg.core.errors import Finding, UserError, nearest
from opsg.data.frontmatter import joined
from opsg.data.log import IssueLog
from opsg.data.log_files import ENTRY_SECTIONS, ISSUE_SECTIONS
from opsg.data.models import Meeting
from opsg.data.reconciliation import ingest_command
from opsg.data.unwritten import TO_BE_WRITTEN
from opsg.execution.plan import PAGES
from opsg.intake import titles
from opsg.intake.rounds.notebook_template import template
from opsg.intake.rounds.transaction import Done, apply

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def new_issue(
    log: IssueLog, slug: str, title: str, *, month: str, classification: str, notebooks: Path
) -> Done:
    """Write a new issue, raised in `month`, and its notebook into the folder `notebooks`.

    Its three texts say that they are to be written, which is a warning until they are. It has
    no figures yet: the notes have a stub of a dataset's contract, which is Python and belongs
    into `opsg/data/datasets/contracts.py`, and say what else figures need.

    Raises UserError with everything that is wrong with slug, title, month and classification, if
    there is such an issue or notebook already, or if the month is published: it has the issues of
    its paper, which an import writes. Nothing is written then.
    """
    notebook = notebooks / f"{slug}.ipynb"
    meeting = log.meeting(month)
    findings = [*_refusals(log, slug, title, classification), *_untimely(log, meeting)]
    if notebook.exists():
        shown = f"{notebooks.name}/{notebook.name}"
        findings.append(Finding(shown, "There is such a notebook already.", "Take another slug."))
    if findings:
        raise UserError.of(findings)
    texts = _texts(log, slug, title, month, classification)
    written = apply(log, texts, {notebook: template(slug, title)})
    folder = f"{log.folder.name}/issues/{slug}"
    figures = giving_figures(slug, title, classification, month, published=meeting.is_published)
    return Done(written, (f"Write the three texts, and who it affects, in {folder}.", *figures))


def giving_figures(
    slug: str, title: str, classification: str, month: str, *, published: bool
) -> tuple[str, ...]:
    """How a new issue gets figures, a step each; the month is `published` if its paper is out."""
    return (
        f"Give {slug} figures, if there are any:",
        "1. Put a contract into opsg/data/datasets/contracts.py, the second part into DATASETS:",
        contract_stub(slug, title, classification),
        f"2. Take them in: {ingest_command(_dataset(slug), month, published)}",
        f"3. Add 'datasets: [{_dataset(slug)}]' and a headline to issue.md.",
        "Its page shows them then. Break them down in its notebook, after issue.opening().",
    )


def contract_stub(slug: str, title: str, classification: str) -> str:
    """The beginning of a dataset's contract, as Python to copy and complete."""
    name = _dataset(slug)
    schema = "".join(word.capitalize() for word in name.split("_"))
    return f'''
class {schema}(Snapshot):
    region = region()
    # Replace by what is counted: the unit, and what it means.
    open = count("things", "Things open at the end of the month")


        Dataset(
            name="{name}",
            title={title!r},
            description="What a row is, and by what it is broken down.",
            source="Where the figures come from.",
            classification="{classification}",
            schema={schema},
        ),
'''


def _refusals(log: IssueLog, slug: str, title: str, classification: str) -> Iterator[Finding]:
    if not _SLUG.fullmatch(slug):
        problem = f"'{slug}' cannot be an issue's name in addresses."
        yield Finding("SLUG", problem, "Write small letters, digits and hyphens: late-reads.")
    elif slug in PAGES or slug in {issue.slug for issue in log.issues}:
        yield Finding("SLUG", f"There is a page '{slug}' already.", "Take another slug.")
    if not titles.is_plain(title):
        problem = "The title is not one."
        remedy = f"Write letters, digits and plain punctuation, {titles.LONGEST} at most."
        yield Finding("--title", problem, remedy)
    elif titles.key(title) in {titles.key(issue.title) for issue in log.issues}:
        yield Finding("--title", f"There is an issue '{title}' already.", "Take another title.")
    if classification not in LEVELS:
        problem = f"'{classification}' is not a classification."
        yield Finding("--classification", problem, nearest(classification, LEVELS))


def _texts(
    log: IssueLog, slug: str, title: str, month: str, classification: str
) -> dict[Path, str]:
    """The issue's two files by their paths."""
    front = {
        "slug": slug,
        "title": title,
        "order": max((issue.order for issue in log.issues), default=0) + 1,
        "raised": month,
        "classification": classification,
    }
    stage = log.stages[0].name
    history = f"stage_history:\n  - {{stage: {stage}, since: {month}, provenance: log}}\n"
    entry = f"month: {month}\nstage: {stage}\nstage_source: log\nactions: []\n"
    written = yaml.safe_dump(front, allow_unicode=True, sort_keys=False, width=2**30)
    folder = Path("issues", slug)
    return {
        folder / "issue.md": joined(
            written + history, dict.fromkeys(ISSUE_SECTIONS, TO_BE_WRITTEN)
        ),
        folder / f"{month}.md": joined(entry, dict.fromkeys(ENTRY_SECTIONS, TO_BE_WRITTEN)),
    }


def _untimely(log: IssueLog, meeting: Meeting) -> Iterator[Finding]:
    """What is against an issue that begins in the month of a meeting."""
    if meeting.month != log.latest_month:
        problem = f"The log goes on to {log.latest_month}."
        yield Finding("--month", problem, "Begin the issue in the latest month.")
    elif meeting.is_published:
        problem = f"{meeting.paper_name} is published, and the log has its issues."
        remedy = "Begin it in the next month"
        if log.paper(meeting.month) is None:
            problem = f"{meeting.paper_name} is published, and its words are not in the log."
            remedy = (
                "If the paper has it: python build.py import-paper FILE. If not, begin it later"
            )
        following = months.text(months.add(months.first_day(meeting.month), 1))
        begin = f"python build.py new-month {following} --classification {meeting.classification}"
        yield Finding("--month", problem, f"{remedy}: {begin}")


def _dataset(slug: str) -> str:
    return slug.replace("-", "_")
