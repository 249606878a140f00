"""Checks the notebooks as analysts leave them, without running any."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from opsg.core.cache import digests
from opsg.core.errors import Finding, UserError

if TYPE_CHECKING:
    from opsg.core.cache.inputs import Inputs
    from opsg.core.cache.store import Cache


def check(folder: Path, slugs: Sequence[str], inputs: Inputs, cache: Cache) -> list[Finding]:
    """What is wrong with the notebooks of a folder, in which issues' are called by their `slugs`.

    Errors are what keeps a notebook from being run; outputs that were committed, and a notebook
    that reads nothing, are warnings. One that was looked at before is not read again.
    """
    found = []
    for path in sorted(folder.glob("*.ipynb")):
        where = f"{folder.name}/{path.name}"
        parameters = [*(["slug"] if path.stem in slugs else []), "month", "reported_only"]
        label = f"notebook.{path.stem}"
        key = digests.of(inputs[where], parameters, inputs.program_digest)
        known = next(cache.find(label, key), None)
        if known:
            found += [Finding(**each) for each in known.facts["findings"]]
            continue
        seen = [*_findings(path, where, parameters)]
        cache.keep(label, key, {"findings": [asdict(each) for each in seen]}, {})
        found += seen
    return found


def _findings(path: Path, where: str, parameters: Sequence[str]) -> Iterator[Finding]:
    from opsg.execution import validate

    try:
        validate.check(path, parameters, where=where)
    except UserError as error:
        yield from error.findings
        return
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    code = [(number, cell) for number, cell in enumerate(cells, 1) if cell["cell_type"] == "code"]
    for number, cell in code:
        if cell.get("outputs") or cell.get("execution_count") is not None:
            yield Finding(
                f"{where}, cell {number}",
                "The notebook holds outputs.",
                f"Clear them: .venv/bin/nbstripout --keep-id {where}",
                "warning",
            )
            break
    if not _reads("\n".join(_python(cell) for _, cell in code)):
        yield Finding(
            where,
            "The notebook reads nothing: it calls nothing of opsg.",
            "Begin with: from opsg import page",
            "warning",
        )


def _python(cell: Mapping[str, Any]) -> str:
    """The Python of a cell, without the lines that are only IPython's."""
    lines = "".join(cell["source"]).splitlines()
    return "\n".join(line for line in lines if not line.lstrip().startswith(("%", "!", "?")))


def _reads(code: str) -> bool:
    """Whether something that comes from opsg is called; so it seems where code cannot be parsed."""
    try:
        tree = ast.parse(code)
    except SyntaxError:
        return True
    ours = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "opsg":
            ours |= {name.asname or name.name for name in node.names}
        elif isinstance(node, ast.Import):
            names = [name for name in node.names if name.name.split(".")[0] == "opsg"]
            ours |= {name.asname or "opsg" for name in names}
    called = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return any(
        isinstance(node, ast.Name) and node.id in ours for call in called for node in ast.walk(call)
    )
