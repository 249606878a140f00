"""Compares the log with the snapshots: measures name columns, figures add up, none is missing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from opsg.core.errors import Finding, Place, UserError, nearest
from opsg.data.issues import SnapshotFigure
from opsg.data.log import Figure, Headline, Issue, IssueLog, Restatement, place
from opsg.data.log_files import RESTATEMENTS
from opsg.data.models import Scalar

if TYPE_CHECKING:
    from opsg.data.datasets import Dataset

Where = Mapping[str, Scalar | list[Scalar]]
# Asked for only where something is wrong, since the file has to be read again for its lines.
Locate = Callable[..., Place]


def check_figures(log: IssueLog, broken: Collection[str] = ()) -> list[Finding]:
    """Every measure that names no column of its dataset, and every figure that disagrees.

    An exact figure must be what the snapshots hold; an approximate one may differ by half of its
    last digit that counts, so 59,000 stands for anything from 58,500 to 59,500. A month
    without rows to compare with is a warning, and datasets that are `broken` are not compared.
    Restatements must name datasets too.
    """
    issues = [finding for issue in log.issues for finding in _issue(log, issue, broken)]
    return issues + [finding for one in log.restatements for finding in _restatement(log, one)]


def missing_figures(log: IssueLog, month: str) -> Iterator[Finding]:
    """A warning for each dataset of an open issue that has no file for `month`."""
    from opsg.data.snapshots.files import named_for_months, root

    names = dict.fromkeys(name for issue in log.active(month) for name in issue.datasets)
    for name in names:
        folder = root(log.folder) / name
        present = [file.month for file in named_for_months(folder)] if folder.is_dir() else []
        if month not in present:
            yield Finding(
                f"{log.folder.name}/snapshots/{name}",
                f"There are no figures for {month}.",
                f"Take them in: {ingest_command(name, month, log.meeting(month).is_published)}",
                "warning",
            )


def misdated_figures(log: IssueLog, broken: Collection[str] = ()) -> Iterator[Finding]:
    """Figures of a month that no meeting is near, and rows reported in a draft, by their file.

    What no published paper says is not reported. Rows of datasets that are `broken` are not read.
    """
    from opsg.data.datasets import DATASETS
    from opsg.data.snapshots.files import find

    drafts = {meeting.month: meeting for meeting in log.meetings if not meeting.is_published}
    for name in DATASETS.keys() - broken:
        reported = _reported(name, drafts, log)
        for file in find(name, log.folder):
            where = f"{log.folder.name}/snapshots/{name}/{file.path.name}"
            if not log.is_near(file.month):
                problem = f"No meeting is near {file.month}: the log goes on to {log.latest_month}."
                begin = f"python build.py new-month {file.month} --classification White"
                yield Finding(where, problem, f"Mend it, or begin it: {begin}", "warning")
            if file.month in reported:
                problem = f"Rows are reported in {drafts[file.month].paper_name}."
                remedy = "Give the meeting its paper and paper_date, or call the rows illustrative."
                yield Finding(where, problem, remedy)


def _reported(dataset: str, among: Collection[str], log: IssueLog) -> list[str]:
    """The months, of some, of which there are rows that are reported."""
    import polars as pl

    from opsg.core.months import first_day, text
    from opsg.data import snapshots

    rows = snapshots.held(dataset, reported_only=True, data=log.folder)
    of_months = rows.filter(pl.col("month").is_in([first_day(month) for month in among]))
    return [text(day) for (day,) in of_months.select("month").unique().collect().iter_rows()]


def ingest_command(dataset: str, month: str, published: bool) -> str:
    """The command that takes in a month's figures; before its paper is out none are reported."""
    provenance = "reported" if published else "illustrative"
    return (
        f"python build.py ingest FILE --dataset {dataset} --month {month} --provenance {provenance}"
    )


def tolerance(figure: Figure) -> Decimal:
    """By how much the snapshots may differ from a figure: half of its last digit that counts."""
    if not figure.approximate:
        return Decimal(0)
    exponent = Decimal(str(figure.value)).normalize().as_tuple().exponent
    return Decimal(5).scaleb(int(exponent) - 1)


def _issue(log: IssueLog, issue: Issue, broken: Collection[str]) -> Iterator[Finding]:
    at = partial(place, log, issue.slug, None)
    for position, name in enumerate(issue.datasets):
        if issue.headline is None or name != issue.headline.dataset:
            yield from _dataset(name, partial(at, "datasets", position))
    if issue.headline:
        yield from _headline(issue.headline, partial(at, "headline"))
    for entry in issue.entries.values():
        for position, figure in enumerate(entry.figures):
            if figure.snapshot and figure.snapshot.dataset not in broken:
                here = partial(place, log, issue.slug, entry.month, "figures", position)
                yield from _figure(log, entry.month, figure, figure.snapshot, here)


