"""What reads files in a process of its own does so in that of the tests, or once for all of them.

A process takes longer to begin than a reader of papers and extracts does to read. What one refuses
is refused here too; one that fails, by whatever error, is run again as it is for users, which tells
how. Nothing is limited here: tests of limits and of harmful files ask for the fixture
`own_readers`. What Pandoc makes of a text depends on nothing else, so it is asked once.
"""

from __future__ import annotations

import io
import json
import logging
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from importlib import import_module
from typing import IO, Any

import pytest

from opsg.core import pandoc, sandbox
from opsg.core.errors import UserError

APART = sandbox.run
"""Runs a reader as it is run for users."""
PARSE = pandoc.parse
PYTHON = sandbox.reader("")[:3]
"""How the command of every reader in Python begins."""


@contextmanager
def run(command: Sequence[str], **options: Any) -> Iterator[IO[bytes]]:
    """What `sandbox.run` gives; other programs than readers in Python run as they do there."""
    if command[:3] != PYTHON:
        with APART(command, **options) as output:
            yield output
        return
    _, _, _, module, _, *arguments = command
    try:
        printed = _printed(module, arguments)
    except Exception:
        with APART(command, **options) as output:
            yield output
        return
    if isinstance(printed, dict):
        raise UserError(**printed, where=options["where"])
    yield printed


def _printed(module: str, arguments: list[str]) -> IO[bytes] | dict[str, str]:
    """What a reader prints, or what it says where it refuses."""
    reader = import_module(module)
    printed = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="")
    is_refused = False
    with pytest.MonkeyPatch.context() as patch, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for place in (sandbox, reader):
            patch.setattr(place, "begin", lambda: arguments, raising=False)
        patch.setattr(logging, "disable", lambda: None)
        with redirect_stdout(printed):
            try:
                reader.main()
            except SystemExit:
                is_refused = True
    printed.flush()
    output = printed.detach()
    output.seek(0)
    return json.load(output) if is_refused else output


def parse(texts: Sequence[str], reader: str = "markdown") -> list[dict[str, Any]]:
    """What `pandoc.parse` gives, which is only asked of texts that it has not read before."""
    new = [text for text in dict.fromkeys(texts) if (text, reader) not in _PARSED]
    for text, document in zip(new, PARSE(new, reader), strict=True):
        _PARSED[text, reader] = json.dumps(document)
    return [json.loads(_PARSED[text, reader]) for text in texts]


_PARSED: dict[tuple[str, str], str] = {}
