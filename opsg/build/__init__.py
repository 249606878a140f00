"""The whole build, from the data to the published site, in the order in which it happens."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from opsg.core.cache import digests
from opsg.core.cache.inputs import Inputs
from opsg.core.cache.store import Cache, run_step
from opsg.core.edition import PUBLIC, Edition
from opsg.core.errors import Finding, UserError

if TYPE_CHECKING:
    from opsg.core.console import Console
    from opsg.data.check import Outline
    from opsg.execution.plan import Plan
    from opsg.execution.previous import Stale
    from opsg.execution.runner import Runner


@dataclass(frozen=True)
class Request:
    """What is asked for.

    `root` is the project's folder, `data` the folder of facts, `output` where to publish;
    `month` is `YYYY-MM` or None for the latest; `only` names the notebooks to run if not all;
    `ceiling` is the highest classification that the site may hold, one of `edition.LEVELS`;
    without `recall` nothing is taken from earlier builds; `dask` is the address of the scheduler of
    a cluster that is to run the notebooks.
    """

    root: Path
    data: Path
    output: Path
    month: str | None = None
    only: tuple[str, ...] = ()
    renderer: Literal["auto", "quarto", "pandoc"] = "auto"
    engine: Literal["opsg", "kernel"] = "opsg"
    keep_going: bool = False
    reported_only: bool = False
    ceiling: str = PUBLIC
    recall: bool = True
    dask: str | None = None

    @cached_property
    def work(self) -> Path:
        """Where builds keep what serves the next one."""
        return self.root / ".opsg"

    @cached_property
    def inputs(self) -> Inputs:
        """What there is to build from, as it is when first looked at."""
        return Inputs(self.root, self.data)

    @cached_property
    def cache(self) -> Cache:
        """What earlier builds made."""
        return Cache(self.work / "cache", read=self.recall)

    def edition(self, log: Outline) -> Edition:
        """The edition that is asked for. Raises UserError if its month has no meeting."""
        month = log.meeting(self.month or log.latest_month).month
        return Edition(month, self.reported_only, self.ceiling)


def build(request: Request, console: Console) -> Mapping[str, Stale]:
    """Build the site and publish it; returns the pages that are as an earlier build made them.

    Raises UserError, and then leaves the published site alone.

    Whatever was made from the same contents before is taken from the cache, step by step.
    """
    from opsg import rendering
    from opsg.build import jobs
    from opsg.build.summary import summary
    from opsg.core.lock import lock
    from opsg.execution import previous
    from opsg.execution.cache import Memory
    from opsg.execution.calls import call
    from opsg.execution.run import run_notebooks
    from opsg.execution.runner import open_runner
    from opsg.publish import replacement
    from opsg.rendering import incremental
    from opsg.rendering.assemble import add, assemble, site_metadata

    started = time.perf_counter()
    project = request.root / "_build"
    inputs, cache = request.inputs, request.cache
    with (
        lock(request.work / "lock", what=f"works in {request.root}"),
        summary(console, project / "summary.json") as told,
        replacement(request.output) as new_site,
        ThreadPoolExecutor() as aside,
        _emptied(request.work / "temporary") as temporary,
        open_runner(
            request.engine, {"OPSG_DATA": str(request.data), "TMPDIR": str(temporary)}
        ) as local,
        _where(request, local) as runner,
    ):
        renderer = rendering.choose(request.renderer)
        log = checked(request, told, runner)
        edition = request.edition(log)
        plan = planned(request, log)

        told.step("Assemble the project")
        assemble(request.root, project, site_metadata(log.meeting(edition.month), edition))
        offered = jobs.begin(request, project, edition, runner, aside)

        told.step("Run notebooks", len(plan.run))
        memory = Memory(cache, inputs) if request.engine == "opsg" else None
        executed = run_notebooks(
            plan,
            runner,
            request.work / edition.folder,
            memory=memory,
            keep_going=request.keep_going,
            report=told.item,
        )
        add(executed.notebooks, project, stale=executed.stale, note=edition.inner_note)
        for finding in (each for stale in executed.stale.values() for each in stale.findings):
            told.warn(finding)
        made = [kind for kind, offer in offered.items() if offer.result()]

        told.step(f"Render pages with {renderer.name}")
        pages = incremental.render(
            renderer, project, new_site, cache, inputs.program_digest, report=told.item
        )
        _index(request, new_site)
        told.step("Look over the site")
        warm = runner.call if executed.seconds else call
        _inspect(request, edition, new_site, [task.page for task in (*plan.run, *plan.keep)], warm)
        _require_unchanged(inputs)
        previous.settle(request.work / edition.folder)
        told.facts = {
            "month": edition.month,
            "edition": edition.name,
            "renderer": renderer.name,
            "notebooks": {
                "run": executed.seconds,
                "recalled": executed.recalled,
                "stale": {page: stale.made.isoformat() for page, stale in executed.stale.items()},
            },
            "pages": pages._asdict(),
            "files": {"made": made},
        }
    cache.trim()
    seconds = time.perf_counter() - started
    console.done(
        f"Published {edition.month} to {request.output} in {seconds:.1f} s"
        f" ({len(executed.seconds)} of {len(plan.run)} notebooks run,"
        f" {len(pages.anew)} of {len(pages.anew) + len(pages.recalled)} pages rendered).\n"
        f"Open {request.output / 'index.html'}, or run `make serve`."
    )
    return executed.stale


def checked(request: Request, console: Console, runner: Runner | None = None) -> Outline:
    """The outline of the log as `outline` has it; its warnings are shown."""
    console.step("Check the data")
    found = outline(request, runner)
    for warning in found.warnings:
        console.warn(warning)
    return found


def outline(request: Request, runner: Runner | None = None) -> Outline:
    """The outline of the log, once all data has been checked.

    If the data is not what it was it must be checked: by the `runner`, which imports the libraries
    for its notebooks anyway, or without one by this process. Raises UserError with everything that
    is wrong.
    """
    from opsg.data import check
    from opsg.execution.calls import call

    if os.environ.get("OPSG_PARTIES"):
        from opsg.data import parties

        parties.load(None, request.data)  # else what is wrong with it would be told at the end
    found = check.known(request.data, request.inputs, request.cache, ceiling=request.ceiling)
    if found:
        return found
    arguments = {
        "root": str(request.root),
        "data": str(request.data),
        "cache": str(request.work / "cache"),
        "ceiling": request.ceiling,
        "recall": request.recall,
    }
    if runner:
        runner.warm_up()
    return check.read((runner.call if runner else call)("opsg.data.check:facts", arguments))


def why(request: Request, name: str, console: Console) -> dict[str, list[str]]:
    """What has changed since the notebook of a page was last run, by the pages that it makes.

    Raises UserError if no page is called so.
    """
    from opsg.execution import explain
    from opsg.execution.cache import Memory

    memory = Memory(request.cache, request.inputs)
    plan = planned(replace(request, only=(name,)), checked(request, console))
    return {task.page: explain.why(task, memory) for task in plan.run}


def _where(request: Request, local: Runner) -> AbstractContextManager[Runner]:
    """What runs notebooks where they are asked to be run."""
    if request.dask is None:
        return nullcontext(local)
    from opsg.execution.dask_client import on_cluster

    return on_cluster(request.dask, local, request.inputs)


@contextmanager
def _emptied(folder: Path) -> Iterator[Path]:
    """A folder for what is needed for the moment, without what a killed build left there."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def planned(request: Request, log: Outline) -> Plan:
    """What to run for the request. Raises UserError if notebooks and issues do not match."""
    from opsg.execution.plan import plan_notebooks

    return plan_notebooks(
        log,
        request.edition(log),
        notebooks=request.root / "notebooks",
        only=request.only,
    )


