"""Finds what Python packages bring along besides Python: programs, and letters to set texts in."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from opsg.core.errors import UserError


def find(package: str, file: str, what: str) -> Path:
    """A `file` in the folder of a package, which is not imported.

    `what` says what it is, as in "Pandoc of the package pypandoc_binary". Raises UserError if it is
    missing.
    """
    spec = importlib.util.find_spec(package)
    path = Path(spec.origin).parent / file if spec and spec.origin else None
    if path is None or not path.is_file():
        remedy = "Install the project anew: `make site` does."
        raise UserError(f"the {what} is missing.", remedy=remedy)
    return path
