"""`{{< include file.qmd >}}`: the file's text in place of the line."""

from __future__ import annotations

import re
from pathlib import Path

from opsg.core.errors import UserError
from opsg.rendering.settings import split_front_matter, text_of

_INCLUDE = re.compile(r"^\{\{<\s*include\s+(\S+)\s*>\}\}[ \t]*$", re.MULTILINE)


def expand(text: str, folder: Path, project: Path, where: str, above: tuple[Path, ...] = ()) -> str:
    """`text` with its includes in place.

    A name is meant from `folder`, with a leading `/` from the project's. Raises UserError if a
    file is missing, includes itself, or has settings of its own.
    """

    def included(match: re.Match[str]) -> str:
        name = match[1].strip("\"'")
        path = project / name[1:] if name.startswith("/") else folder / name
        content = text_of(path, f"{where}, include {name}")
        if path.resolve() in above:
            raise UserError(f"the included file '{name}' includes itself.", where=where)
        if split_front_matter(content)[0] is not None:
            raise UserError(
                f"the included file '{name}' has settings of its own.",
                where=where,
                remedy="Leave out the lines between `---`.",
            )
        return expand(content, folder, project, where, (*above, path.resolve())).rstrip("\n")

    return _INCLUDE.sub(included, text)
