"""The files beside the pages: data files, feeds, papers, abbreviations and pictures of charts.

They are taken from the cache, or made where the libraries are imported, at the same time as the
notebooks run; pictures are made of what notebooks have put into the project.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from opsg.charts import FOLDER
from opsg.core import months
from opsg.core.cache import digests
from opsg.core.cache.inputs import Inputs
from opsg.core.cache.store import keep_files, restore_files
from opsg.core.edition import Dated, Edition, draft_note
from opsg.exports.downloads import site_address

if TYPE_CHECKING:
    from opsg.build.request import Request
    from opsg.execution.runner import Runner

_log = logging.getLogger(__name__)

OFFERED = {
    "feeds": ("feed.xml", "headlines.json"),
    "downloads": ("downloads/data/*",),
    "abbreviations": ("_abbreviations.yml",),
}
"""Kinds of files, each with the patterns of its files and made by the function of its name below.

The slowest comes first."""


def begin(
    request: Request, project: Path, edition: Edition, runner: Runner, aside: ThreadPoolExecutor
) -> dict[str, Future[bool]]:
    """Begin to put the files of every kind into the project; whether any was made anew, by kind."""
    inputs = request.inputs
    arguments = {
        "project": str(project),
        "data": str(request.data),
        "edition": asdict(edition),
    }
    made_by = [inputs.program_digest, edition.reported_only, edition.inner_note]
    key = digests.digest(made_by, edition.month, site_address(project), inputs.below("data"))

    def make(kind: str) -> bool:
        call = partial(runner.call, f"opsg.build.jobs:{kind}", arguments)
        return _made(request, project, [_Part(kind, key, OFFERED[kind], call)], at_once=1)

    def of_month(month: str) -> dict[str, object]:
        return {**arguments, "edition": asdict(replace(edition, month=month))}

    def make_reports() -> bool:
        keys = _report_keys(request, key, edition, runner.call)
        parts = [
            _Part(
                f"report.{paper}",
                digests.digest(made_by, paper, data),
                tuple(f"reports/{paper}{end}" for end in (".docx", ".pdf", "-briefing.pdf")),
                partial(runner.call, "opsg.build.jobs:report", of_month(paper)),
            )
            for paper, data in keys.items()
        ]
        return _made(request, project, parts, at_once=runner.at_once)

    return {
        "reports": aside.submit(make_reports),
        **{kind: aside.submit(make, kind) for kind in OFFERED},
    }


def draw(
    request: Request, project: Path, edition: Edition, meeting: Dated, runner: Runner
) -> list[str]:
    """Sign the charts in the project and make a PNG of each; the names of those made anew."""
    lines = [
        f"OPSG Issues Log as of OPSG {meeting.number},"
        f" {months.name(months.first_day(meeting.month))}: {site_address(project)}",
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


class _Part(NamedTuple):
    """Files that one call makes; its fields are as in `opsg.core.cache.store.run_step`."""

    label: str
    key: str
    outputs: Sequence[str]
    make: Callable[[], object]


def _made(request: Request, project: Path, parts: Sequence[_Part], *, at_once: int) -> bool:
    """Make the parts that the cache does not have, some at once; whether there were any.

    They are kept if the data is still what their keys say, which is looked at once for all.
    """
    cache = request.cache
    missing = [each for each in parts if not restore_files(cache, each.label, each.key, project)]
    for each in missing:
        _log.debug("%s is made", each.label)
    with ThreadPoolExecutor(at_once) as threads:
        for making in [threads.submit(each.make) for each in missing]:
            making.result()
    if missing and _is_unchanged(request):
        for each in missing:
            keep_files(cache, each.label, each.key, project, each.outputs)
    return bool(missing)


def _is_unchanged(request: Request) -> bool:
    return not request.inputs.changed_among(request.inputs.below("data"))


def _report_keys(
    request: Request, key: str, edition: Edition, call: Callable[..., Any]
) -> dict[str, str]:
    """`opsg.build.jobs.report_keys`, from the cache if the data is what it was."""
    for entry in request.cache.find("reports", key):
        return entry.facts
    asked = {"root": str(request.root), "data": str(request.data), "edition": asdict(edition)}
    keys: dict[str, str] = call("opsg.build.jobs:report_keys", asked)
    if _is_unchanged(request):
        request.cache.keep("reports", key, keys, {})
    return keys


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


def feeds(project: str, data: str, edition: dict[str, Any]) -> None:
    """Write the feed and the headline figures into the project; see `opsg.exports.feeds`."""
    from opsg.data import log
    from opsg.exports import feeds
    from opsg.pages import overview

    asked = Edition(**edition)
    feeds.write(Path(project), overview.updates(log.load(Path(data)), asked), asked)


def report(project: str, data: str, edition: dict[str, Any]) -> None:
    """Write the month's paper as Word and PDF into the project; see `opsg.exports.paper`."""
    from opsg.data import log
    from opsg.exports import paper

    asked = Edition(**edition)
    paper.write(log.load(Path(data)), asked, Path(project) / "reports")


def report_keys(root: str, data: str, edition: dict[str, Any]) -> dict[str, str]:
    """By month, the digest of all data that a paper is made from, for those of an edition.

    Nothing of a later month counts, so a new month leaves the papers before it what they are.
    """
    from opsg.data import log

    whole, asked = log.load(Path(data)), Edition(**edition)
    # Entries and snapshots are named for months. Other names begin with letters, which come after.
    files = Inputs(Path(root), Path(data)).below("data")
    known = [meeting.month for meeting in whole.meetings if asked.knows(meeting)]
    return {
        each: digests.digest(
            whole.known_to(replace(asked, month=each)).model_dump(
                mode="json",
                exclude={
                    **dict.fromkeys(("folder", "warnings", "sources", "modifications"), True),
                    "issues": {"__all__": {"entries"}},
                },
            ),
            {name: digest for name, digest in files.items() if Path(name).stem <= each},
        )
        for each in known
    }
