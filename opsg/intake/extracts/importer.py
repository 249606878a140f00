"""Carries out an ingest: gathers all that is against it, or writes the month and says so."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

import polars as pl

from opsg.core import months
from opsg.core.edition import PROVENANCES, Provenance
from opsg.core.errors import Finding, UserError, nearest
from opsg.data import log as issues_log
from opsg.data import parties, snapshots
from opsg.data.datasets import Dataset
from opsg.data.datasets import dataset as contract
from opsg.data.log import RESTATEMENTS, IssueLog
from opsg.data.models import Restatement, Totals
from opsg.data.parties import New, Parties
from opsg.data.snapshots.files import SnapshotFile, find, named_for_months, root
from opsg.data.snapshots.table import BROKEN, display
from opsg.intake.extracts import columns, summary, table
from opsg.intake.extracts.fit import Fitted, fit, order_of
from opsg.intake.extracts.repeats import repeats
from opsg.intake.extracts.summary import Summary
from opsg.intake.transaction import Transaction
from opsg.intake.yaml_edit import edit, styled

_BEGINNING = "# Months whose figures were replaced after they had been written, and why.\n"

Value = TypeVar("Value")


@dataclass(frozen=True)
class Order:
    """What is asked for, as `opsg.intake.extracts.ingest` explains it."""

    file: Path
    dataset: str
    month: str
    data: Path
    provenance: str
    sheet: str | None
    replace: bool
    why: str
    parties: Path | None
    when: date
    dry_run: bool = False


def carry_out(order: Order) -> Summary:
    """Write the month's file. Raises UserError with everything that is against it."""
    transaction = Transaction(order.data)
    dataset = contract(order.dataset)
    months.first_day(order.month)
    log = issues_log.load(order.data)
    past = _Past(dataset, order)
    findings = [*_refusals(order, log, past)]

    def attempt(read: Callable[[], Value]) -> Value | None:
        try:
            return read()
        except UserError as error:
            findings.extend(error.findings)
            return None

    people = attempt(lambda: parties.load(order.parties, order.data))
    names = attempt(lambda: columns.load(dataset, order.data))
    extract = names and attempt(lambda: table.read(order.file, order.sheet, names.knows))
    if not (names and extract):
        raise UserError.of(findings)
    fitted = fit(
        extract,
        names,
        SnapshotFile(order.month, "csv" if extract.word == "line" else "parquet", order.file),
        provenance=order.provenance,
        parties=people,
        last_serial=lambda kind: _unbroken(lambda: parties.last_serial(kind, order.data)),
    )
    findings += fitted.findings
    if findings:
        raise UserError.of(findings)
    assert people is not None
    return _write(order, log, past, fitted, people, transaction)


class _Past:
    """What there is of the dataset already: the months before, and the month itself."""

    def __init__(self, dataset: Dataset, order: Order) -> None:
        self.dataset = dataset
        folder = root(order.data) / dataset.name
        files = find(dataset.name, order.data) if _has_files(folder) else []
        by_month = {file.month: file for file in files}
        self.same = by_month.get(order.month)
        self.month = max((month for month in by_month if month < order.month), default=None)
        kind = self.same.kind if self.same else files[-1].kind if files else "csv"
        self.file = SnapshotFile(order.month, kind, folder / f"{order.month}.{kind}")
        self._data = order.data

    @property
    def history(self) -> pl.LazyFrame:
        """The rows of the months before."""
        return self._scan().filter(pl.col("month") < months.first_day(self.file.month))

    def rows_in(self, month: str) -> pl.DataFrame:
        """The rows of one month."""
        rows = self._scan().filter(pl.col("month") == months.first_day(month))
        return _unbroken(rows.collect)

    def _scan(self) -> pl.LazyFrame:
        if self.month is None and self.same is None:
            return pl.LazyFrame(schema=self.dataset.types)
        rows = snapshots.scan(self.dataset.name, until=self.file.month, data=self._data)
        return rows.select(self.dataset.columns)


def _has_files(folder: Path) -> bool:
    return folder.is_dir() and bool(named_for_months(folder))


def _unbroken(read: Callable[[], Value]) -> Value:
    try:
        return read()
    except BROKEN:
        raise UserError(
            "The snapshots that are there cannot be read.",
            remedy="See what the check of the data says of them, and mend or remove the file.",
        ) from None


def _refusals(order: Order, log: IssueLog, past: _Past) -> Iterator[Finding]:
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
        if _is_draft(log, order.month):
            remedy = "Replace them with --replace; the month is a draft, so nothing is restated."
        yield Finding(where, problem, remedy)
    elif not order.why and not _is_draft(log, order.month):
        problem = "The reason for replacing the figures is missing."
        yield Finding("--why", problem, "Give it in a sentence; pages show it.")
    old = past.rows_in(order.month)["provenance"]
    if order.provenance == "illustrative" and (old == "reported").any():
        problem = (
            f"Some figures of {order.month} are reported; illustrative ones cannot replace them."
        )
        yield Finding("--provenance", problem, "Replace them with figures that a paper gives.")


