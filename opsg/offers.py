"""The files beside the pages, taken from the cache or made where the libraries are imported."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from opsg import classification, digests
from opsg.downloads import site_address
from opsg.offering import OFFERED
from opsg.steps import step

if TYPE_CHECKING:
    from opsg.build import Request
    from opsg.execution import Runner


def begin(
    request: Request, project: Path, month: str, runner: Runner, aside: ThreadPoolExecutor
) -> dict[str, Future[bool]]:
    """Begin to put the files of every kind into the project; whether any was made anew, by kind."""
    inputs = request.inputs
    arguments = {
        "project": str(project),
        "data": str(request.data),
        "month": month,
        "reported_only": request.reported_only,
        "note": classification.note(request.ceiling),
    }
    made_by = [inputs.program_digest, request.reported_only, arguments["note"]]
    key = digests.of(made_by, month, site_address(project), inputs.below("data"))

    def holds() -> bool:
        return not inputs.changed_among(inputs.below("data"))

    def make(kind: str) -> bool:
        made = partial(runner.call, f"opsg.offering:{kind}", arguments)
        return step(request.cache, kind, key, project, OFFERED[kind], made, holds=holds)

    def make_reports() -> bool:
        keys = _report_keys(request, key, month, runner.call, holds)
        with ThreadPoolExecutor(runner.at_once) as at_once:
            return any([*at_once.map(make_report, keys, keys.values())])

    def make_report(paper: str, data: str) -> bool:
        made = partial(runner.call, "opsg.offering:report", {**arguments, "month": paper})
        files = [f"reports/{paper}.docx", f"reports/{paper}.pdf"]
        made_from = digests.of(made_by, paper, data)
        return step(request.cache, f"report.{paper}", made_from, project, files, made, holds=holds)

    return {
        "reports": aside.submit(make_reports),
        **{kind: aside.submit(make, kind) for kind in OFFERED},
    }


def _report_keys(
    request: Request, key: str, month: str, call: Callable[..., Any], holds: Callable[[], bool]
) -> dict[str, str]:
    """`opsg.offering.report_keys`, from the cache if the data is what it was."""
    for entry in request.cache.find("reports", key):
        return entry.facts
    asked = {"root": str(request.root), "data": str(request.data), "month": month}
    keys: dict[str, str] = call("opsg.offering:report_keys", asked)
    if holds():
        request.cache.keep("reports", key, keys, {})
    return keys
