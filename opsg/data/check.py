"""The check of all data, and the outline of the log that a build plans by once it is in order.

Data that has been found in order need not be checked again, nor its log loaded: the outline is
kept with the digest of all that was checked.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from opsg.core.cache import digests
from opsg.core.cache.inputs import Inputs
from opsg.core.cache.store import Cache
from opsg.core.edition import PUBLIC
from opsg.core.errors import Finding, UserError
from opsg.data import classification

if TYPE_CHECKING:
    from opsg.data.datasets import Dataset
    from opsg.data.log import IssueLog

_LABEL = "check"
_DAYS = ("paper_date", "dated")


class Issue(NamedTuple):
    """An issue of the outline, with the month of its first entry."""

    slug: str
    since: str


class Meeting(NamedTuple):
    """A meeting of the outline; `opsg.data.models.Meeting` says what its fields are."""

    number: int
    month: str
    paper: str | None
    paper_date: date | None
    dated: date
    classification: str


@dataclass(frozen=True)
class Outline:
    """The log's issues in the paper's order, its meetings by month, and the check's warnings."""

    issues: tuple[Issue, ...]
    meetings: tuple[Meeting, ...]
    warnings: tuple[Finding, ...] = ()

    @property
    def latest_month(self) -> str:
        """The month of the latest meeting, `YYYY-MM`."""
        return self.meetings[-1].month

    def meeting(self, month: str) -> Meeting:
        """The meeting of `month`. Raises UserError that names the months there are."""
        known = {meeting.month: meeting for meeting in self.meetings}
        if month not in known:
            remedy = f"There is one for: {', '.join(known)}."
            raise UserError(f"There is no meeting for '{month}'.", remedy=remedy)
        return known[month]


def known(data: Path, inputs: Inputs, cache: Cache, *, ceiling: str = PUBLIC) -> Outline | None:
    """The outline of the log in `data`, if just this data has been found in order before."""
    for entry in cache.find(_LABEL, _whole(data, inputs, ceiling)):
        return read(entry.facts)
    return None


def check(data: Path, inputs: Inputs, cache: Cache, *, ceiling: str = PUBLIC) -> Outline:
    """Check everything in `data` but datasets that are known to be in order; return the outline.

    Nothing may be classified above `ceiling`. Raises UserError with every error of the log, the
    snapshots, and the figures that disagree between them.
    """
    if not data.is_dir():
        raise UserError("there is no such folder.", where=str(data), remedy="Name it with --data.")
    in_order: list[tuple[str, str, dict[str, Any]]] = []
    try:
        snapshots, broken = _snapshots(data, inputs, cache, in_order)
        outline = _outline(*_checked_log(data, snapshots, broken, ceiling))
        in_order.append((_LABEL, _whole(data, inputs, ceiling), _written(outline)))
    finally:
        if not inputs.changed_among([*inputs.below("data"), *inputs.below("opsg")]):
            for label, key, facts in in_order:
                cache.keep(label, key, facts, {})
    return outline


def facts(root: str, data: str, cache: str, ceiling: str, recall: bool) -> dict[str, Any]:
    """What `check` finds, for `read`: with plain values, it can be called in another process.

    `root` is the project's folder and `cache` the cache's, of which nothing is used without
    `recall`.
    """
    inputs, kept = Inputs(Path(root), Path(data)), Cache(Path(cache), read=recall)
    return _written(check(Path(data), inputs, kept, ceiling=ceiling))


def _snapshots(
    data: Path, inputs: Inputs, cache: Cache, in_order: list[tuple[str, str, dict[str, Any]]]
) -> tuple[list[Finding], set[str]]:
    """The findings about the snapshots, and the datasets that have errors.

    What is found in order now is added to `in_order`.
    """
    from opsg.data.snapshots.check import check_dataset, check_folder

    broken = set()

    def check(dataset: Dataset, folder: Path) -> list[Finding]:
        label = f"dataset.{dataset.name}"
        key = _key(data, inputs, f"data/snapshots/{dataset.name}/")
        for entry in cache.find(label, key):
            return [Finding.restore(each) for each in entry.facts["warnings"]]
        found = check_dataset(dataset, folder)
        if _has_error(found):
            broken.add(dataset.name)
        else:
            in_order.append((label, key, {"warnings": [asdict(each) for each in found]}))
        return found

    return check_folder(data / "snapshots", check), broken


def _checked_log(
    data: Path, findings: list[Finding], broken: set[str], ceiling: str
) -> tuple[IssueLog, list[Finding]]:
    """The log and all warnings; `findings` are those about the snapshots, some of them `broken`."""
    from opsg.data.log import load
    from opsg.data.reconciliation import check_figures, missing_figures

    try:
        log = load(data)
    except UserError as error:
        raise UserError.of([*error.findings, *findings]) from error
    findings += [*log.warnings, *classification.check(log, ceiling)]
    findings += [*check_figures(log, broken), *missing_figures(log, log.latest_month)]
    if _has_error(findings):
        raise UserError.of(findings)
    return log, findings


def _has_error(findings: list[Finding]) -> bool:
    return any(finding.severity == "error" for finding in findings)


def _outline(log: IssueLog, warnings: list[Finding]) -> Outline:
    meetings = (
        Meeting(
            number=meeting.number,
            month=meeting.month,
            paper=meeting.paper,
            paper_date=meeting.paper_date,
            dated=meeting.dated,
            classification=meeting.classification,
        )
        for meeting in log.meetings
    )
    issues = tuple(Issue(issue.slug, min(issue.entries)) for issue in log.issues)
    return Outline(issues, tuple(meetings), tuple(warnings))


def _whole(data: Path, inputs: Inputs, ceiling: str) -> str:
    return digests.digest(_key(data, inputs), ceiling)


def _key(data: Path, inputs: Inputs, beginning: str = "data/") -> str:
    # The warnings name files as they are seen from the working folder.
    here = Path.cwd()
    shown = data.relative_to(here) if data.is_relative_to(here) else data
    held = {name: d for name, d in inputs.below("data").items() if name.startswith(beginning)}
    return digests.digest(str(shown), inputs.program_digest, held)


def _written(outline: Outline) -> dict[str, Any]:
    """The outline as plain values, which `read` takes."""
    meetings = [meeting._asdict() for meeting in outline.meetings]
    return {
        "issues": outline.issues,
        "meetings": [each | {day: _text(each[day]) for day in _DAYS} for each in meetings],
        "warnings": [asdict(warning) for warning in outline.warnings],
    }


def read(facts: dict[str, Any]) -> Outline:
    """The outline whose plain values are `facts`."""
    meetings = (each | {day: _day(each[day]) for day in _DAYS} for each in facts["meetings"])
    return Outline(
        tuple(Issue(*each) for each in facts["issues"]),
        tuple(Meeting(**each) for each in meetings),
        tuple(Finding.restore(each) for each in facts["warnings"]),
    )


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
