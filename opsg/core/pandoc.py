"""Runs the Pandoc of the Python package: on pages, on reports, and (apart) on papers that come in.

What it makes depends on nothing but what it is given. Pages and reports have a `Converter`; whoever
reads a file that may be harmful runs `binary` in `opsg.core.sandbox`.
"""

from __future__ import annotations

import atexit
import json
import os
import re
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, time
from functools import lru_cache
from pathlib import Path
from threading import Timer
from typing import Any, Self

from opsg.core import packages
from opsg.core.errors import UserError

SECONDS = 120
_ROOMY = ("+RTS", "-A32m", "-RTS")
"""Memory in which Pandoc collects no garbage for most pages: an issue's takes it 0.07 s instead of
0.1. With twice as much it is slower again.
"""
_READ = Path(__file__).with_name("read.lua")
_CONVERT = Path(__file__).with_name("convert.lua")
_PLACE = re.compile(r" at line \d+.*")


class Converter:
    """A Pandoc that converts texts one after another: its memory takes it as long as a text.

    It ends with the context.
    """

    def __init__(self) -> None:
        self._process = self._begun()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def convert(self, text: str, *, where: str, day: date | None = None, **asked: object) -> str:
        """What Pandoc makes of a text; `convert.lua` tells what may be asked.

        With a `day` its clock says that day, so that the files it writes do not tell when. Raises
        UserError about `where` with what it says if it fails or warns, or if it takes long.
        """
        if day:
            clock = int(datetime.combine(day, time(), UTC).timestamp())
            asked["environment"] = {"SOURCE_DATE_EPOCH": str(clock)}
        # As Pandoc reads a file.
        asked["text"] = text.replace("\r", "").expandtabs(4)
        watch = Timer(SECONDS, self._process.kill)
        watch.start()
        try:
            answer = self._answer(f"{json.dumps(asked)}\n".encode())
        finally:
            watch.cancel()
        if not answer.endswith(b"\n"):
            self._end()
            self._process = self._begun()
            raise UserError(
                f"Pandoc came to no end: it took {SECONDS} seconds, or too much memory.",
                where=where,
                remedy="Make the page's outputs smaller.",
            )
        reply: dict[str, str] = json.loads(answer)
        if reply["said"]:
            raise _complaint(reply["said"], where)
        return reply["made"]

    def _answer(self, asked: bytes) -> bytes:
        """A line for a line; nothing if the process is gone."""
        assert self._process.stdin
        assert self._process.stdout
        with suppress(BrokenPipeError):
            self._process.stdin.write(asked)
            self._process.stdin.flush()
        return self._process.stdout.readline()

    def _begun(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [binary(), *_ROOMY, "lua", str(_CONVERT), binary()],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            # Else it reads the names of files in the encoding of whoever builds.
            env={**os.environ, "LC_ALL": "C.UTF-8"},
        )

    def _end(self) -> None:
        try:
            # At an end of its own it takes its file away from the temporary folder.
            self._process.communicate(timeout=1)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.communicate()


def kept() -> Converter:
    """The converter of this process, as one makes the reports of many months; it ends with it."""
    return _kept_of(os.getpid())


@lru_cache(maxsize=1)
def _kept_of(process: int) -> Converter:
    converter = Converter()
    # Those that are forked from this process have not begun it.
    atexit.register(lambda: converter.__exit__() if os.getpid() == process else None)
    return converter


def parse(texts: Sequence[str], reader: str = "markdown") -> list[dict[str, Any]]:
    """Each text as Pandoc reads it: a `document`, and what it `said` of it meanwhile.

    What it said in words, `pretty`, is without the place, which is told beside. One process reads
    them all.
    """
    if not texts:
        return []
    try:
        result = subprocess.run(
            [binary(), "lua", str(_READ), reader],
            input=json.dumps(list(texts)).encode(),
            capture_output=True,
            timeout=SECONDS,
            check=True,
        )
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError):
        begins = max(texts, key=len)[:60]
        raise UserError(
            f"Pandoc cannot read a text in {SECONDS} s, probably the longest: {begins!r} …",
            remedy="Look in it for brackets, quotations or lists without an end.",
        ) from None
    try:
        documents: list[dict[str, Any]] = json.loads(result.stdout)
    except RecursionError:
        raise UserError("a text is nested too deeply.", remedy="Write it flatter.") from None
    for said in (each for document in documents for each in document["said"]):
        said["pretty"] = _PLACE.sub("", said["pretty"])
    return documents


def walk(node: Any) -> Iterator[tuple[str, Any]]:
    """Every element below a node of a document: what it is called and what it holds."""
    if isinstance(node, list):
        for each in node:
            yield from walk(each)
    elif isinstance(node, dict):
        if "t" in node:
            yield node["t"], node.get("c")
        for each in node.values():
            yield from walk(each)


def binary() -> str:
    """The Pandoc that comes with the Python package. Raises UserError if it is missing."""
    what = "Pandoc of the package pypandoc_binary"
    return str(packages.find("pypandoc", "files/pandoc", what))


def _complaint(words: str, where: str) -> UserError:
    """What Pandoc said as an error, without the lines that it names: they are in no file."""
    message = re.sub(r"\[WARNING\]\s*|Failing because.*| at line \d+ column \d+", "", words)
    again = "Duplicate note reference" in words
    return UserError(
        f"Pandoc says: {' '.join(message.split())}",
        where=where,
        remedy="Give every footnote of the page a mark of its own." if again else "",
    )
