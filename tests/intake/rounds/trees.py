"""Compares a folder before and after."""

from pathlib import Path


def tree(folder: Path) -> dict[str, str]:
    """Every file of a folder with its text."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes().decode()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
