"""Functions called by their names, so that a call can be sent to another process."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module


def call(function: str, arguments: Mapping[str, object]) -> None:
    """Call a function such as `opsg.offering:feeds`, for what it does."""
    module, _, name = function.partition(":")
    getattr(import_module(module), name)(**arguments)
