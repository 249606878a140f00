"""Carries out an ingest: gathers all that is against it, or writes the month and says so."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path

import polars as pl

from opsg.core import months
from opsg.core.edition import Provenance
from opsg.core.errors import UserError
from opsg.data import log as issues_log
from opsg.data import parties
from opsg.data.datasets import dataset as contract
from opsg.data.log import IssueLog
from opsg.data.log_files import RESTATEMENTS
from opsg.data.models import Restatement, Totals
from opsg.data.parties import Parties
from opsg.data.pseudonyms import hidden_columns, in_snapshots
from opsg.data.snapshots import ledgers
from opsg.data.snapshots.files import SnapshotFile
from opsg.intake.extracts import columns, summary, table
from opsg.intake.extracts.fit import Fitted, fit, order_of
from opsg.intake.extracts.ledger import Ledger
from opsg.intake.extracts.names import Names
from opsg.intake.extracts.order import Order, is_draft, refusals
from opsg.intake.extracts.past import Past, Value, unbroken
from opsg.intake.extracts.repeats import repeats
from opsg.intake.extracts.summary import Summary
from opsg.intake.transaction import Transaction
from opsg.intake.yaml_edit import edit, styled

_BEGINNING = "# Months whose figures were replaced after they had been written, and why.\n"


def ingest(order: Order) -> Summary:
    """Write the month's file.

    Raises UserError with everything that is against it at once; nothing is written then.
    """
    transaction = Transaction(order.data)
    dataset = contract(order.dataset)
    months.first_day(order.month)
    log = issues_log.load(order.data)
    past = Past(dataset, order.month, order.data)
    findings = [*refusals(order, log, past)]

    def attempt(read: Callable[[], Value]) -> Value | None:
        try:
            return read()
        except UserError as error:
            findings.extend(error.findings)
            return None

    people = attempt(lambda: parties.load(order.parties, order.data))
    known = attempt(lambda: columns.load(dataset, order.data))
    extract = known and attempt(
        lambda: table.read(order.file, order.sheet, dataset.name, known.knows)
    )
    if not (known and extract):
        raise UserError.of(findings)
    kinds = hidden_columns(dataset).values()
    held = {kind: unbroken(partial(in_snapshots, kind, order.data)) for kind in kinds}
    fitted = fit(
        extract,
        known,
        SnapshotFile(order.month, "csv" if extract.word == "line" else "parquet", order.file),
        provenance=order.provenance,
        names=Names(people, held, add=order.new_parties, to_add=order.to_add()),
        before=past.words,
    )
    findings += fitted.findings
    if findings:
        raise UserError.of(findings)
    assert people is not None
    return _write(order, log, past, fitted, people, transaction)


def _write(
    order: Order,
    log: IssueLog,
    past: Past,
    fitted: Fitted,
    people: Parties,
    transaction: Transaction,
) -> Summary:
    contents: dict[Path, bytes] = {}
    before = past.rows_in(order.month).sort(order_of(past.dataset)) if past.same else None
    written = before is None or not before.equals(fitted.rows)
    if written:
        contents[past.file.path] = _content(fitted.rows, past.file.kind)
    contents |= _kept(order, past, fitted.ledger)
    restatement = None
    if past.same and written and not is_draft(log, order.month):
        restatement = _restatement(order, past, fitted.rows)
        contents[order.data / RESTATEMENTS] = _recorded(order.data, restatement).encode()
    if fitted.new and people.path:
        _refuse_changed(people)
        contents[people.path] = people.with_new(fitted.new)
    result = _summary(order, log, past, fitted, written=written, restatement=restatement)
    if not order.dry_run:
        transaction.write(contents)
    return result


def _summary(
    order: Order,
    log: IssueLog,
    past: Past,
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
            *_added(fitted.new),
        ),
    )


def _kept(order: Order, past: Past, ledger: Ledger) -> dict[Path, bytes]:
    """The ledger's file, if it does not say the same already."""
    with order.file.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    path, kept = ledgers.beside(past.file), ledger.kept(f"sha256:{digest}", order.when)
    with suppress(UserError):
        if path.is_file() and kept.says_as(ledgers.load(path)):
            return {}
    return {path: kept.text().encode()}


def _content(rows: pl.DataFrame, kind: str) -> bytes:
    if kind == "parquet":
        buffer = io.BytesIO()
        rows.write_parquet(buffer)
        return buffer.getvalue()
    return rows.with_columns(pl.col("month").dt.strftime("%Y-%m")).write_csv().encode()


def _restatement(order: Order, past: Past, new: pl.DataFrame) -> Restatement:
    old = past.rows_in(order.month)
    return Restatement(
        dataset=past.dataset.name,
        month=order.month,
        when=order.when,
        why=order.why.strip(),
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


def _added(new: Mapping[str, str]) -> Iterator[str]:
    if new:
        first, *_, last = sorted([*new.values()] * 2, key=lambda text: (len(text), text))
        given = first if first == last else f"{first} to {last}"
        yield f"Names added to the list of Parties: {len(new):,} ({given})."
