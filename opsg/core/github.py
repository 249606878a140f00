"""What the command tells GitHub Actions: findings on their lines, and a summary of the build.

Both follow its workflow commands,
https://docs.github.com/actions/reference/workflow-commands-for-github-actions.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from opsg.core.errors import Finding


def wanted() -> bool:
    """Whether the command runs in GitHub Actions."""
    return os.environ.get("GITHUB_ACTIONS") == "true"


def commands(findings: Iterable[Finding]) -> Iterator[str]:
    """Each finding as a line that GitHub shows at the file and line it names."""
    for finding in findings:
        at = finding.where
        said = f"{finding.problem} {finding.remedy}".rstrip()
        if str(at) not in ("", f"{at.file}:{at.line}"):
            # GitHub shows the line, but not which column or cell of it is meant.
            said = f"{at}: {said}"
        told = {"file": at.file, "line": None if at.cell else at.line}
        properties = ",".join(f"{key}={_property(str(one))}" for key, one in told.items() if one)
        yield f"::{finding.severity}{' ' if properties else ''}{properties}::{_data(said)}"


def write_summary(summary: Mapping[str, Any]) -> None:
    """Add the summary of a build, as `_build/summary.json` has it, to the job's summary.

    Nothing happens where GitHub asks for none.
    """
    target = os.environ.get("GITHUB_STEP_SUMMARY")
    if target:
        with Path(target).open("a", encoding="utf-8") as file:
            file.write(markdown(summary))


def markdown(summary: Mapping[str, Any]) -> str:
    """A summary as Markdown: a table of its plain values, and below it what holds several."""
    plain = {key: value for key, value in summary.items() if not isinstance(value, list | dict)}
    lines = ["### Build", "", "| | |", "| --- | --- |"]
    lines += [f"| {_words(key)} | {_cell(value)} |" for key, value in plain.items()]
    for key, value in summary.items():
        if key not in plain and value:
            rows = value.items() if isinstance(value, dict) else map(_row, enumerate(value, 1))
            lines += ["", f"<details><summary>{_words(key)} ({len(value)})</summary>", ""]
            lines += ["| | |", "| --- | --- |"]
            lines += [f"| {_cell(name)} | {_cell(one)} |" for name, one in rows]
            lines += ["", "</details>"]
    return "\n".join(lines) + "\n"


def _row(item: tuple[int, Any]) -> tuple[object, object]:
    """The cells for an item of a list: a finding's place and words, or a number and the item."""
    number, one = item
    if isinstance(one, dict) and "problem" in one:
        return one["where"] or number, f"{one['problem']} {one['remedy']}"
    return number, one


def _words(key: str) -> str:
    return _cell(key.replace("_", " ").capitalize())


def _cell(value: object) -> str:
    """A value in a cell; what a dictionary or a list holds on one line."""
    if isinstance(value, dict):
        value = ", ".join(f"{key}: {one}" for key, one in value.items())
    elif isinstance(value, list):
        value = ", ".join(map(str, value))
    text = " ".join(str(value).split())
    for sign, written in (("&", "&amp;"), ("<", "&lt;"), ("|", "\\|"), ("`", "\\`"), ("*", "\\*")):
        text = text.replace(sign, written)
    return text


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
