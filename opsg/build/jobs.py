"""The files beside the pages: data files, feeds, papers, abbreviations and pictures of charts.

They are taken from the cache, or made where the libraries are imported, at the same time as the
notebooks run; pictures are made of what notebooks have put into the project.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import asdict, replace
from itertools import chain, groupby
from math import ceil
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from opsg.charts import FOLDER
from opsg.core import months
from opsg.core.cache import digests
from opsg.core.cache.recorded import Recorded
from opsg.core.cache.store import keep_files, read_files, restore_files, write_files
from opsg.core.edition import Dated, Edition, draft_note
from opsg.exports import feeds
from opsg.exports.downloads import site_address

if TYPE_CHECKING:
    from opsg.build.request import Request
    from opsg.execution.runner import Runner

_log = logging.getLogger(__name__)

Span = Callable[[str], AbstractContextManager[object]]
"""Keeps how long something takes, under its name; see `opsg.build.summary`."""

OFFERED = {
    "downloads": ("downloads/data/*", "downloads/data/*/*.parquet"),
    "abbreviations": ("_abbreviations.yml",),
}
"""Kinds of files, each with the patterns of its files and made by the function of its name below.

The slowest comes first."""

MONTHS_AT_ONCE = 12
"""Of how many months one process makes the files: their figures are parsed once, and then held."""


def begin(
    parts: Mapping[str, Sequence[Part]],
    project: Path,
    recorded: Recorded,
    runner: Runner,
    aside: ThreadPoolExecutor,
    span: Span,
) -> dict[str, Future[bool]]:
    """Begin to put all `parts` into the project; whether any was made anew, by kind."""
    return {
        kind: aside.submit(_made, each, project, recorded, runner, span)
        for kind, each in parts.items()
    }


def parts(
    request: Request, project: Path, edition: Edition, papers: Sequence[str]
) -> dict[str, Sequence[Part]]:
    """What is made beside the pages, by kind; there are reports of the months `papers`."""

    def part(label: str, month: str, outputs: Sequence[str], function: str) -> Part:
        asked = {"edition": asdict(replace(edition, month=month))}
        arguments = {"project": str(project), "data": str(request.data), **asked}
        key = digests.digest(request.inputs.program_digest, site_address(project), asked)
        return Part(label, month, key, outputs, function, arguments)

    # Of the newest month the rows are read that all older ones show too.
    newest_first = [
        (part(f"report.{month}", month, _of_report(month), "opsg.build.jobs:report"),
         part(f"feeds.{month}", month, [feeds.noted(month)], "opsg.build.jobs:feed"))
        for month in sorted(papers, reverse=True)
    ]  # fmt: skip
    return {
        "reports": [*chain(*newest_first)],
        **{
            kind: [part(kind, edition.month, outputs, f"opsg.build.jobs:{kind}")]
            for kind, outputs in OFFERED.items()
        },
    }


def _of_report(month: str) -> Sequence[str]:
    return [f"reports/{month}{end}" for end in (".docx", ".pdf", "-briefing.pdf")]


def draw(
    request: Request, project: Path, edition: Edition, meeting: Dated, runner: Runner
) -> list[str]:
    """Sign the charts in the project and make a PNG of each; the names of those made anew."""
    lines = [
        f"OPSG Issues Log as of OPSG {meeting.number},"
        f" {months.named(meeting.month)}: {site_address(project)}",
        *filter(None, (edition.note, edition.inner_note, draft_note(meeting))),
    ]
    keys = {
        path.stem: digests.digest(request.inputs.program_digest, lines, path.read_bytes().hex())
        for path in sorted(project.glob(f"{FOLDER}/*.svg"))
    }
    cache = request.cache
    missing = [
        name
        for name, key in keys.items()
        if not restore_files(cache, f"chart.{name}", key, project)
    ]
    shares = [missing[start :: runner.at_once] for start in range(runner.at_once)]
    with ThreadPoolExecutor(runner.at_once) as threads:
        made = [
            threads.submit(
                runner.call,
                "opsg.build.jobs:charts",
                {"project": str(project), "names": share, "lines": lines},
            )
            for share in filter(None, shares)
        ]
        for making in made:
            making.result()
    for name in missing:
        outputs = [f"{FOLDER}/{name}.{kind}" for kind in ("svg", "png")]
        keep_files(cache, f"chart.{name}", keys[name], project, outputs)
    return missing


class Part(NamedTuple):
    """Files that one call makes: how the cache calls them, their month, and what makes them."""

    label: str
    month: str
    key: str
    outputs: Sequence[str]
    function: str
    arguments: Mapping[str, object]


def _made(
    parts: Sequence[Part], project: Path, recorded: Recorded, runner: Runner, span: Span
) -> bool:
    """Make the parts that the cache does not have, some at once; whether there were any.

    Those of a month are made by one process, which makes those of other months too.
    """
    entries = recorded.find_all((each.label, each.key) for each in parts)
    missing = []
    for each in parts:
        if entry := entries[each.label, each.key]:
            write_files(entry.files, project)
        else:
            _log.debug("%s is made", each.label)
            missing.append(each)

    def make(share: Sequence[Part]) -> None:
        with runner.maker() as make:
            for part in share:
                with span(part.label):
                    reads = make(part.function, part.arguments)
                recorded.add(part.label, part.key, {}, read_files(project, part.outputs), reads)

    by_month = [[*group] for _, group in groupby(missing, key=attrgetter("month"))]
    size = min(MONTHS_AT_ONCE, ceil(len(by_month) / runner.at_once))
    shares = [
        [*chain(*by_month[start : start + size])] for start in range(0, len(by_month), size or 1)
    ]
    with ThreadPoolExecutor(runner.at_once) as threads:
        deque(threads.map(make, shares), maxlen=0)
    recorded.store()
    return bool(missing)


# Called in another process by their names, so all arguments are plain values: `edition` has the
# fields of an Edition. What they import is heavy, and imported nowhere else.


def abbreviations(project: str, data: str, edition: dict[str, Any]) -> None:
    """Write the glossary's abbreviations into the project; see `opsg.exports.abbreviations`."""
    from opsg.data import log
    from opsg.exports import abbreviations

    abbreviations.write(Path(project), log.load(Path(data)).glossary)


def charts(project: str, names: Sequence[str], lines: Sequence[str]) -> None:
    """Sign the pictures of charts and make a PNG of each; see `opsg.exports.chart_files`."""
    from opsg.exports import chart_files

    chart_files.write(Path(project), names, lines)


def downloads(project: str, data: str, edition: dict[str, Any]) -> None:
    """Write every dataset and their Data Package into the project; see `opsg.exports.downloads`."""
    from opsg.data import log
    from opsg.exports import downloads

    downloads.write(Path(project), log.load(Path(data)), Edition(**edition))


def feed(project: str, data: str, edition: dict[str, Any]) -> None:
    """Note in the project what the feeds tell of the month; see `opsg.exports.feeds`."""
    from opsg.data import log
    from opsg.pages import overview

    asked = Edition(**edition)
    feeds.note(Path(project), overview.update(log.load(Path(data)), asked), asked)


def report(project: str, data: str, edition: dict[str, Any]) -> None:
    """Write the month's paper as Word and PDF into the project; see `opsg.exports.paper`."""
    from opsg.data import log
    from opsg.exports import paper

    asked = Edition(**edition)
    paper.write(log.load(Path(data)), asked, Path(project) / "reports")
