"""Figures of the network around the issues, as others published them: `data/context/<series>.csv`.

They are context alone. Nothing is divided by them: no count of Communications Hubs is public.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, NamedTuple

from pydantic import Field

from opsg.core.cache import tracking
from opsg.core.errors import Finding, Place, UserError, nearest
from opsg.data import content_policy
from opsg.data.frontmatter import Source, Step
from opsg.data.models import Model, Text, When, first_day, last_day
from opsg.data.snapshots.csv_lines import inspect
from opsg.data.validation import validate

if TYPE_CHECKING:
    from opsg.data.log import IssueLog

FOLDER = "context"


class Series(NamedTuple):
    """A series of context: what it is, and the `kinds` of figures that it may have.

    A `monthly` one counts what happened in a month, the others what there was on a day.
    """

    name: str
    title: str
    about: str
    unit: str
    kinds: tuple[str, ...]
    monthly: bool


SERIES = {
    series.name: series
    for series in (
        Series(
            "connected_meters",
            "Smart meters connected to the DCC’s network",
            "The DCC’s own count of meters, as it or the press printed it. A meter is no"
            " Communications Hub, and nothing public says how many hubs there are.",
            "meters",
            ("All meters", "SMETS2 meters"),
            monthly=False,
        ),
        Series(
            "installations",
            "Smart electricity meters installed, by month",
            "ElectraLink’s count from the flows that record installations, as it or the press"
            " printed it: SMETS1, SMETS2 and others that are flagged as smart.",
            "meters",
            ("Electricity meters",),
            monthly=True,
        ),
        Series(
            "smart_meters",
            "Smart and advanced meters in Great Britain, by quarter",
            "The count of the Department for Business, Energy and Industrial Strategy, as the press"
            " printed it: homes and small businesses, electricity and gas, all suppliers.",
            "meters",
            ("smart and advanced", "in smart mode or advanced"),
            monthly=False,
        ),
        Series(
            "messages",
            "Messages on the DCC’s network, by month",
            "Messages that the network carried in a month, as the DCC or the press printed it. Of"
            " Alerts one month alone is public.",
            "messages",
            ("Messages", "Device Alerts", "DCC Alerts"),
            monthly=True,
        ),
    )
}
"""Every series, by the name of its file; a new one is described here first."""


class Point(Model):
    """A figure of a day or a month, with what it counts, and how exactly: about, under or over it.

    `published` is the day from which it was known, where that is neither `at` nor the source's own.
    """

    at: When
    what: Text
    value: Annotated[int, Field(gt=0)]
    bound: Literal["about", "under", "over"] | None = None
    source: Text
    published: When | None = None
    note: str = ""


@dataclass(frozen=True)
class Known:
    """The points of a series as of a day: those that were `known` by then, and `later` ones."""

    series: Series
    known: tuple[Point, ...]
    later: tuple[Point, ...]


def load(log: IssueLog, by: date) -> list[Known]:
    """Every series that has a file, as of a day. Raises UserError with all that is wrong."""
    findings, points = _read(log)
    if findings:
        raise UserError.of(findings)
    days = {source.id: source.dated for source in log.sources}

    def is_known(point: Point) -> bool:
        told = point.published or days[point.source] or point.at
        return max(last_day(point.at), last_day(told)) <= by

    return [
        Known(
            series,
            tuple(point for point in points[name] if is_known(point)),
            tuple(point for point in points[name] if not is_known(point)),
        )
        for name, series in SERIES.items()
        if name in points
    ]


def check(log: IssueLog) -> list[Finding]:
    """Everything wrong in any file of context."""
    return _read(log)[0]


def _read(log: IssueLog) -> tuple[list[Finding], dict[str, list[Point]]]:
    root = log.folder / FOLDER
    tracking.folder(root)
    findings: list[Finding] = []
    points: dict[str, list[Point]] = {}
    known = [source.id for source in log.sources]
    if root.exists() and not root.is_dir():
        findings.append(Finding(f"{log.folder.name}/{FOLDER}", "This is not a folder."))
    for path in sorted(root.iterdir()) if root.is_dir() else ():
        if path.name.startswith("."):
            continue
        name = path.relative_to(log.folder.parent).as_posix()
        if path.suffix != ".csv" or path.stem not in SERIES:
            remedy = nearest(path.name, [f"{each}.csv" for each in SERIES])
            findings.append(Finding(name, "There is no such series of context.", remedy))
            continue
        rows = list(_rows(path, name, findings))
        points[path.stem] = sorted((point for _, point in rows), key=lambda one: first_day(one.at))
        findings += _disagreements(SERIES[path.stem], name, rows, known)
    return findings, points


def _rows(path: Path, name: str, findings: list[Finding]) -> Iterator[tuple[int, Point]]:
    """The points that can be read, with their lines; what is wrong with others."""
    try:
        lines = inspect(path)
    except OSError as error:
        findings.append(Finding(name, f"It cannot be read: {error.strerror}."))
        return
    findings += [
        Finding(Place(name, line=line or None), *fault) for line, fault in lines.broken.items()
    ]
    if lines.broken:
        return
    with path.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file, strict=True), start=2):
            given = {key: value for key, value in row.items() if value}
            places: dict[tuple[Step, ...], int] = {(str(key),): number for key in row}
            places[()] = number
            source = Source(name, given, places)
            findings += content_policy.in_values(source)
            try:
                yield number, validate(Point, source)
            except UserError as error:
                findings += error.findings


def _disagreements(
    series: Series, name: str, rows: Sequence[tuple[int, Point]], sources: Sequence[str]
) -> Iterator[Finding]:
    first: dict[tuple[date, str], int] = {}
    for line, point in rows:
        where = Place(name, line=line)
        if point.what not in series.kinds:
            problem = f"'{point.what}' is nothing that the series counts."
            yield Finding(where, problem, nearest(point.what, series.kinds))
        if point.source not in sources:
            remedy = nearest(point.source, sources) if sources else "Add it to sources.yml."
            yield Finding(where, f"There is no source '{point.source}'.", remedy)
        if series.monthly and isinstance(point.at, date):
            yield Finding(where, "'at' is a day, and the series is by month.", "Write YYYY-MM.")
        if first_day(point.at) > date.today():
            yield Finding(where, f"{point.at} is yet to come.", "Mend the date.")
        if point.published and last_day(point.published) < first_day(point.at):
            yield Finding(where, "It is published before the day it is of.", "Mend one of the two.")
        key = first_day(point.at), point.what
        if key in first:
            problem = f"There is a second figure for {point.at}, {point.what}."
            remedy = f"The first is on line {first[key]}; say in its note that they differ."
            yield Finding(where, problem, remedy)
        first.setdefault(key, line)
