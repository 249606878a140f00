"""The files beside the pages, taken from the cache or made where the libraries are imported."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from opsg.build.offering import OFFERED
from opsg.core.cache import digests
from opsg.core.cache.store import keep_files, restore_files
from opsg.exports.downloads import site_address

if TYPE_CHECKING:
    from opsg.build import Request
    from opsg.core.edition import Edition
    from opsg.execution.runner import Runner


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
        call = partial(runner.call, f"opsg.build.offering:{kind}", arguments)
        return _made(request, project, [_Part(kind, key, OFFERED[kind], call)], at_once=1)

    def of_month(month: str) -> dict[str, object]:
        return {**arguments, "edition": asdict(replace(edition, month=month))}

    def make_reports() -> bool:
        keys = _report_keys(request, key, edition.month, runner.call)
        parts = [
            _Part(
                f"report.{paper}",
                digests.digest(made_by, paper, data),
                (f"reports/{paper}.docx", f"reports/{paper}.pdf"),
                partial(runner.call, "opsg.build.offering:report", of_month(paper)),
            )
            for paper, data in keys.items()
        ]
        return _made(request, project, parts, at_once=runner.at_once)

    return {
        "reports": aside.submit(make_reports),
        **{kind: aside.submit(make, kind) for kind in OFFERED},
    }


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
    request: Request, key: str, month: str, call: Callable[..., Any]
) -> dict[str, str]:
    """`opsg.build.offering.report_keys`, from the cache if the data is what it was."""
    for entry in request.cache.find("reports", key):
        return entry.facts
    asked = {"root": str(request.root), "data": str(request.data), "month": month}
    keys: dict[str, str] = call("opsg.build.offering:report_keys", asked)
    if _is_unchanged(request):
        request.cache.keep("reports", key, keys, {})
    return keys
