"""Whether what a cell shows is made from the log alone, by the code that it was made with.

Nothing but the code can tell: a frame that was grouped and joined has no memory of its rows. The
code of the cell is followed back, from name to name, through the cells that ran before. What is
then neither taken from an issue nor worked out from it is from elsewhere, and must say its source:
numbers that are written out, files and addresses that are read, and whatever is not known here.
This guards against mistakes. Who means to deceive can.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from opsg.core.syntax import imported, parsed
from opsg.core.vocabulary import vocabulary
from opsg.pages.own.made import Made, scalars

_LOG = "opsg.pages"

_BUILTINS = vocabulary("""
    abs all any bool callable dict display divmod enumerate filter float format frozenset
    get_ipython hasattr int isinstance iter len list map max min next object print property reversed
    round set slice sorted staticmethod str sum super tuple type zip Exception ValueError KeyError
    StopIteration
""")


class Origin(NamedTuple):
    """Whether the code takes something from the `log`, and what of it is not from there."""

    log: bool
    elsewhere: tuple[str, ...]


def origin(cells: Sequence[str]) -> Origin:
    """The origin of what the last of some cells shows, which ran in this order."""
    # What is no Python did not run either.
    trees = [tree for tree in map(parsed, cells) if tree]
    if not trees:
        return Origin(False, ())
    statements = _behind([one for tree in trees[:-1] for one in tree.body], trees[-1].body)
    modules = dict(pair for one in statements for pair in imported(one))
    numbers = {name for one in statements for name in scalars(one)}
    made = [says for one in statements for says in Made(modules, numbers).found(one)]
    defined = {name for one in statements for name in _defined(one)}
    free = {name for one in statements for name in _loaded(one)} - defined - _BUILTINS
    made += [f"`{name}`, which no cell here defines" for name in sorted(free)]
    return Origin(
        any(module.startswith(_LOG) for module in modules.values()), tuple(dict.fromkeys(made))
    )


def _behind(earlier: Sequence[ast.stmt], last: Sequence[ast.stmt]) -> list[ast.stmt]:
    """The statements of the last cell, and all before that made or changed what they use."""
    statements = list(last)
    same = dict(_aliases([*earlier, *last]))
    needed = {name for one in last for name in _loaded(one)}
    for one in reversed(earlier):
        needed |= {alias for name in needed for alias in same.get(name, ())}
        defined = set(_defined(one))
        if not needed & (defined | set(_changed(one))):
            continue
        statements.append(one)
        if isinstance(one, ast.Assign) and all(isinstance(to, ast.Name) for to in one.targets):
            # What it was before is gone.
            needed -= defined
        needed |= set(_loaded(one))
    return statements


def _aliases(statements: Iterable[ast.stmt]) -> Iterator[tuple[str, set[str]]]:
    """By a name, the other names of the same thing: Plotly's figures return themselves."""
    same: dict[str, set[str]] = {}
    for one in statements:
        if not isinstance(one, ast.Assign) or not isinstance(one.targets[0], ast.Name):
            continue
        value = one.value
        if isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute):
            if not value.func.attr.startswith(("add_", "update_", "for_each_")):
                continue
            value = value.func.value
        if isinstance(value, ast.Name):
            both = {one.targets[0].id, value.id}
            both |= {each for name in both for each in same.get(name, ())}
            same |= dict.fromkeys(both, both)
    yield from same.items()


def _loaded(statement: ast.stmt) -> Iterator[str]:
    own = {node.arg for node in ast.walk(statement) if isinstance(node, ast.arg)}
    for node in ast.walk(statement):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id not in own:
            yield node.id


def _defined(statement: ast.stmt) -> Iterator[str]:
    for node in ast.walk(statement):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store | ast.Del):
            yield node.id
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.ExceptHandler):
            yield node.name or ""
    yield from (name for name, _ in imported(statement))


def _changed(statement: ast.stmt) -> Iterator[str]:
    """The names of what a statement may change: what it calls or sets without naming it anew."""
    for node in ast.walk(statement):
        sets = isinstance(node, ast.Attribute | ast.Subscript) and isinstance(node.ctx, ast.Store)
        if sets or isinstance(node, ast.Expr):
            yield from (part.id for part in ast.walk(node) if isinstance(part, ast.Name))
