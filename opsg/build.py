"""The whole build, from the data to the published site, in the order in which it happens."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from opsg.errors import Finding, UserError

if TYPE_CHECKING:
    from opsg.console import Console
    from opsg.log import Log


@dataclass(frozen=True)
class Request:
    """What is asked for.

    `root` is the project's folder, `data` the folder of facts, `output` where to publish;
    `month` is `YYYY-MM` or None for the latest; `only` names the notebooks to run if not all.
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


def build(request: Request, console: Console) -> None:
    """Build the site and publish it. Raises UserError, and then leaves the published site alone."""
    from opsg import downloads, execution, feeds, overview, renderers, search
    from opsg.assemble import assemble, site_metadata
    from opsg.lock import lock
    from opsg.publish import replacement

    started = time.perf_counter()
    work = request.root / ".opsg"
    with (
        lock(work / "lock", what=f"works in {request.root}"),
        replacement(request.output) as new_site,
        execution.runner(request.engine, data=request.data) as runner,
    ):
        renderer = renderers.choose(request.renderer)
        log = checked_log(request.data, console)
        meeting = log.meeting(request.month or log.latest_month)
        plan = execution.plan(
            log,
            meeting.month,
            notebooks=request.root / "notebooks",
            reported_only=request.reported_only,
            only=request.only,
        )

        console.step("Run notebooks", len(plan.run))
        executed = execution.run(
            plan, runner, work, keep_going=request.keep_going, report=console.item
        )

        console.step("Assemble the project")
        project = request.root / "_build"
        metadata = site_metadata(meeting, reported_only=request.reported_only)
        assemble(request.root, project, executed, metadata)
        edition = request.reported_only
        downloads.write(project, log, month=meeting.month, reported_only=edition)
        updates = overview.updates(log, meeting.month, reported_only=edition)
        feeds.write(project, updates, reported_only=edition)

        console.step(f"Render pages with {renderer.name}")
        renderer.render(project, new_site, report=console.item)
        search.index(new_site)

    seconds = time.perf_counter() - started
    console.done(
        f"Published {meeting.month} to {request.output} in {seconds:.1f} s.\n"
        f"Open {request.output / 'index.html'}, or run `make serve`."
    )


def checked_log(data: Path, console: Console) -> Log:
    """The issues log, once all data has been checked; warnings are shown.

    Raises UserError with every error of the log and the snapshots, or, when each is in order by
    itself, with the figures that disagree between them.
    """
    from opsg.crosscheck import check_figures
    from opsg.log import load
    from opsg.snapshots import check

    console.step("Check the data")
    if not data.is_dir():
        raise UserError("there is no such folder.", where=str(data), remedy="Name it with --data.")
    findings = check(data)
    try:
        log = load(data)
    except UserError as error:
        raise UserError.of([*error.findings, *findings]) from error
    if not _errors(findings):
        findings += check_figures(log)
    for finding in findings:
        if finding.severity == "warning":
            console.warn(finding)
    if errors := _errors(findings):
        raise UserError.of(errors)
    return log


def _errors(findings: list[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.severity == "error"]


def project_folder(start: Path) -> Path:
    """The folder that holds the project: `start` or the nearest above it with a `_quarto.yml`."""
    for folder in (start, *start.parents):
        if (folder / "_quarto.yml").is_file() and (folder / "notebooks").is_dir():
            return folder
    raise UserError(
        f"there is no issues log in {start} or above it.",
        remedy="Run the command in the folder that holds _quarto.yml and notebooks.",
    )
