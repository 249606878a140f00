"""Checks a YAML document against a model, and tells each refusal with its line and a remedy."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from opsg.core.errors import Finding, UserError, nearest
from opsg.data.frontmatter import Source, Step

Kind = TypeVar("Kind")

_EXPECTED = {
    "bool_parsing": "be true or false",
    "bool_type": "be true or false",
    "date_from_datetime_parsing": "be a date such as 2021-02-23",
    "date_type": "be a date such as 2021-02-23",
    "dict_type": "be keys and values",
    "float_parsing": "be a number",
    "float_type": "be a number",
    "int_from_float": "be a whole number",
    "int_parsing": "be a whole number",
    "int_type": "be a whole number",
    "model_type": "be keys and values",
    "string_type": "be text",
    "tuple_type": "be a list",
}
"""What a value should be, in plain words, by pydantic's name for the refusal."""

_LONGEST = 200
_adapter: Callable[[Any], TypeAdapter[Any]] = lru_cache(TypeAdapter)


def validate(kind: type[Kind], source: Source) -> Kind:
    """The document as a value of `kind`, a model or a tuple of models.

    Raises UserError with everything that is refused: each with its line, and with the nearest
    valid word where a key or one of a closed list of words is wrong.
    """
    try:
        value: Kind = _adapter(kind).validate_python(source.value)
    except ValidationError as error:
        findings: dict[tuple[Step, ...], Finding] = {}
        for detail in error.errors(include_url=False):
            part, finding = _finding(kind, source, detail)
            # A value that may be of several types is refused once for each of them.
            findings.setdefault(part, finding)
        raise UserError.of(list(findings.values())) from None
    return value


def _finding(kind: Any, source: Source, detail: ErrorDetails) -> tuple[tuple[Step, ...], Finding]:
    path = detail["loc"]
    part = source.locate(path)
    where = source.where(*part)
    key = next((step for step in reversed(part) if isinstance(step, str)), "")
    subject = f"'{key}'" if key else "The file"
    match detail["type"]:
        case "missing":
            return path, Finding(where, f"'{path[-1]}' is missing.")
        case "extra_forbidden":
            problem = f"{_shown(path[-1])} is not a key here."
            return path, Finding(where, problem, nearest(str(path[-1]), _keys(kind, path)))
        case "literal_error":
            words = re.findall(r"'([^']*)'", detail["ctx"]["expected"])
            problem = f"{_shown(detail['input'])} is not a valid {key}."
            return part, Finding(where, problem, nearest(str(detail["input"]), words))
        case "mistake":
            return part, Finding(where, detail["msg"], detail["ctx"]["remedy"])
        case "too_short" | "string_too_short":
            return part, Finding(where, f"{subject} should not be empty.")
        case refused:
            given = detail["input"]
            says = _EXPECTED.get(refused) or re.sub(r"^\w+ should ", "", detail["msg"])
            remedy = "Put it in quotes." if says == "be text" and given is not None else ""
            problem = f"{subject} should {says}, not {_shown(given)}."
            return part, Finding(where, problem, remedy)


def _shown(value: object) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, dict):
        return "keys and values"
    if isinstance(value, list):
        return "a list"
    text = str(value)
    return f"'{text[:_LONGEST]}…'" if len(text) > _LONGEST else f"'{text}'"


def _keys(kind: Any, path: Sequence[Step]) -> list[str]:
    """The keys that the model has which `path` leads into, starting from `kind`."""
    model = _model(kind)
    for step in path[:-1]:
        if model and isinstance(step, str) and step in model.model_fields:
            model = _model(model.model_fields[step].annotation)
    return list(model.model_fields) if model else []


def _model(kind: Any) -> type[BaseModel] | None:
    """The model that an annotation such as `tuple[Model, ...] | None` is about."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return kind
    return next((model for part in get_args(kind) if (model := _model(part))), None)
