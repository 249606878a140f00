"""Functions called by their names, so that a call can be sent to another process."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any


def call(function: str, arguments: Mapping[str, object]) -> Any:
    """Call a function such as `opsg.build.jobs:feeds`; what it returns must be plain values."""
    module, _, name = function.partition(":")
    return getattr(import_module(module), name)(**arguments)
