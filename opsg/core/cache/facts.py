"""What a notebook used of the log, fact by fact: a Status, a title, the issues of a meeting.

The log is one tree of models. Those whose parts change one by one are a `Node`: where notebooks
run, every field that is read of one is noted with the digest of its value, and every `fact` with
what it returned. A fact is named by the way to it from the log, by which `current` finds it again:

    .issues[han-stability].entries[2021-02].status
    @opsg.data.log:IssueLog.as_of(2021-02,False).issues[han-stability].entries
    .issues[han-stability]@opsg.data.issues:Issue.stage(2021-02)

A way of reading that is not known here, such as a comparison of two nodes, counts as all of them.
A log that was not enrolled is not noted; its files are (`tracking`).
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import wraps
from importlib import import_module
from pathlib import Path
from typing import Any, ClassVar, Concatenate, NamedTuple, ParamSpec, TypeVar

from opsg.core.cache import digests
from opsg.core.errors import UserError

Asked = ParamSpec("Asked")
One = TypeVar("One", bound="Node")
Value = TypeVar("Value")

EVERYTHING = "__dict__"
"""The field that stands for all fields of a node."""

_STEP = re.compile(r"(?:\.(\w+)|@([\w.]+:[\w.]+)\(([^()]*)\))(?:\[([^\[\]]*)\])?")
_PLAIN = re.compile(r"[\w.\- ]*")


class Node:
    """A part of the log whose fields count one by one; `named_by` is the field with its name."""

    named_by: ClassVar[str] = ""


class _Place(NamedTuple):
    """Where an enrolled node is, and which node of the whole log it is a copy of."""

    node: Node
    path: str
    origin: Node


class _Thread(threading.local):
    """Whether this thread is inside a fact, which counts for all that it reads."""

    inside = False


_places: dict[int, _Place] = {}
_by_path: dict[str, Node] = {}
_noted: dict[str, str] = {}
_thread = _Thread()
_recording = False


def enroll(root: Node) -> None:
    """Let the log be the one whose facts are noted and asked for."""
    _places.clear()
    _by_path.clear()
    _enroll(root, "", root)


def record() -> None:
    """From now on, to the end of the process, note what is used of the log that is enrolled."""
    global _recording
    _recording = True
    Node.__getattribute__ = _read  # type: ignore[method-assign, assignment]


def forget() -> None:
    """Note anew what was noted before."""
    _noted.clear()


def recorded() -> dict[str, str]:
    """What was used since `record` or `forget`: the digests of the facts' values."""
    return dict(_noted)


def fact(
    function: Callable[Concatenate[One, Asked], Value],
) -> Callable[Concatenate[One, Asked], Value]:
    """A function of a node and plain values: what it returns counts, not what it reads for that.

    It returns a plain value, a node, or nodes as a tuple, and does nothing else.
    """
    name = f"{function.__module__}:{function.__qualname__}"

    @wraps(function)
    def ask(node: One, /, *args: Asked.args, **named: Asked.kwargs) -> Value:
        place = _recording and not _thread.inside and _places.get(id(node))
        if not place or named or not all(map(_is_plain, args)):
            return function(node, *args, **named)
        path = f"{place.path}@{name}({','.join(map(str, args))})"
        try:
            with _inside():
                value = function(node, *args, **named)
        except UserError:
            _noted[path] = digests.ABSENT
            raise
        _adopt(value, path, place)
        if path not in _noted:
            _noted[path] = _digest(value)
        return value

    return ask


def current(root: Node, names: Iterable[str]) -> dict[str, str]:
    """The digests of what some facts are now in the log `root`; ABSENT where there is no such."""
    enroll(root)
    found: dict[str, Any] = {"": root}
    return {name: _current(name, found) for name in names}


def steps(name: str) -> Iterator[tuple[str, tuple[str, ...], str]]:
    """The way to a fact: of each step the field or function, its arguments, and the item's name."""
    for field, function, arguments, item in _STEP.findall(name):
        yield field or function, tuple(filter(None, arguments.split(","))), item