def _restatement(log: IssueLog, restatement: Restatement) -> Iterator[Finding]:
    return _dataset(restatement.dataset, lambda: Place(f"{log.folder.name}/{RESTATEMENTS}"))


def _headline(headline: Headline, at: Locate) -> Iterator[Finding]:
    named = {
        "measure": (headline.measure, "measure"),
        "of": (headline.of, "measure"),
        "group": (headline.group, "group"),
    }
    yield from _columns(headline.dataset, named, headline.where, at)


def _dataset(name: str, at: Locate) -> Iterator[Finding]:
    from opsg.data.datasets import DATASETS

    if name not in DATASETS:
        yield Finding(at(), f"There is no dataset '{name}'.", nearest(name, list(DATASETS)))


def _columns(
    name: str, named: Mapping[str, tuple[str | None, str]], where: Where, at: Locate
) -> Iterator[Finding]:
    """What is wrong with a dataset and the columns that `named` and `where` ask of it.

    `named` has the column under each key, and whether it is to be a measure or a group.
    """
    from opsg.data.datasets import DATASETS

    yield from _dataset(name, partial(at, "dataset"))
    if name not in DATASETS:
        return
    described = DATASETS[name]
    columns = {"measure": list(described.units), "group": list(described.groups)}
    for key, (column, kind) in named.items():
        if column is not None and column not in columns[kind]:
            problem = f"'{column}' is not a {kind} of {name}."
            yield Finding(at(key), problem, nearest(column, columns[kind]))
    for column, wanted in where.items():
        yield from _condition(described, column, wanted, partial(at, "where", column))


def _condition(
    described: Dataset, column: str, wanted: Scalar | list[Scalar], at: Locate
) -> Iterator[Finding]:
    if column not in described.groups:
        problem = f"'{column}' is not a group of {described.name}."
        yield Finding(at(), problem, nearest(column, described.groups))
        return
    allowed = described.allowed(column)
    is_text = not described.types[column].is_numeric()
    for value in wanted if isinstance(wanted, list) else [wanted]:
        if isinstance(value, str) != is_text:
            kind = "text" if is_text else "a number"
            yield Finding(at(), f"'{column}' should be {kind}, not {value!r}.")
        elif allowed and value not in allowed:
            problem = f"'{value}' is not a value of {column} in {described.name}."
            yield Finding(at(), problem, nearest(str(value), [str(one) for one in allowed]))


def _figure(
    log: IssueLog, month: str, figure: Figure, total: SnapshotFigure, at: Locate
) -> Iterator[Finding]:
    kind = "measure" if total.aggregate == "sum" else "group"
    named = {"column": (total.column, kind)}
    wrong = list(_columns(total.dataset, named, total.where, partial(at, "snapshot")))
    if wrong:
        yield from wrong
        return
    try:
        value = snapshot_value(log, total, month)
    except UserError as error:
        yield from error.findings
        return
    if value is None:
        problem = f"'{figure.name}' cannot be compared: {total.dataset} has no rows for it."
        yield Finding(at(), problem, severity="warning")
    elif abs(Decimal(str(value)) - Decimal(str(figure.value))) > tolerance(figure):
        about = "about " if figure.approximate else ""
        problem = (
            f"'{figure.name}' is {about}{figure.value:,}, but the snapshots hold {value:,} "
            f"({_says(total, month)})."
        )
        remedy = f"Mend the figure, or the rows of snapshots/{total.dataset}."
        yield Finding(at("value"), problem, remedy)


def _says(total: SnapshotFigure, month: str) -> str:
    rows = ", ".join(f"{column} {value}" for column, value in total.where.items())
    when = f"{total.since or 'the first month'} to {month}" if total.through != "month" else month
    return f"{total.dataset}.{total.column}, {f'{rows}, ' if rows else ''}{when}"


def snapshot_value(log: IssueLog, total: SnapshotFigure, month: str) -> float | int | None:
    """What the snapshots hold of a figure of `month`; None if they have no row for it.

    Of a sum over months, every month has to have rows: one without is no zero.
    """
    import polars as pl

    from opsg.core.months import between, first_day
    from opsg.data.snapshots import held

    rows = held(total.dataset, until=month, data=log.folder)
    since = month if total.through == "month" else total.since
    if since is not None:
        rows = rows.filter(pl.col("month") >= first_day(since))
    for column, wanted in total.where.items():
        rows = rows.filter(pl.col(column).is_in(wanted if isinstance(wanted, list) else [wanted]))
    values = pl.col(total.column)
    value = values.sum() if total.aggregate == "sum" else values.n_unique()
    day = pl.col("month")
    present, first, result = (
        rows.select(day.n_unique().alias("months"), day.min().alias("first"), value.alias("value"))
        .collect()
        .row(0)
    )
    if not present:
        return None
    start = first_day(since) if since else first
    return result if present == between(start, first_day(month)) + 1 else None
