"""Look at a notebook as an analyst left it, and refuse what cannot be run, with words that help."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from opsg.core.errors import Finding, UserError

if TYPE_CHECKING:
    from nbformat import NotebookNode


def check(path: Path, parameters: Iterable[str], *, where: str) -> None:
    """See that the file at `path`, in errors `where`, can be run as a notebook with `parameters`.

    Raises UserError if it is no notebook, is of an old format or another language, or has no
    cell tagged `parameters` that sets each of them.
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
    findings = list(_unknown(notebook, where, parameters))
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
    from papermill import inspect_notebook

    if not any("parameters" in cell.metadata.get("tags", []) for cell in notebook.cells):
        yield Finding(
            where,
            "the notebook has no cell tagged 'parameters'.",
            "Tag the cell that sets month in JupyterLab's property inspector.",
        )
        return
    known = inspect_notebook(notebook)
    for name in parameters:
        if name not in known:
            yield Finding(
                where,
                f"the notebook's parameters cell does not set '{name}'.",
                f"Add a line such as: {name} = …",
            )
