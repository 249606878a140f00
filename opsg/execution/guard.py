"""Keeps the cells of a build's notebook from reading the facts past `opsg`, and records the rest.

Nobody would know of which edition and month such rows are. `worker` begins it in each process that
runs a notebook; what `opsg` itself reads for a cell passes.
"""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

from opsg.core import edition
from opsg.core.cache import tracking
from opsg.core.errors import UserError
from opsg.data.folder import data_folder


def begin() -> None:
    """From now on, to the end of the process, hold to the edition and look at what cells read."""
    edition.settle()
    try:
        facts = str(data_folder().resolve())
    except UserError:
        return
    sys.addaudithook(functools.partial(_audit, facts))
    import polars

    # Polars reads past Python, which then tells of nothing.
    for name in dir(polars):
        if name.startswith(("read_", "scan_")):
            setattr(polars, name, _watched(getattr(polars, name), facts))


def _audit(facts: str, event: str, arguments: tuple[Any, ...]) -> None:
    if event in ("open", "os.listdir", "os.scandir"):
        _refuse_facts(arguments[0], facts)


def _watched(read: Callable[..., Any], facts: str) -> Callable[..., Any]:
    @functools.wraps(read)
    def watched(*arguments: Any, **options: Any) -> Any:
        sources = arguments[0] if arguments else options.get("source")
        for source in sources if isinstance(sources, list | tuple) else [sources]:
            path = str(source).removeprefix("file://") if isinstance(source, str | Path) else ""
            if path and "://" not in path:
                _refuse_facts(path, facts)
                tracking.file(Path(path))
        return read(*arguments, **options)

    return watched


def _refuse_facts(path: object, facts: str) -> None:
    """Raises UserError if a cell, and nothing of `opsg` for it, reads what is in the folder."""
    if not isinstance(path, str | bytes | os.PathLike) or not _is_of_a_cell(sys._getframe(2)):
        return
    name = os.fsdecode(path)
    if Path(os.path.realpath(name)).is_relative_to(facts):
        raise UserError(
            f"A notebook reads {Path(name).name} past opsg: nobody would know its edition.",
            remedy="Take the rows from the issue: issue.rows() or issue.rows('alerts')",
        )


def _is_of_a_cell(frame: FrameType | None) -> bool:
    """Whether a cell stands behind a call, or a thread that it began, and no `opsg` between."""
    while frame is not None:
        name = str(frame.f_globals.get("__name__"))
        if name == "__main__":
            return True
        if name.startswith("opsg."):
            return name == __name__ and _is_of_a_cell(frame.f_back)
        frame = frame.f_back
    return True
