"""What the Python of a notebook's cells must not do; `validate` asks before anything runs.

It is read and not run. What cannot be parsed, such as IPython's own syntax, is left to the run.
"""

from __future__ import annotations

import ast
import posixpath
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from opsg.core import syntax
from opsg.core.errors import Finding, Place

PARAMETERS = "parameters"
"""The tag of the cell that sets what a build replaces."""

_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


def find_wrong(
    cells: Sequence[Mapping[str, Any]], parameters: Collection[str], where: str
) -> Iterator[Finding]:
    """Where cells set parameters anew that the build gives, read the facts past `opsg`, or leave.

    `cells` are a notebook's; in errors it is called `where`.
    """
    given = False
    for number, cell in enumerate(cells, 1):
        tree = _parsed(cell) or ast.Module([], [])
        for name, line in _names_set(tree) if given else ():
            if name in parameters:
                yield Finding(
                    Place(where, line=line, cell=number),
                    f"this sets '{name}', which the build gives.",
                    "Use another name, or take the line out.",
                )
        given |= PARAMETERS in cell["metadata"].get("tags", ())
        for name, line in _exits(tree):
            yield Finding(
                Place(where, line=line, cell=number),
                f"`{name}()` leaves the notebook before its end.",
                "Take it out.",
            )
        for line in _paths_of_facts(tree):
            yield Finding(
                Place(where, line=line, cell=number),
                "this names a file of the facts, whose edition and month nobody would know.",
                "Take the rows from the issue: issue.rows() or issue.rows('alerts')",
            )


def reads(cells: Iterable[Mapping[str, Any]]) -> bool:
    """Whether something that comes from opsg is called; so it seems where code is not parsed."""
    trees = [_parsed(cell) for cell in cells]
    if None in trees:
        return True
    code = ast.Module([each for tree in trees if tree for each in tree.body], [])
    ours = {name for name, module in syntax.imported(code) if module.split(".")[0] == "opsg"}
    called = [node.func for node in ast.walk(code) if isinstance(node, ast.Call)]
    return any(
        isinstance(node, ast.Name) and node.id in ours for call in called for node in ast.walk(call)
    )


def _parsed(cell: Mapping[str, Any]) -> ast.Module | None:
    """The code of a cell, of which one of Markdown has none; None if it cannot be parsed."""
    return syntax.parsed("".join(cell["source"]) if cell["cell_type"] == "code" else "")


def _names_set(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """The names that a cell sets or deletes for the cells after it, each with its line."""
    hidden = {id(name) for each in _own_names(tree) for name in ast.walk(each)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            if id(node) not in hidden:
                yield node.id, node.lineno
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name, node.lineno
        elif isinstance(node, ast.Import | ast.ImportFrom):
            yield from ((name, node.lineno) for name, _ in syntax.imported(node))
        elif isinstance(node, ast.Global):
            yield from ((name, node.lineno) for name in node.names)


def _own_names(tree: ast.AST) -> Iterator[ast.AST]:
    """The parts of code whose names are their own: functions, and what comprehensions go over."""
    for node in ast.walk(tree):
        if isinstance(node, _SCOPES):
            yield node
        elif isinstance(node, _COMPREHENSIONS):
            yield from (each.target for each in node.generators)


def _exits(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """The calls of IPython's `exit`, which one engine obeys and the other does not."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            name = node.func.id
            yield from [(name, node.lineno)] if name in ("exit", "quit") else ()


def _paths_of_facts(tree: ast.AST) -> Iterator[int]:
    """The lines of a cell in which a path below `data/` is written, as seen from `notebooks/`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            path = posixpath.normpath(node.value.replace("\\", "/"))
            if "\n" not in path and (path == "../data" or path.startswith("../data/")):
                yield node.lineno
