"""Sets of names: those that are known, such as attributes and settings, and one that is new."""

from __future__ import annotations

from collections.abc import Container
from itertools import count


def vocabulary(text: str) -> frozenset[str]:
    """The names that stand in a text, apart from one another."""
    return frozenset(text.split())


def unused(name: str, taken: Container[str], numbered: str = "{}-{}") -> str:
    """The name, or `numbered` from 2 on if it is taken.

    >>> unused("hub", ["hub", "hub-2"]), unused("Value", ["Value"], "{} ({})")
    ('hub-3', 'Value (2)')
    """
    if name not in taken:
        return name
    return next(new for n in count(2) if (new := numbered.format(name, n)) not in taken)
