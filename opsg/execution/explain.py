"""Why a notebook is run again, in plain words, for the command `why`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from opsg.core.cache import digests
from opsg.core.cache.inputs import LOCK
from opsg.core.cache.tracking import UNTIL
from opsg.data import fact_words
from opsg.execution.cache import NotebookCache
from opsg.execution.plan import Task

MOST_FILES = 5
"""How many changed files of the program are named one by one."""


def list_reasons(task: Task, cache: NotebookCache) -> list[str]:
    """What has changed since the notebook was last run, a sentence each; none if nothing has."""
    if cache.find_all([task])[task] is not None:
        return []
    then = cache.latest(task)
    if then is None:
        return [f"{task.where} has not been run here yet."]
    return list(dict.fromkeys(_changes(task, then, cache)))


def _changes(task: Task, then: dict[str, Any], cache: NotebookCache) -> Iterator[str]:
    now = cache.basis(task)
    if then["notebook"] != now["notebook"]:
        yield f"{task.where} has changed."
    for name, value in now["parameters"].items():
        if name not in then["parameters"]:
            yield f"The parameter {name} is new."
        elif then["parameters"][name] != value:
            yield f"The parameter {name} was {then['parameters'][name]} and is {value}."
    yield from _files(then["read"], cache.recorded.current(then["read"]))
    yield from map(fact_words.changed, cache.recorded.changed_facts(then["log"]))
    yield from _program(then["program"], now["program"])


def _files(then: Mapping[str, str], now: Mapping[str, str]) -> Iterator[str]:
    for name, value in then.items():
        if now[name] == value:
            continue
        if name.endswith("/"):
            before, after = set(digests.split_names(value)), set(digests.split_names(now[name]))
            folder = name.partition(UNTIL)[0]
            yield from (f"{folder}{added} is new." for added in sorted(after - before))
            yield from (f"{folder}{gone} is gone." for gone in sorted(before - after))
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
    yield from (f"{name} has changed." for name in names[:MOST_FILES])
    if len(names) > MOST_FILES:
        yield f"{len(names) - MOST_FILES} more files of the program have changed."


def _versions(then: Mapping[str, str], now: Mapping[str, str]) -> Iterator[str]:
    for name in sorted(then.keys() | now.keys()):
        before, after = then.get(name), now.get(name)
        if before is None:
            yield f"The package {name} {after} is new."
        elif after is None:
            yield f"The package {name} {before} is gone."
        elif before != after:
            yield f"The package {name} was {before} and is {after}."
