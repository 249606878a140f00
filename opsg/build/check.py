"""What is to be seen to before a build: that data, notebooks and settings are in order, and fit.

A build goes by the outline of the log and the plan of the notebooks, and stops at the first thing
that is wrong. The command `check` looks at everything.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from opsg.build import issue_names, letters
from opsg.core.errors import Finding, UserError
from opsg.core.file_kinds import WRITTEN, name_problem
from opsg.data import check as data_check
from opsg.data.check import LABEL, Outline, cached_outline
from opsg.execution.plan import Plan, plan_notebooks, unmatched
from opsg.execution.validate import check_notebooks
from opsg.rendering import project

if TYPE_CHECKING:
    from opsg.build.request import Request
    from opsg.core.console import Console
    from opsg.execution.runner import Runner

_log = logging.getLogger(__name__)


def check_data(request: Request, console: Console, runner: Runner | None = None) -> Outline:
    """The outline of the log as `outline` has it; its warnings are shown.

    Raises UserError too for what only the edition that is asked for may not hold.
    """
    console.step("Check the data")
    log = outline(request, runner)
    found = Findings([*log.findings(request.edition(log)), *letters.missing(request.data)], log)
    for warning in found.warnings:
        console.warn(warning)
    if found.errors:
        raise UserError.of(found.errors)
    return log


def outline(request: Request, runner: Runner | None = None) -> Outline:
    """The outline of the log, once all data has been checked.

    If the data is not what it was it must be checked: by the `runner`, which imports the libraries
    for its notebooks anyway, or without one by this process. Raises UserError with everything that
    is wrong.
    """
    if irregular := list(request.inputs.irregular()):
        raise UserError.of(irregular)
    if os.environ.get("OPSG_PARTIES"):
        from opsg.data import parties  # late, as it imports Polars

        # Else what is wrong with the list would be told only when the site is looked over.
        parties.load(None, request.data)
    log = cached_outline(request.data, request.inputs, request.cache, ceiling=request.ceiling)
    if log:
        _log.debug("%s is as it was when it was found in order", request.data)
        return log
    _log.debug("%s is checked", request.data)
    if runner is None:
        return data_check.check_data(
            request.data, request.inputs, request.cache, ceiling=request.ceiling
        )
    arguments = {
        "root": str(request.root),
        "data": str(request.data),
        "cache": str(request.work / "cache"),
        "ceiling": request.ceiling,
        "recall": request.recall,
    }
    runner.warm_up()
    return Outline.from_facts(runner.call("opsg.data.check:outline_facts", arguments))


def latest_outline(request: Request) -> Outline | None:
    """The outline of the log when it was last in order; None if it never was."""
    for entry in request.cache.latest(LABEL):
        return Outline.from_facts(entry.facts)
    return None


def plan(request: Request, log: Outline) -> Plan:
    """What to run for the request. Raises UserError if notebooks and issues do not match."""
    return plan_notebooks(
        log, request.edition(log), notebooks=request.root / "notebooks", only=request.only
    )


def check_all(request: Request) -> Findings:
    """Check the data, the notebooks, that they belong together, and the site's settings."""
    log = None
    findings = list(request.inputs.irregular())
    if findings:
        # What is read through a link or a pipe may have no end.
        return Findings(findings, None)
    try:
        log = outline(request)
        findings += [*_of_data(request, log), *letters.missing(request.data)]
    except UserError as error:
        findings += error.findings
    findings += _of_project(request, log)
    told = {finding.where for finding in findings}
    names = issue_names.check(request.root, request.data)
    findings += [finding for finding in names if finding.where not in told]
    return Findings(findings, log)


@dataclass(frozen=True)
class Findings:
    """All findings of a check, and the log's outline if the data holds no error."""

    all: Sequence[Finding]
    outline: Outline | None

    @property
    def errors(self) -> list[Finding]:
        """What stops a build."""
        return [finding for finding in self.all if finding.severity == "error"]

    @property
    def warnings(self) -> list[Finding]:
        """What waits for somebody."""
        return [finding for finding in self.all if finding.severity == "warning"]

    @property
    def summary(self) -> str:
        """That there is no error, in a sentence."""
        assert self.outline
        log = self.outline
        size = f"{len(log.issues)} issues, latest {log.latest_month}"
        if not log.meeting(log.latest_month).is_published:
            size += f" (a draft; published: {log.published_month or 'none'})"
        return f"The data is in order: {size}."

    def document(self) -> dict[str, Any]:
        """The findings as plain values for another program, errors first.

        `line`, `row` and `cell` are numbers from 1, or None where the finding names none.
        """
        findings = [finding.document() for finding in (*self.errors, *self.warnings)]
        counts = {"errors": len(self.errors), "warnings": len(self.warnings)}
        return {"ok": not self.errors, "counts": counts, "findings": findings}


def _of_data(request: Request, log: Outline) -> list[Finding]:
    try:
        return log.findings(request.edition(log))
    except UserError:  # there is no such edition, which the plan tells
        return list(log.warnings)


def _of_project(request: Request, log: Outline | None) -> Iterator[Finding]:
    from opsg.rendering import source  # late, as it imports pydantic

    try:
        project.read(request.root / project.CONFIGURATION, project.CONFIGURATION)
    except UserError as error:
        yield from error.findings
    yield from source.check_written(request.root)
    for name in request.inputs.below("site"):
        if not name.endswith("/") and (wrong := name_problem(name, WRITTEN)):
            yield Finding(name, *wrong)
    names = (name.split("/") for name in request.inputs.below("data"))
    slugs = [each[2] for each in names if each[1] == "issues" and each[3:] == ["issue.md"]]
    yield from check_notebooks(request.root / "notebooks", slugs, request.inputs, request.cache)
    if log is None:
        yield from unmatched(request.root / "notebooks", slugs)
        return
    try:
        plan(request, log)
    except UserError as error:
        yield from error.findings
