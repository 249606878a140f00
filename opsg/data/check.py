"""The check of all data, and the outline of the log that a build plans by once it is in order.

Data that has been found in order need not be checked again, nor its log loaded: the outline is
kept with the digest of all that was checked. It is made of plain values, so that a build in which
nothing has changed need not import what the models of the log are made with (0.4 s).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, NamedTuple

from opsg.core.cache import digests
from opsg.core.cache.inputs import Inputs
from opsg.core.cache.store import Cache
from opsg.core.edition import LEVELS, PUBLIC
from opsg.core.errors import Finding, UserError, display
from opsg.data import classification, report_parts
from opsg.data.calendar import Calendar
from opsg.data.in_order import InOrder
from opsg.data.unwritten import Unwritten, in_edition, unwritten

if TYPE_CHECKING:
    from opsg.core.edition import Edition
    from opsg.data.datasets import Dataset
    from opsg.data.log import IssueLog

LABEL = "check"

_log = logging.getLogger(__name__)


class Issue(NamedTuple):
    """An issue of the outline, with the months of its entries."""

    slug: str
    title: str
    months: tuple[str, ...]


class Meeting(NamedTuple):
    """A meeting of the outline as `opsg.data.models.Meeting` has it, its days as `2021-02-23`.

    `parts` is how many pages the issues of its report take.
    """

    number: int
    month: str
    paper: str | None
    paper_date: str | None
    dated: str
    classification: str
    meeting_date: str | None = None
    parts: int = 1

    @property
    def is_published(self) -> bool:
        """Whether its paper is out: it has a number and a date."""
        return self.paper is not None and self.paper_date is not None


@dataclass(frozen=True)
class Outline(Calendar[Meeting]):
    """The log's issues in the paper's order, its meetings by month, and the check's warnings.

    Sections that are `unwritten` are by themselves: what they are depends on the edition.
    """

    issues: tuple[Issue, ...]
    meetings: tuple[Meeting, ...]
    warnings: tuple[Finding, ...] = ()
    unwritten: tuple[Unwritten, ...] = ()

    @classmethod
    def from_facts(cls, facts: dict[str, Any]) -> Outline:
        """The outline whose `facts` these are."""
        return cls(
            tuple(Issue(slug, title, tuple(months)) for slug, title, months in facts["issues"]),
            tuple(Meeting(*each) for each in facts["meetings"]),
            tuple(Finding.restore(each) for each in facts["warnings"]),
            tuple((month, Finding.restore(each)) for month, each in facts["unwritten"]),
        )

    @property
    def facts(self) -> dict[str, Any]:
        """The outline as plain values, for the cache and other processes."""
        return {
            "issues": self.issues,
            "meetings": self.meetings,
            "warnings": [asdict(warning) for warning in self.warnings],
            "unwritten": [(month, asdict(finding)) for month, finding in self.unwritten],
        }

    def findings(self, edition: Edition) -> list[Finding]:
        """What there is to tell of the data in an edition: warnings, and errors only it has."""
        return [*self.warnings, *in_edition(self.unwritten, edition, self)]


def cached_outline(
    data: Path, inputs: Inputs, cache: Cache, *, ceiling: str = PUBLIC
) -> Outline | None:
    """The outline of the log in `data`, if just this data has been found in order before."""
    for entry in cache.find(LABEL, _key_of_all(data, inputs, ceiling)):
        return Outline.from_facts(entry.facts)
    return None


def check_data(data: Path, inputs: Inputs, cache: Cache, *, ceiling: str = PUBLIC) -> Outline:
    """Check all in `data` but datasets that the cache has as in order; return the outline.

    Nothing may be classified above `ceiling`. Raises UserError with every error of the log, the
    snapshots, and the figures that disagree between them.
    """
    if not data.is_dir():
        raise UserError("there is no such folder.", where=str(data), remedy="Name it with --data.")
    noted: list[InOrder] = []
    outline = None
    try:
        findings, broken = _check_snapshots(data, inputs, cache, noted)
        log, warnings = _check_log(data, findings, broken, ceiling)
        warnings += _check_entries(data, inputs, cache, log, noted)
        if _has_error(warnings):
            raise UserError.of(warnings)
        outline = _outline(log, warnings)
    finally:
        # What is in order is kept even if other data is not, so that it need not be read again.
        if not inputs.changed_among([*inputs.below("data"), *inputs.below("opsg")]):
            for each in noted:
                each.keep()
            if outline:
                cache.keep(LABEL, _key_of_all(data, inputs, ceiling), outline.facts, {})
    return outline


def log_errors(data: Path, written: Collection[str]) -> list[Finding]:
    """What the check refuses in the log of the folder `data`, its tables aside.

    `written` are the names of the site's pages and notebooks, to which entries may link. Commands
    that write ask for it before they do: what tables and figures say of each other is mended by the
    next command, and is not among it.
    """
    from opsg.data import markdown_structure, proposals
    from opsg.data.log import load

    try:
        log = load(data)
    except UserError as error:
        findings = [*error.findings]
    else:
        findings = [*classification.check(log, LEVELS[-1]), *proposals.check(log)]
        findings += markdown_structure.check(data, _pages(log, written))
    return [finding for finding in findings if finding.severity == "error"]


def figures_at_odds(data: Path) -> list[Finding]:
    """The figures of the texts in `data` that its tables contradict; none of a log with errors.

    The next command may mend them, as where a table is restated after its paper.
    """
    from opsg.data.log import load
    from opsg.data.reconciliation import check_figures

    try:
        return [each for each in check_figures(load(data)) if each.severity == "error"]
    except UserError:
        return []


def outline_facts(root: str, data: str, cache: str, ceiling: str, recall: bool) -> dict[str, Any]:
    """The facts of what `check_data` returns: with plain values, it can run in another process.

    `root` is the project's folder and `cache` the cache's, of which nothing is used without
    `recall`.
    """
    inputs, store = Inputs(Path(root), Path(data)), Cache(Path(cache), read=recall)
    return check_data(Path(data), inputs, store, ceiling=ceiling).facts


def _check_snapshots(
    data: Path, inputs: Inputs, cache: Cache, noted: list[InOrder]
) -> tuple[list[Finding], set[str]]:
    """Everything wrong or noteworthy in the snapshots, and the datasets with errors."""
    from opsg.data.snapshots.check import check_dataset, check_folder

    broken = set()
    files = _files_below(inputs, "data/snapshots/", lambda name: display(inputs.path(name)))
    in_order = InOrder(cache, "snapshots", inputs.program_digest, files)

    def check(dataset: Dataset, folder: Path) -> list[Finding]:
        findings = check_dataset(dataset, folder, in_order.names)
        if _has_error(findings):
            broken.add(dataset.name)
        return findings

    findings = check_folder(data / "snapshots", check)
    in_order.note(findings)
    noted.append(in_order)
    return findings, broken


def _check_entries(
    data: Path, inputs: Inputs, cache: Cache, log: IssueLog, noted: list[InOrder]
) -> list[Finding]:
    """What a page or a paper could not hold of the entries."""
    from opsg.data import markdown_structure

    written = [name for room in ("site", "notebooks") for name in inputs.below(room)]
    pages = _pages(log, written)
    files = _files_below(inputs, "data/issues/", lambda name: f"{data.name}/{name[5:]}")
    in_order = InOrder(cache, "entries", inputs.program_digest, files, pages)
    findings = markdown_structure.check(data, pages, in_order.names)
    in_order.note(findings)
    noted.append(in_order)
    return findings


def _files_below(inputs: Inputs, folder: str, named: Callable[[str], str]) -> dict[str, str]:
    """The digests of the files in a folder of the data, by the names that findings have."""
    return {
        named(name): digest
        for name, digest in inputs.below("data").items()
        if name.startswith(folder) and not name.endswith("/")
    }


def _check_log(
    data: Path, findings: list[Finding], broken: set[str], ceiling: str
) -> tuple[IssueLog, list[Finding]]:
    """The log and all warnings; `findings` are those about the snapshots, some of them `broken`."""
    from opsg.data import figure_changes, proposals
    from opsg.data.gaps import missing_groups
    from opsg.data.log import load
    from opsg.data.published import context
    from opsg.data.reconciliation import check_figures, misdated_figures, missing_figures

    try:
        log = load(data)
    except UserError as error:
        raise UserError.of([*error.findings, *findings]) from error
    findings += [*log.warnings, *classification.check(log, ceiling)]
    findings += [*check_figures(log, broken), *missing_figures(log, log.latest_month)]
    findings += misdated_figures(log, broken)
    findings += [*figure_changes.check(log), *proposals.check(log), *context.check(log)]
    findings += missing_groups(log, log.latest_month, broken)
    if _has_error(findings):
        raise UserError.of(findings)
    return log, findings


def _pages(log: IssueLog, written: Collection[str]) -> set[str]:
    """The pages of the site, to which entries may link; `written` are those files beside them."""
    pages = {f"{PurePosixPath(name).stem}.html" for name in (*written, "index")}
    pages |= {"reports/index.html"}
    pages |= {f"issues/{issue.slug}.html" for issue in log.issues}
    return pages | {
        f"reports/{each.month}{kind}.html" for each in log.meetings for kind in ("", "-briefing")
    }


def _has_error(findings: list[Finding]) -> bool:
    return any(finding.severity == "error" for finding in findings)


def _outline(log: IssueLog, warnings: list[Finding]) -> Outline:
    meetings = (
        Meeting(
            number=meeting.number,
            month=meeting.month,
            paper=meeting.paper,
            paper_date=meeting.paper_date.isoformat() if meeting.paper_date else None,
            dated=meeting.dated.isoformat(),
            classification=meeting.classification,
            meeting_date=meeting.meeting_date.isoformat() if meeting.meeting_date else None,
            parts=len(report_parts.parts(report_parts.issues(log, meeting.month))),
        )
        for meeting in log.meetings
    )
    issues = (Issue(each.slug, each.title, tuple(sorted(each.entries))) for each in log.issues)
    return Outline(tuple(issues), tuple(meetings), tuple(warnings), tuple(unwritten(log)))


def _key_of_all(data: Path, inputs: Inputs, ceiling: str) -> str:
    # The warnings name files as they are seen from the working folder.
    here = Path.cwd()
    folder = data.relative_to(here) if data.is_relative_to(here) else data
    return digests.digest(str(folder), inputs.program_digest, inputs.below("data"), ceiling)