def _index(request: Request, site: Path) -> None:
    """Make the search index of a site whose pages are finished."""

    def write_index() -> None:
        from opsg.rendering import search

        search.index(site)

    pages = {
        name: digest for name, digest in digests.digest_tree(site).items() if name.endswith(".html")
    }
    key = digests.digest(request.inputs.program_digest, pages)
    run_step(request.cache, "search", key, site, ["pagefind/**/*"], write_index)


def _inspect(
    request: Request,
    edition: Edition,
    site: Path,
    pages: Sequence[str],
    call: Callable[..., object],
) -> None:
    """Raises UserError if the finished site is broken or tells what it must not."""
    cache, files = request.cache, digests.digest_tree(site)

    def inspect() -> None:
        known = [entry.facts["clean"] for entry in cache.find("clean", secrets)]
        passed = {name for each in known for name in files if each.get(name) == files[name]}
        arguments = {
            "site": str(site),
            "pages": pages,
            "data": str(request.data),
            "ceiling": edition.ceiling,
            "passed": sorted(passed),
        }
        call("opsg.verification:inspect", arguments)
        cache.keep("clean", secrets, {"clean": files}, {}, edition.folder)

    parties = os.environ.get("OPSG_PARTIES", "")
    names = digests.digest_file(Path(parties)) if parties else ""
    secrets = digests.digest(
        request.inputs.program_digest, request.inputs["data/allowed.yml"], names
    )
    key = digests.digest(secrets, edition.ceiling, files, list(pages))
    run_step(cache, "inspection", key, site, [], inspect)


def _require_unchanged(inputs: Inputs) -> None:
    """See that the site is made from the contents of one moment. Raises UserError if not."""
    findings = [
        Finding(name, "it changed while the site was built.", "Build again.")
        for name in inputs.changed()
        if not name.endswith("/")
    ]
    if findings:
        raise UserError.of(findings)


def project_folder(start: Path) -> Path:
    """The folder that holds the project: `start` or the nearest above it with a `_quarto.yml`."""
    for folder in (start, *start.parents):
        if (folder / "_quarto.yml").is_file() and (folder / "notebooks").is_dir():
            return folder
    raise UserError(
        f"there is no issues log in {start} or above it.",
        remedy="Run the command in the folder that holds _quarto.yml and notebooks.",
    )
