"""YAML settings of pages and folders: reading, layering and paths, by Quarto's rules."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from opsg.core.errors import UserError

FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?\n)?(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)


class _Loader(yaml.SafeLoader):
    """YAML 1.2's core schema, as Quarto reads it: dates and `yes` stay text."""


_Loader.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", r"[-+]?(?:0|[1-9][0-9]*)", "-+0123456789"),
    ("float", r"[-+]?(?:\.[0-9]+|[0-9]+\.[0-9]*)(?:[eE][-+]?[0-9]+)?", "-+.0123456789"),
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
):
    _Loader.add_implicit_resolver(
        f"tag:yaml.org,2002:{_tag}", re.compile(f"^(?:{_pattern})$"), list(_first)
    )


def parse(text: str, where: str, first_line: int = 1) -> dict[str, Any]:
    """The settings in `text`, which starts on `first_line` of `where`.

    Raises UserError with file and line if they are not a YAML mapping with text keys.
    """
    try:
        values = yaml.load(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = first_line + (mark.line if mark else 0)
        raise UserError(
            f"the YAML cannot be read: {error.problem}.",
            where=f"{where}:{line}",
            remedy="Mend it; text with a colon or a quotation mark goes into quotes.",
        ) from error
    if values is None:
        return {}
    if not isinstance(values, dict) or not all(isinstance(key, str) for key in values):
        raise UserError(
            "the settings are not a list of names and values.",
            where=where,
            remedy="Write each on a line of its own, as `name: value`.",
        )
    return values


def text_of(path: Path, where: str) -> str:
    """The text in a file. Raises UserError if it cannot be read."""
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise UserError(f"the file cannot be read: {error.strerror}.", where=where) from error
    except UnicodeDecodeError as error:
        raise UserError(
            "the file is not UTF-8 text.", where=where, remedy="Save it as UTF-8."
        ) from error


def read(path: Path, where: str) -> dict[str, Any]:
    """The settings in a YAML file. Raises UserError if it cannot be read."""
    return parse(text_of(path, where), where)


def split_front_matter(text: str) -> tuple[str | None, str]:
    """The YAML between the `---` lines at the top of `text`, None without them, and the rest."""
    match = FRONT_MATTER.match(text)
    if match is None:
        return None, text
    return match[1] or "", text[match.end() :]


def merge(lower: Mapping[str, Any], upper: Mapping[str, Any]) -> dict[str, Any]:
    """`lower` with `upper` on top: mappings merge, lists join, all else is replaced."""
    merged = dict(lower)
    for key, value in upper.items():
        merged[key] = _merged(lower[key], value) if key in lower else value
    return merged


def _merged(lower: Any, upper: Any) -> Any:
    if isinstance(lower, Mapping) and isinstance(upper, Mapping):
        return merge(lower, upper)
    if (isinstance(lower, list) and upper) or (isinstance(upper, list) and lower):
        joined = as_list(lower) + as_list(upper)
        return [value for index, value in enumerate(joined) if value not in joined[:index]]
    return upper


def as_list(value: Any) -> list[Any]:
    """`value` if it is a list, else a list of it alone."""
    return value if isinstance(value, list) else [value]


def seen_from(values: Any, base: Path, page_folder: Path) -> Any:
    """`values` with every text that names a file or folder under `base` as `page_folder` sees it.

    Quarto does so with all settings of a project or folder, whatever their names.
    """
    if isinstance(values, Mapping):
        return {key: seen_from(value, base, page_folder) for key, value in values.items()}
    if isinstance(values, list):
        return [seen_from(value, base, page_folder) for value in values]
    if isinstance(values, str) and values and _exists(base, values):
        path = os.path.relpath(base / values, page_folder).replace(os.sep, "/")
        return f"{path}/" if values.endswith("/") else path
    return values


def _exists(base: Path, value: str) -> bool:
    try:
        return not value.startswith("/") and (base / value).exists()
    except (OSError, ValueError):
        return False
