"""The page that the browser shows, made before all others and looked at by nobody else.

It is made as the build will make it, but without its checks, in a folder of its own: what is
published is only ever replaced whole.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from opsg import rendering
from opsg.build import last
from opsg.build.check import latest_outline, plan
from opsg.core.errors import Finding
from opsg.core.lock import lock
from opsg.execution.cache import NotebookCache
from opsg.execution.run import run_one
from opsg.execution.runner import open_runner
from opsg.rendering import incremental
from opsg.rendering.assemble import report_metadata
from opsg.rendering.page_sources import Sources

if TYPE_CHECKING:
    from opsg.build.request import Request
    from opsg.execution.plan import Task


def make(request: Request, page: str) -> Path | None:
    """A folder with the page (`issues/han-stability`) and all that it shows; None if it cannot be.

    It rests on what the last build left. Raises UserError as a build does.
    """
    project, folder = request.root / "_build", request.work / "making"
    log = latest_outline(request)
    if log is None or not (project / "_site.yml").is_file():
        return None
    with lock(request.work / "lock", what=f"build works in {request.root}"):
        shutil.rmtree(folder, ignore_errors=True)
        last.forget(project)
        # A build begins without it, and by the names of all files a page is recalled.
        (project / "summary.json").unlink(missing_ok=True)
        shutil.copytree(request.root / "site", project, dirs_exist_ok=True)
        edition = request.edition(log)
        tasks = {task.page: task for task in plan(request, log).run}
        if page in tasks:
            executed = _executed(request, tasks[page], folder)
            if executed is None:
                return None
            Sources(project, edition, report_metadata(log.meetings)).add([(page, executed)])
        source = f"{page}.ipynb" if page in tasks else f"{page}.qmd"
        site = folder / "site"
        incremental.render(
            *(rendering.choose(request.renderer), project, site),
            *(request.cache, request.inputs.program_digest),
            report=lambda _: None,
            pages=[source],
        )
        # Until now the browser was shown what was made here last.
        first = request.work / "first"
        shutil.rmtree(first, ignore_errors=True)
        return site.rename(first)


def _executed(request: Request, task: Task, folder: Path) -> Path | None:
    """The page's executed notebook, from the cache or run now; None if it fails."""
    request.temporary.mkdir(parents=True, exist_ok=True)
    executed = folder / f"{task.page}.ipynb"
    executed.parent.mkdir(parents=True)
    with open_runner(request.engine, request.environment) as runner:
        notebooks = NotebookCache(request.recorded(runner.call))
        cached = notebooks.find_all([task])[task]
        if cached is not None:
            executed.write_bytes(cached)
            return executed
        outcome = run_one(task, runner=runner, executed=folder)
    if isinstance(outcome, Finding):
        return None
    if outcome.reads:
        # The build finds it there, and need not run it again.
        notebooks.add(task, executed.read_bytes(), outcome.reads)
        notebooks.recorded.store()
    return executed
