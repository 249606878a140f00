"""The whole build, from the data to the published site, in the order in which it happens."""

from __future__ import annotations

import logging
import shutil
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from opsg import rendering
from opsg.build import jobs, last
from opsg.build.check import check_data, plan
from opsg.build.look import look_over
from opsg.build.request import Request
from opsg.build.summary import Summary, summary
from opsg.core.cache.inputs import Inputs
from opsg.core.console import Console
from opsg.core.errors import Finding, UserError
from opsg.core.lock import lock
from opsg.execution import calls, previous
from opsg.execution.cache import NotebookCache
from opsg.execution.explain import list_reasons
from opsg.execution.plan import Plan
from opsg.execution.run import Executed, run_notebooks
from opsg.execution.runner import Runner, open_runner
from opsg.exports import feeds
from opsg.publish import replacement
from opsg.rendering import Renderer, incremental
from opsg.rendering.assemble import assemble, original, report_metadata, site_metadata
from opsg.rendering.page_sources import Sources

_log = logging.getLogger(__name__)


def build(request: Request, console: Console) -> Sequence[str]:
    """Build the site and publish it; returns the pages that are as an earlier build made them.

    Raises UserError, and then leaves the published site alone.

    Whatever was made from the same contents before is taken from the cache, step by step.
    """
    started = time.perf_counter()
    project = request.root / "_build"
    with (
        lock(request.work / "lock", what=f"build works in {request.root}"),
        summary(console, project / "summary.json") as progress,
    ):
        renderer = rendering.choose(request.renderer)
        if facts := last.find(request, project, renderer):
            _log.debug("all is as the last build found it, and %s as it left it", request.output)
            check_data(request, progress)
            progress.facts = facts
        else:
            progress.facts = _build(request, progress, project, renderer)
            _log.debug("%s is published", request.output)
            last.note(request, project, renderer, progress.facts)
            request.cache.trim()
    notebooks, pages = progress.facts["notebooks"], progress.facts["pages"]
    console.done(
        f"Published {progress.facts['month']} to {request.output}"
        f" in {time.perf_counter() - started:.1f} s"
        f" ({len(notebooks['run'])} of {sum(map(len, notebooks.values()))} notebooks run,"
        f" {len(pages['anew'])} of {sum(map(len, pages.values()))} pages rendered).\n"
        f"Open {request.output / 'index.html'}, or run `make serve`."
    )
    return [*notebooks["stale"]]


def _build(
    request: Request, progress: Summary, project: Path, renderer: Renderer
) -> dict[str, Any]:
    """Make the site and publish it; what there is to say of it."""
    with (
        replacement(request.output) as site,
        ThreadPoolExecutor() as aside,
        _runner(request) as runner,
    ):
        if last.has_changed(request, project, "notebooks/"):
            runner.warm_up()
        log = check_data(request, progress, runner)
        edition = request.edition(log)
        planned = plan(request, log)
        _log.debug("%s: %d notebooks, as of %s", edition.folder, len(planned.run), edition.month)

        progress.step("Assemble the project")
        assemble(request.root, project, site_metadata(log, edition))
        # Its libraries take a while, and this process only waits until a notebook has run.
        aside.submit(import_module, "opsg.rendering.source")
        recorded = request.recorded(runner.call)
        papers = [meeting.month for meeting in log.meetings if edition.knows(meeting)]
        parts = jobs.parts(request, project, edition, papers)
        files = jobs.begin(parts, project, recorded, runner, aside, progress.span)

        progress.step("Run notebooks", len(planned.run))
        written = {f"{task.page}.ipynb": task.where for task in (*planned.run, *planned.keep)}
        named = partial(original, root=request.root, notebooks=written)
        sources = Sources(project, edition, report_metadata(log.meetings), named)
        executed = run_notebooks(
            planned,
            runner,
            request.work / edition.folder,
            cache=NotebookCache(recorded) if request.engine == "opsg" else None,
            keep_going=request.keep_going,
            report=progress.item,
            put=sources.add,
        )
        for stale in executed.stale.values():
            for finding in stale.findings:
                progress.warn(finding)
        with progress.span("charts"):
            drawn = jobs.draw(request, project, edition, log.meeting(edition.month), runner)
        made = [kind for kind, file in files.items() if file.result()]
        feeds.write(project, papers)

        progress.step(f"Render pages with {renderer.name}")
        pages = incremental.render(
            *(renderer, project, site, request.cache, request.inputs.program_digest),
            report=lambda page: progress.item(planned.name(page)),
            original=named,
        )

        progress.step("Look over the site")
        # The processes that ran notebooks have imported what it needs; without any, this one does.
        call = runner.call if executed.seconds or runner.is_warm else calls.call
        expected = [page for page, _ in executed.notebooks]
        look_over(site, expected, request, edition, call, progress.span)
        _require_unchanged(request.inputs)
        previous.settle(request.work / edition.folder)
        return {
            "month": edition.month,
            "edition": edition.name,
            "renderer": renderer.name,
            "notebooks": _facts(executed, planned),
            "pages": {kind: [*map(planned.name, each)] for kind, each in pages._asdict().items()},
            "files": {"made": made, "charts": len(drawn)},
        }


def why(request: Request, name: str, console: Console) -> dict[str, list[str]]:
    """What has changed since the notebook of a page was last run, by the pages that it makes.

    Raises UserError if no page is called so.
    """
    executions = NotebookCache(request.recorded(calls.call))
    planned = plan(replace(request, only=(name,)), check_data(request, console))
    return {task.name: list_reasons(task, executions) for task in planned.run}


@contextmanager
def _runner(request: Request) -> Iterator[Runner]:
    """What runs notebooks where they are asked to be run, with a folder for temporary files."""
    temporary = request.temporary
    shutil.rmtree(temporary, ignore_errors=True)  # a killed build may have left something there
    temporary.mkdir(parents=True)
    try:
        with open_runner(request.engine, request.environment, in_turn=request.in_turn) as local:
            if request.dask is None:
                yield local
            else:
                from opsg.execution.dask_client import open_cluster  # late: Dask may be missing

                with open_cluster(request.dask, local, request.inputs) as runner:
                    yield runner
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _require_unchanged(inputs: Inputs) -> None:
    """See that the site is made from the contents of one moment. Raises UserError if not."""
    findings = [
        Finding(name, "it changed while the site was built.", "Build again.")
        for name in inputs.changed()
        if not name.endswith("/")
    ]
    if findings:
        raise UserError.of(findings)


def _facts(executed: Executed, planned: Plan) -> dict[str, Any]:
    """What became of the notebooks, for the summary."""
    return {
        "run": executed.seconds,
        "recalled": executed.recalled,
        "stale": {planned.name(page): one.made.isoformat() for page, one in executed.stale.items()},
    }
