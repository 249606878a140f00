"""What an ingest is asked for, and what is against it before its file is looked at."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from dataclasses import KW_ONLY, dataclass, field
from datetime import date
from itertools import chain
from pathlib import Path

from opsg.core import months
from opsg.core.edition import PROVENANCES
from opsg.core.errors import Finding, display, nearest
from opsg.data.folder import named
from opsg.data.log import IssueLog
from opsg.intake.extracts.past import Past


@dataclass(frozen=True)
class Order:
    """What is asked for: the snapshot of `dataset` for `month` (`YYYY-MM`), from an extract.

    `file` is CSV (UTF-8, UTF-16 or Windows-1252; comma, semicolon, tab or bar), a workbook (.xlsx,
    .xlsm, .xls, .ods, .fods), of which `sheet` names the sheet, or Parquet. Its columns are
    known by the contract's names, whatever their case and spacing, or by
    `data/mappings/<dataset>.yml`. Names in columns that hold pseudonyms are replaced by those of
    the CSV `parties`, by default the one that OPSG_PARTIES names. Names that it does not have are
    refused, or with `new_parties` added to it as the month's file is written. Totals are left out;
    one that is wrong is refused.

    `provenance` is that of every row and must be said, as no extract says it of itself.
    `reported` means that the month's paper publishes the figures, so it is refused until
    meetings.yml names that paper, and its date has no part in it: who writes the paper may ingest
    before it is out. Anything else, such as figures for trying things out, is `illustrative`.

    A month that has a file already is refused without `replace`, which asks `why` and records
    the restatement in `data/restatements.yml` as of the day `when`. A month that is still a draft
    is replaced without either. With `dry_run` nothing is written.
    """

    file: Path
    dataset: str
    month: str
    _: KW_ONLY
    data: Path
    provenance: str
    sheet: str | None = None
    replace: bool = False
    why: str = ""
    parties: Path | None = None
    when: date = field(default_factory=date.today)
    new_parties: bool = False
    dry_run: bool = False

    def to_add(self) -> str:
        """The command that carries it out and adds new names to the list of Parties."""
        options = {
            "dataset": self.dataset, "month": self.month, "provenance": self.provenance,
            "sheet": self.sheet, "why": self.why,
        }  # fmt: skip
        given = chain.from_iterable(
            (f"--{name}", value) for name, value in options.items() if value
        )
        flags = {"replace": self.replace, "dry-run": self.dry_run, "new-parties": True}
        flagged = (f"--{name}" for name, is_given in flags.items() if is_given)
        return shlex.join(
            ["python", "build.py", *named(self.data), "ingest", str(self.file), *given, *flagged]
        )


def refusals(order: Order, log: IssueLog, past: Past) -> Iterator[Finding]:
    """What is against an ingest before its file is looked at."""
    meetings = {meeting.month: meeting for meeting in log.meetings}
    if order.provenance not in PROVENANCES:
        problem = f"'{order.provenance}' is no provenance."
        yield Finding("--provenance", problem, nearest(order.provenance, PROVENANCES))
    elif order.provenance == "reported" and (
        order.month not in meetings or not meetings[order.month].is_published
    ):
        yield Finding(
            "--provenance",
            f"Nothing is reported for {order.month} yet: meetings.yml dates no paper for it.",
            "Add the meeting's paper first; figures that no paper gives are not reported.",
        )
    if months.first_day(order.month) > order.when:
        yield Finding("--month", f"{order.month} has not begun yet.", "Is the month right?")
    elif not log.is_near(order.month):
        problem = f"No meeting is near {order.month}: they are of {', '.join(meetings)}."
        begin = f"python build.py new-month {order.month} --classification White"
        yield Finding("--month", problem, f"Is the month right? Begin it first: {begin}")
    if past.same is None:
        return
    where = display(past.same.path)
    if not order.replace:
        problem = f"There are figures for {order.month} already."
        remedy = "Replace them with --replace and say --why, which records the restatement."
        if is_draft(log, order.month):
            remedy = "Replace them with --replace; the month is a draft, so nothing is restated."
        yield Finding(where, problem, remedy)
    elif not order.why.strip() and not is_draft(log, order.month):
        problem = "The reason for replacing the figures is missing."
        yield Finding("--why", problem, "Give it in a sentence; pages show it.")
    old = past.rows_in(order.month)["provenance"]
    if order.provenance == "illustrative" and (old == "reported").any():
        problem = (
            f"Some figures of {order.month} are reported; illustrative ones cannot replace them."
        )
        yield Finding("--provenance", problem, "Replace them with figures that a paper gives.")


def is_draft(log: IssueLog, month: str) -> bool:
    """Whether nothing of the month is published yet, so that its figures may still change."""
    meetings = {meeting.month: meeting for meeting in log.meetings}
    if month in meetings:
        return not meetings[month].is_published
    return month > (log.published_month or "")
