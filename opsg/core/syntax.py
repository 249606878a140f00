"""The Python of notebooks' cells, which is read here and not run."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from contextlib import suppress


def parsed(source: str) -> ast.Module | None:
    """The code of a cell; None for what is no Python, even without the lines that are IPython's.

    >>> [type(each).__name__ for each in parsed("%matplotlib inline\\nissue.rows()").body]
    ['Pass', 'Expr']
    """
    for text in (source, "\n".join(map(_python, source.splitlines()))):
        with suppress(SyntaxError, ValueError):
            return ast.parse(text)
    return None


def imported(code: ast.AST) -> Iterator[tuple[str, str]]:
    """The names that code imports, each with the module or what of it it is."""
    for node in ast.walk(code):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.asname or alias.name.split(".")[0], alias.name
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                yield alias.asname or alias.name, f"{node.module}.{alias.name}"


def _python(line: str) -> str:
    """A line of a cell; one that is only IPython's does nothing, where it stands."""
    code = line.lstrip()
    return f"{line[: -len(code)]}pass" if code.startswith(("%", "!", "?")) else line
