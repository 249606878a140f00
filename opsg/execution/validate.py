"""Checks notebooks as analysts left them, without running any; refuses what cannot be run.

`build.check` calls `check_notebooks`; `run` calls `validate_notebook` for what it is about to run.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from opsg.core import notebook_file
from opsg.core.cache import digests
from opsg.core.cache.inputs import Inputs
from opsg.core.cache.store import Cache
from opsg.core.errors import Finding, Place, UserError
from opsg.execution import code

if TYPE_CHECKING:
    from nbformat import NotebookNode


def check_notebooks(
    folder: Path, slugs: Sequence[str], inputs: Inputs, cache: Cache
) -> list[Finding]:
    """What is wrong with the notebooks of a folder, in which issues' are called by their `slugs`.

    Errors are what keeps a notebook from being run; what editors added to it, and that it reads
    nothing, are warnings. One that was looked at before is not read again.
    """
    findings: list[Finding] = []
    for path in sorted(folder.glob("*.ipynb")):
        where = f"{folder.name}/{path.name}"
        parameters = [*(["slug"] if path.stem in slugs else []), "month", "reported_only"]
        label = f"notebook.{path.stem}"
        key = digests.digest(inputs[where], parameters, inputs.program_digest)
        cached = next(cache.find(label, key), None)
        if cached:
            findings += [Finding.restore(each) for each in cached.facts["findings"]]
            continue
        new = [*_findings(path, where, parameters)]
        cache.keep(label, key, {"findings": [asdict(each) for each in new]}, {})
        findings += new
    return findings


def validate_notebook(path: Path, parameters: Iterable[str], *, where: str) -> None:
    """See that the file at `path`, in errors `where`, can be run as a notebook with `parameters`.

    Raises UserError if it is no notebook, is of an old format or another language, has no cell
    tagged `parameters` that sets each of them, or does with them or the facts what it must not.
    """
    import nbformat

    try:
        raw = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"the notebook cannot be read: {error}.", where=where) from error
    try:
        notebook = nbformat.reads(raw, as_version=nbformat.NO_CONVERT)
    except Exception as error:
        first = str(error).strip().splitlines()[0]
        raise UserError(f"this is not a notebook: {first}", where=where) from error
    _require_python_4(notebook, where)
    try:
        nbformat.validate(notebook)
    except nbformat.ValidationError as error:
        raise UserError(f"this is not a notebook: {error.message}.", where=where) from error
    findings = [
        *_unknown(notebook, where, parameters),
        *code.find_wrong(notebook.cells, [*parameters], where),
    ]
    if findings:
        raise UserError.of(findings)


def _require_python_4(notebook: NotebookNode, where: str) -> None:
    if "metadata" not in notebook:
        raise UserError("this is not a notebook: it has no 'metadata'.", where=where)
    if notebook.get("nbformat", 1) < 4:
        raise UserError(
            f"the notebook is in the old format {notebook.get('nbformat', 1)}.",
            where=where,
            remedy="Open it in JupyterLab and save it.",
        )
    language = notebook.metadata.get("kernelspec", {}).get("language") or notebook.metadata.get(
        "language_info", {}
    ).get("name")
    if language != "python":
        raise UserError(
            f"the notebook is in {language or 'a language that it does not name'}.",
            where=where,
            remedy="Choose a Python kernel in JupyterLab and save it.",
        )


def _unknown(notebook: NotebookNode, where: str, parameters: Iterable[str]) -> Iterable[Finding]:
    """What papermill only warns of: a notebook without the cell, or the cell without the name."""
    from nbformat import v4
    from papermill import inspect_notebook

    cells = [cell for cell in notebook.cells if code.PARAMETERS in cell.metadata.get("tags", [])]
    if not cells:
        yield Finding(
            where,
            "the notebook has no cell tagged 'parameters'.",
            "Tag the cell that sets month in JupyterLab's property inspector.",
        )
        return
    # Papermill writes and reads all that it is given.
    known = inspect_notebook(v4.new_notebook(metadata=notebook.metadata, cells=cells[:1]))
    for name in parameters:
        if name not in known:
            yield Finding(
                where,
                f"the notebook's parameters cell does not set '{name}'.",
                f"Add a line such as: {name} = …",
            )


def _findings(path: Path, where: str, parameters: Sequence[str]) -> Iterator[Finding]:
    try:
        validate_notebook(path, parameters, where=where)
    except UserError as error:
        yield from error.findings
        return
    content = path.read_bytes()
    cells = json.loads(content)["cells"]
    if notebook_file.tidied(content) != content:
        outputs = (number for number, cell in enumerate(cells, 1) if cell.get("outputs"))
        first = next(outputs, None)
        what = "outputs" if first else "what an editor added, or is not in nbformat's own form"
        yield Finding(
            Place(where, cell=first),
            f"The notebook holds {what}.",
            f"Take it out: python build.py tidy {where}",
            "warning",
        )
    if not code.reads(cells):
        yield Finding(
            where,
            "The notebook reads nothing: it calls nothing of opsg.",
            "Begin with: from opsg.pages.issue import open_issue",
            "warning",
        )
