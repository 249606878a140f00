"""Closed sets of names, written as a text: attributes, elements and settings that are known."""

from __future__ import annotations


def vocabulary(text: str) -> frozenset[str]:
    """The names that stand in a text, apart from one another."""
    return frozenset(text.split())
