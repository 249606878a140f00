"""What a build did, in a small file for whoever runs builds unattended: `_build/summary.json`."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from opsg.core.console import Console
from opsg.core.errors import Finding, UserError
from opsg.core.github import write_summary


class Summary:
    """A console that passes everything on and keeps what is worth keeping.

    `facts` are what the build adds: any plain values, by name.
    """

    def __init__(self, console: Console) -> None:
        self.facts: dict[str, Any] = {}
        self._console = console
        self._started = time.perf_counter()
        self._steps: list[tuple[str, float]] = []
        self._spans: dict[str, dict[str, float]] = {}
        self._warnings: list[Finding] = []

    def step(self, title: str, total: int | None = None) -> None:
        """A step begins, and the one before ends."""
        self._steps.append((title, time.perf_counter()))
        self._console.step(title, total)

    @contextmanager
    def span(self, name: str) -> Iterator[None]:
        """Keep when something begins and how long it takes; other steps may go on meanwhile."""
        began = time.perf_counter()
        try:
            yield
        finally:
            ended = time.perf_counter()
            self._spans[name] = {
                "began": round(began - self._started, 3),
                "seconds": round(ended - began, 3),
            }

    def item(self, text: str) -> None:
        """One item of the step is done."""
        self._console.item(text)

    def warn(self, finding: Finding) -> None:
        """Something is not as it should be, but does not stop the build."""
        self._warnings.append(finding)
        self._console.warn(finding)

    def done(self, text: str) -> None:
        """All is done; `text` says what and where."""
        self._console.done(text)

    def values(self, *, succeeded: bool, errors: tuple[Finding, ...]) -> dict[str, Any]:
        """All that was kept, as plain values; the last step is taken to end now."""
        ends = [started for _, started in self._steps[1:]] + [time.perf_counter()]
        steps = zip(self._steps, ends, strict=True) if self._steps else ()
        return {
            "succeeded": succeeded,
            **self.facts,
            "seconds": {title: round(end - started, 3) for (title, started), end in steps},
            "spans": self._spans,
            "warnings": [finding.document() for finding in self._warnings],
            "errors": [finding.document() for finding in errors],
        }


@contextmanager
def summary(console: Console, path: Path) -> Iterator[Summary]:
    """Keep what a build tells `console`, and write it to `path` at the end, failed or not."""
    progress = Summary(console)
    succeeded = False
    errors: tuple[Finding, ...] = ()
    try:
        yield progress
        succeeded = True
    except UserError as error:
        errors = error.findings
        raise
    finally:
        values = progress.values(succeeded=succeeded, errors=errors)
        text = json.dumps(values, indent=1, ensure_ascii=False)
        # What became of the build does not depend on whether it can be written down.
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"{text}\n", encoding="utf-8")
            write_summary(values)
