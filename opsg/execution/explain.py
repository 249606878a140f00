"""Why a notebook is run again, in plain words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from opsg.core.cache import digests
from opsg.core.cache.inputs import LOCK
from opsg.execution.cache import Memory
from opsg.execution.plan import Task

SHOWN = 5
"""How many changed files of the program are named one by one."""


def why(task: Task, memory: Memory) -> list[str]:
    """What has changed since the notebook was last run, a sentence each; none if nothing has."""
    if memory.recall(task) is not None:
        return []
    then = memory.last(task)
    if then is None:
        return [f"{task.where} has not been run here yet."]
    return list(dict.fromkeys(_changes(task, then, memory)))


def _changes(task: Task, then: dict[str, Any], memory: Memory) -> Iterator[str]:
    now = memory.basis(task)
    if then["notebook"] != now["notebook"]:
        yield f"{task.where} has changed."
    for name, value in now["parameters"].items():
        if name not in then["parameters"]:
            yield f"The parameter {name} is new."
        elif then["parameters"][name] != value:
            yield f"The parameter {name} was {then['parameters'][name]} and is {value}."
    yield from _files(then["read"], memory.now(then["read"]))
    yield from _program(then["program"], now["program"])


def _files(then: Mapping[str, str], now: Mapping[str, str]) -> Iterator[str]:
    for name, value in then.items():
        if now[name] == value:
            continue
        if name.endswith("/"):
            before, after = set(digests.split_names(value)), set(digests.split_names(now[name]))
            yield from (f"{name}{added} is new." for added in sorted(after - before))
            yield from (f"{name}{gone} is gone." for gone in sorted(before - after))
        elif value == digests.ABSENT:
            yield f"{name} is new."
        elif now[name] == digests.ABSENT:
            yield f"{name} is gone."
        else:
            yield f"{name} has changed."


def _program(then: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    yield from _shortened(sorted(_code(then["code"], now["code"])))
    yield from _versions(then["packages"], now["packages"])
    if then["Python"] != now["Python"]:
        yield f"Python was {then['Python']} and is {now['Python']}."
    if then[LOCK] != now[LOCK]:
        yield f"{LOCK} has changed."


def _code(then: Mapping[str, str], now: Mapping[str, str]) -> Iterator[str]:
    """The program's files that are not what they were."""
    for name in then.keys() | now.keys():
        if then.get(name) != now.get(name) and not name.endswith("/"):
            yield name


def _shortened(names: list[str]) -> Iterator[str]:
    yield from (f"{name} has changed." for name in names[:SHOWN])
    if len(names) > SHOWN:
        yield f"{len(names) - SHOWN} more files of the program have changed."


def _versions(then: Mapping[str, str], now: Mapping[str, str]) -> Iterator[str]:
    for name in sorted(then.keys() | now.keys()):
        before, after = then.get(name), now.get(name)
        if before is None:
            yield f"The package {name} {after} is new."
        elif after is None:
            yield f"The package {name} {before} is gone."
        elif before != after:
            yield f"The package {name} was {before} and is {after}."
