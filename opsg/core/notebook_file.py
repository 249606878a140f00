"""A notebook as the file that Git keeps: what analysts wrote, and nothing that editors add.

Opening, running and saving a notebook adds outputs, counts, and the names of kernels and versions,
of which each editor has its own. The project's JupyterLab leaves them out when it saves, and Git's
filter for `notebooks/` takes out what others left, by the command `tidy`; `check` tells of a file
that is not tidy. What stays stands as JupyterLab and VS Code write it: indented by one space, keys
in order.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

_METADATA = {
    "kernelspec": {"display_name": "Issues Log", "language": "python", "name": "opsg"},
    "language_info": {"name": "python"},
}
"""The kernel that `make` installs, and which jupyter finds by its name."""


def texts(path: Path) -> list[tuple[str, str]]:
    """The kind and the text of each cell in a file; none of one that is no notebook."""
    try:
        cells = json.loads(path.read_bytes())["cells"]
        return [(cell["cell_type"], "".join(cell["source"])) for cell in cells]
    except (OSError, ValueError, TypeError, LookupError, RecursionError):
        return []  # which whoever runs the notebook tells


def tidy_file(path: Path) -> bool:
    """Tidy the notebook at `path`; whether that changed it."""
    content = path.read_bytes()
    tidy = tidied(content)
    if tidy != content:
        path.write_bytes(tidy)
    return tidy != content


def tidied(content: bytes) -> bytes:
    """The notebook's file without what editors add; what is no notebook of format 4, unchanged.

    Outputs, counts, metadata and cells without content go. Cells keep their tags.
    """
    try:
        notebook = json.loads(content)
    except (ValueError, RecursionError):
        return content
    return written(notebook) if _is_notebook(notebook) else content


def written(notebook: Mapping[str, Any]) -> bytes:
    """The file of a notebook of format 4."""
    from nbformat.v4 import writes

    return f"{writes(_without_additions(notebook))}\n".encode()


def before_save(model: dict[str, Any], **_: Any) -> None:
    """What the project's JupyterLab does before it writes a file."""
    if model["type"] == "notebook" and _is_notebook(model["content"]):
        model["content"] = _without_additions(model["content"])


def _without_additions(notebook: Mapping[str, Any]) -> Any:
    # nbformat's `reads` would give a cell without an id another one each time.
    from nbformat.v4 import to_notebook

    read = to_notebook({"metadata": {}, **notebook})
    cells = [_tidied(cell) for cell in read.cells if _is_kept(cell)]
    return to_notebook({**notebook, "cells": cells, "metadata": _METADATA})


def _is_notebook(value: Any) -> bool:
    if not isinstance(value, dict) or value.get("nbformat") != 4:
        return False
    cells = value.get("cells")
    return isinstance(cells, list) and all(
        isinstance(cell, dict) and {"cell_type", "metadata", "source"} <= cell.keys()
        for cell in cells
    )


def _is_kept(cell: Any) -> bool:
    """Whether a cell holds anything; running the last one makes JupyterLab add an empty one."""
    return bool(cell.source.strip() or cell.metadata.get("tags"))


def _tidied(cell: Any) -> dict[str, Any]:
    kept = {key: cell[key] for key in ("cell_type", "id", "attachments") if key in cell}
    tags = cell.metadata.get("tags")
    kept["metadata"] = {"tags": tags} if tags else {}
    kept["source"] = cell.source.replace("\r\n", "\n")
    if cell.cell_type == "code":
        kept |= {"execution_count": None, "outputs": []}
    return kept
