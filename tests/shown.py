"""What a notebook shows, its cells run one after the other in this process."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import IPython.display
import pytest

from opsg.pages.parts import Pieces


def shown(notebook: Path, **parameters: object) -> list[Any]:
    """The pieces that a notebook's cells show, with other parameters than those written there.

    A figure of Plotly's is dressed as by its issue; those of other libraries are left out.
    """
    names: dict[str, Any] = {"__name__": "__main__", "__file__": str(notebook)}
    pieces: list[Any] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(IPython.display, "display", lambda *given: pieces.extend(given))
        for cell in json.loads(notebook.read_text("utf-8"))["cells"]:
            if cell["cell_type"] != "code":
                continue
            tree = ast.parse("".join(cell["source"]), notebook.name)
            last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
            exec(compile(tree, notebook.name, "exec"), names)
            if last:
                value = eval(compile(ast.Expression(last.value), notebook.name, "eval"), names)
                if isinstance(value, Pieces):
                    pieces.extend(value)
                elif type(value).__module__.startswith("opsg."):
                    pieces.append(value)
                elif hasattr(value, "to_plotly_json"):
                    pieces.append(names["issue"].figure(value))
            if "parameters" in cell["metadata"].get("tags", ()):
                names |= parameters
    return pieces


def html(pieces: list[Any]) -> str:
    """What the pieces are made of, texts of the log as they were written."""
    bundles = (piece._repr_mimebundle_() for piece in pieces)
    return "\n".join(bundle.get("text/html", bundle.get("text/markdown", "")) for bundle in bundles)
