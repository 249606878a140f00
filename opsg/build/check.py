"""All that there is to find in what the site is made from, without building it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from opsg.core.errors import Finding, UserError
from opsg.execution.validate import check_notebooks

if TYPE_CHECKING:
    from opsg.build import Request
    from opsg.data.check import Outline


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
        size = f"{len(self.outline.issues)} issues, latest {self.outline.latest_month}"
        return f"The data is in order: {size}."

    def document(self) -> dict[str, Any]:
        """The findings as plain values for another program, errors first.

        `line`, `row` and `cell` are numbers from 1, or None where the finding names none.
        """
        findings = [finding.document() for finding in (*self.errors, *self.warnings)]
        counts = {"errors": len(self.errors), "warnings": len(self.warnings)}
        return {"ok": not self.errors, "counts": counts, "findings": findings}


def look(request: Request) -> Findings:
    """Check the data, the notebooks, that they belong together, and the site's settings."""
    from opsg.build import outline

    log = None
    found: list[Finding] = []
    try:
        log = outline(request)
        found += log.warnings
    except UserError as error:
        found += error.findings
    return Findings([*found, *_of_project(request, log)], log)


def _of_project(request: Request, log: Outline | None) -> Iterator[Finding]:
    from opsg.build import planned
    from opsg.rendering import project

    try:
        project.read(request.root / project.CONFIGURATION, project.CONFIGURATION)
    except UserError as error:
        yield from error.findings
    folders = [name.split("/")[2] for name in request.inputs.below("data") if _is_issues(name)]
    yield from check_notebooks(request.root / "notebooks", folders, request.inputs, request.cache)
    if log:
        try:
            planned(request, log)
        except UserError as error:
            yield from error.findings


def _is_issues(name: str) -> bool:
    return name.startswith("data/issues/") and name.endswith("/issue.md")
