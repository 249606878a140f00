"""Reads a Word file as a stream: made plain in a process of its own, then through Pandoc."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from opsg.core import pandoc, sandbox
from opsg.core.errors import UserError
from opsg.intake.papers import ledger
from opsg.intake.papers.characters import cleaned
from opsg.intake.papers.model import Leftover, Piece, Stream
from opsg.intake.papers.word import TOLD, nodes

_SECONDS = 4
_MEMORY = 1_000_000_000
_PANDOC_MEMORY = "256m"
_OUTPUT = 5_000_000
_REMEDY = "Save it anew as a Word file, or as plain text."
_SHOWN = 3
_KIND = sandbox.Untrusted("a Word file", _REMEDY, _REMEDY)


def read(file: Path) -> Stream:
    """The stream of a Word file.

    Raises UserError if it is none, unpacks to more than a paper can hold, or has what only Word
    can show.
    """
    name = file.name
    command = sandbox.reader(f"{__package__}.plain", str(file.absolute()), memory=_MEMORY)
    with TemporaryDirectory() as folder:
        copy = Path(folder) / "plain.docx"
        with (
            sandbox.run(command, where=name, seconds=_SECONDS, kind=_KIND) as output,
            copy.open("wb") as opened,
        ):
            shutil.copyfileobj(output, opened)
        told = json.loads(zipfile.ZipFile(copy).read(TOLD))
        content = _through_pandoc(copy, name)
    if len(content) > _OUTPUT:
        raise UserError("It holds far more text than a paper.", where=name)
    try:
        document = nodes.Document()
        pieces = tuple(document.pieces(json.loads(content)))
    except RecursionError:
        raise UserError("It is nested too deeply for a paper.", where=name) from None
    _check(pieces, document.notes, told["words"], name)
    return Stream(
        pieces,
        document.notes,
        furniture=tuple(map(cleaned, told["furniture"])),
        properties=tuple(map(cleaned, told["properties"])),
        left_out=tuple(
            Leftover(kind, _listed(places)) for kind, places in told["left_out"].items()
        ),
    )


def _listed(places: Sequence[str]) -> str:
    """Where something stands, in the order of the paper; the first few if there are many."""
    more = f" and {len(places) - _SHOWN} more" if len(places) > _SHOWN else ""
    return cleaned(f"{'; '.join(places[:_SHOWN])}{more}")


def _check(
    pieces: Iterable[Piece], notes: Mapping[int, str], texts: Sequence[str], name: str
) -> None:
    """Refuse a file of which Pandoc makes other words than stand in it."""
    read = ledger.counted_words([*ledger.spoken(pieces), *map(ledger.plain, notes.values())])
    there = ledger.counted_words(map(cleaned, texts))
    # What stands there as a sign of another font becomes a letter.
    more = [word for word in read - there if word.isascii()]
    ledger.refuse_lost(there - read or Counter(more), name)


def _through_pandoc(file: Path, name: str) -> bytes:
    command = [
        pandoc.binary(),
        *("+RTS", f"-M{_PANDOC_MEMORY}", "-RTS"),
        *("--sandbox", "--from=docx", "--to=json", str(file)),
    ]
    with sandbox.run(command, where=name, seconds=_SECONDS, kind=_KIND) as output:
        return output.read(_OUTPUT + 1)