def _read(node: Node, name: str) -> Any:
    value = object.__getattribute__(node, name)
    if _thread.inside:
        return value
    place = _places.get(id(node))
    if place is None:
        return value
    kind = type(node)
    if name == EVERYTHING or name in kind.__pydantic_fields__:  # type: ignore[attr-defined]
        if isinstance(value, Path):  # where the data is makes no difference
            return value
        origin = place.origin
        path = place.path
        if origin is not node and _fields(origin).get(name) is value:
            path = _places[id(origin)].path
        key = f"{path}.{name}"
        if key not in _noted:
            _noted[key] = _digest(value)
    return value


def _fields(node: Node) -> dict[str, Any]:
    fields: dict[str, Any] = object.__getattribute__(node, EVERYTHING)
    return fields


def _enroll(node: Node, path: str, origin: Node) -> None:
    """Give a node and all below it their places, but for those that have one already."""
    _places[id(node)] = _Place(node, path, origin)
    _by_path[path] = node
    above = _places[id(origin)].path
    for name, value in _fields(node).items():
        for key, below in _nodes(value):
            if id(below) not in _places:
                step = f".{name}[{key}]"
                copied = _by_path.get(f"{above}{step}", below)
                _enroll(below, f"{path}{step}", copied if type(copied) is type(below) else below)


def _adopt(value: object, path: str, made_from: _Place) -> None:
    """Give nodes that a fact has made their places below it."""
    if isinstance(value, Node) and id(value) not in _places:
        _enroll(value, path, made_from.origin if type(value) is type(made_from.node) else value)
    for key, node in _nodes(value):
        if id(node) not in _places:
            _enroll(node, f"{path}[{key}]", node)


def _nodes(value: object) -> Iterable[tuple[str, Node]]:
    """The nodes in a container by their names; none if it holds other things."""
    if isinstance(value, Mapping):
        first = next(iter(value.values()), None)
        return list(value.items()) if isinstance(first, Node) else ()
    if isinstance(value, tuple) and value and isinstance(value[0], Node):
        return [(str(_fields(node)[node.named_by]), node) for node in value]
    return ()


def _digest(value: object) -> str:
    """The digest of a value; of nodes only which they are."""
    if isinstance(value, Node) and id(value) in _places:
        return digests.digest("node", _places[id(value)].path)
    if nodes := _nodes(value):
        names = [(name, place.path if (place := _places.get(id(n))) else "") for name, n in nodes]
        return digests.digest("nodes", names)
    with _inside():
        return digests.digest_bytes(repr(value).encode("utf-8", "surrogatepass"))


def _current(name: str, found: dict[str, Any]) -> str:
    try:
        return _digest(_find(name, found))
    except (UserError, LookupError, AttributeError, TypeError):
        return digests.ABSENT


def _find(name: str, found: dict[str, Any]) -> Any:
    """What is at the end of a way; `found` are the ends of others by their names."""
    if name in found:
        return found[name]
    *_, last = _STEP.finditer(name)
    field, function, arguments, item = last.groups()
    if item is not None:
        value = dict(_nodes(_find(name[: last.end() - len(item) - 2], found)))[item]
    else:
        node = _find(name[: last.start()], found)
        if field:
            value = getattr(node, field)
        else:
            value = _function(function)(node, *map(_plain, filter(None, arguments.split(","))))
            _adopt(value, name, _places[id(node)])
    found[name] = value
    return value


def _function(name: str) -> Any:
    module, _, path = name.partition(":")
    value: Any = import_module(module)
    for part in path.split("."):
        value = getattr(value, part)
    return getattr(value, "fget", value)


def _is_plain(value: object) -> bool:
    return isinstance(value, bool) or (
        isinstance(value, str) and bool(value) and _PLAIN.fullmatch(value) is not None
    )


def _plain(text: str) -> str | bool:
    return text == "True" if text in ("True", "False") else text


@contextmanager
def _inside() -> Iterator[None]:
    before, _thread.inside = _thread.inside, True
    try:
        yield
    finally:
        _thread.inside = before
