"""Reads values that may be others than they should: what programs noted in JSON, and people wrote.

A build notes things for the next one, a lock its holder, and a Jupyter server where it is.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any


def read(path: Path) -> dict[str, Any]:
    """The object in a file of JSON; empty where there is no file, or it holds something else."""
    try:
        value = json.loads(path.read_bytes()) if path.is_file() else None
    except (OSError, ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def rows(values: Mapping[str, object], key: str) -> list[dict[str, Any]]:
    """The mappings in a list under a key; none where there is no such list."""
    listed = values.get(key)
    return [row for row in listed if isinstance(row, dict)] if isinstance(listed, list) else []
