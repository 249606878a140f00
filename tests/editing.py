"""Edits of files that tests make."""

from pathlib import Path


def change(path: Path, old: str, new: str) -> None:
    """Put `new` in place of the first `old` in a file, which must have it."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