def _is_draft(log: IssueLog, month: str) -> bool:
    """Whether nothing of the month is published yet, so that its figures may still change."""
    meetings = {meeting.month: meeting for meeting in log.meetings}
    if month in meetings:
        return not meetings[month].is_published
    return month > (log.published_month or "")


def _write(
    order: Order,
    log: IssueLog,
    past: _Past,
    fitted: Fitted,
    people: Parties,
    transaction: Transaction,
) -> Summary:
    content = _content(fitted.rows, past.file.kind)
    path = past.file.path
    contents = {path: content}
    before = past.rows_in(order.month).sort(order_of(past.dataset)) if past.same else None
    written = before is None or not before.equals(fitted.rows)
    restatement = None
    if past.same and written and not _is_draft(log, order.month):
        restatement = _restatement(order, past, fitted.rows)
        contents[order.data / RESTATEMENTS] = _recorded(order.data, restatement).encode()
    if fitted.new and people.path:
        _refuse_changed(people)
        contents[people.path] = people.with_new(fitted.new)
    result = _summary(order, log, past, fitted, written=written, restatement=restatement)
    if written and not order.dry_run:
        transaction.write(contents)
    return result


def _summary(
    order: Order,
    log: IssueLog,
    past: _Past,
    fitted: Fitted,
    *,
    written: bool,
    restatement: Restatement | None,
) -> Summary:
    dataset, rows = past.dataset, fitted.rows
    before = past.rows_in(past.month) if past.month else None
    starts = [
        event.month
        for event in log.events
        if event.rebase and any(dataset.name in log.issue(slug).datasets for slug in event.issues)
    ]
    return Summary(
        dataset=dataset.name,
        month=order.month,
        provenance=order.provenance,
        path=past.file.path,
        written=written,
        dry_run=order.dry_run,
        before=past.month,
        rows=rows.height,
        rows_before=None if before is None else before.height,
        totals=tuple(summary.totals(dataset, rows, before)),
        turnovers=() if before is None else tuple(summary.turnovers(dataset, rows, before)),
        moved=tuple(summary.beyond_limits(dataset, order.month, rows, past.history, starts)),
        restatement=restatement,
        ledger=fitted.ledger,
        notes=(
            *_gap(past.month, order.month),
            *repeats(dataset, rows, past.history),
            *_alike(fitted.new),
        ),
    )


def _content(rows: pl.DataFrame, kind: str) -> bytes:
    if kind == "parquet":
        buffer = io.BytesIO()
        rows.write_parquet(buffer)
        return buffer.getvalue()
    return rows.with_columns(pl.col("month").dt.strftime("%Y-%m")).write_csv().encode()


def _restatement(order: Order, past: _Past, new: pl.DataFrame) -> Restatement:
    old = past.rows_in(order.month)
    return Restatement(
        dataset=past.dataset.name,
        month=order.month,
        when=order.when,
        why=order.why,
        was=_provenance(old),
        now=_provenance(new),
        totals={
            name: Totals(old=int(old[name].sum()), new=int(new[name].sum()))
            for name in past.dataset.measures
        },
    )


def _recorded(data: Path, restatement: Restatement) -> str:
    """The text of restatements.yml with one more at its end."""
    path = data / RESTATEMENTS
    text = path.read_bytes().decode() if path.exists() else ""
    item = styled(restatement.model_dump())
    return edit(text or _BEGINNING, f"{data.name}/{path.name}", lambda items: items.append(item))


def _provenance(rows: pl.DataFrame) -> Provenance:
    return "reported" if (rows["provenance"] == "reported").all() else "illustrative"


def _refuse_changed(people: Parties) -> None:
    """Two people who add to the list at once must not lose each other's names."""
    assert people.path
    if people.path.read_bytes() != people.content:
        raise UserError(
            "The list of Parties was changed meanwhile.",
            where=parties.VARIABLE,
            remedy="Run the command again.",
        )


def _gap(before: str | None, month: str) -> Iterator[str]:
    if before is None:
        return
    missing = months.span(months.first_day(before), months.first_day(month))[1:-1]
    if missing:
        yield f"There is no file for {', '.join(map(months.text, missing))}; charts show a gap."


def _alike(new: Sequence[New]) -> Iterator[str]:
    for one in new:
        if one.like:
            yield (
                f"{one.pseudonym} is new, but its name is nearly that of {one.like}. If they are "
                "one, give both names the same pseudonym in the list, and replace the month."
            )
