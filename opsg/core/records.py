"""Reads what a program has noted in JSON: a build for the next one, a lock, a Jupyter server."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def read(path: Path) -> dict[str, Any]:
    """The object in a file of JSON; empty where there is no file, or it holds something else."""
    try:
        value = json.loads(path.read_bytes()) if path.is_file() else None
    except (OSError, ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}
