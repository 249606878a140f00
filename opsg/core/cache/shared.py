"""What the processes of one build share: who needs something first works it out for the others."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

FOLDER = "OPSG_SHARED"
"""The variable with the folder of a build where it is kept; elsewhere nothing is shared."""

Value = TypeVar("Value")


def shared(key: str, make: Callable[[], Value]) -> Value:
    """What `make` gives, or gave in another process; `key` is the digest of what it depends on."""
    if FOLDER not in os.environ:
        return make()
    path = Path(os.environ[FOLDER], key)
    if path.exists():
        kept: Value = pickle.loads(path.read_bytes())
        return kept
    value = make()
    written = path.with_name(f"{path.name}.{os.getpid()}")
    # The build may be over, or the disk full: then nobody shares it.
    with suppress(OSError):
        written.write_bytes(pickle.dumps(value))
        written.replace(path)
    return value
