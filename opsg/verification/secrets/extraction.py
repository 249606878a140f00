"""The texts that a site's files carry, whatever their format: what is shown and what is not.

`scan` looks through all of them. A format that is not known is read for what is legible in it.
"""

from __future__ import annotations

import gzip
import re
import struct
import zipfile
import zlib
from bisect import bisect_right
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from html import unescape
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from typing import Any

from opsg.core.errors import Place

_TAGGED = {".html", ".xml", ".svg"}
# Other people's programs, the same for every site; words of the index are in its fragments.
_FOREIGN = re.compile(
    r"scripts/plotly[\w.-]*\.js|pagefind/(?:[\w.-]+\.(?:js|pagefind)|.*\.pf_index)"
)
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|[bfnrt\"/\\])")
_GZIP = b"\x1f\x8b"
# Word documents and workbooks are ZIP files.
_ZIP = b"PK\x03\x04"
_PNG = b"\x89PNG\r\n\x1a\n"
_PRINTABLE = re.compile(rb"[\x20-\x7e]{6,}")
_INLINE = {"a", "abbr", "b", "code", "em", "i", "q", "small", "span", "strong", "sub", "sup", "u"}
_MACHINE_MADE = re.compile(r"word/(?:theme|settings|webSettings|fontTable|styles|numbering)")
_LARGEST_PART = 50_000_000


@dataclass(frozen=True)
class Text:
    """A text and where it is from; with `lines`, its lines are those of the file."""

    where: Place
    content: str
    starts: tuple[tuple[int, int], ...] = ()
    lines: bool = False

    def line(self, index: int) -> int:
        """The line of the file on which the character at `index` stands."""
        if not self.starts:
            return self.content.count("\n", 0, index) + 1
        start, line = self.starts[bisect_right(self._offsets, index) - 1]
        return line + self.content.count("\n", start, index)

    @cached_property
    def _offsets(self) -> list[int]:
        return [start for start, _ in self.starts]


def texts(path: Path, name: str) -> Iterator[Text]:
    """The texts of the file at `path`, which findings call `name`."""
    suffix = path.suffix.lower()
    if _FOREIGN.fullmatch(name):
        return
    if suffix in _TAGGED:
        yield from _tagged(_decoded(path.read_bytes()), Place(name))
    elif suffix == ".parquet":
        yield from _parquet(path, name)
    elif suffix == ".pdf":
        yield from _pdf(path, name)
    else:
        yield from _other(path.read_bytes(), Place(name))


def _decoded(content: bytes) -> str:
    return content.decode("utf-8-sig", errors="replace")


def _unescaped(text: str) -> str:
    """The text with the escapes of JSON as what they stand for, no line added."""

    def plain(match: re.Match[str]) -> str:
        return chr(int(match[1], 16)) if match[1] else "  "

    return _ESCAPE.sub(plain, text) if "\\" in text else text


def _tagged(text: str, where: Place, lines: bool = True) -> Iterator[Text]:
    reader = _Reader()
    reader.feed(text)
    reader.close()
    for pieces in (reader.shown, reader.hidden):
        content: list[str] = []
        starts: list[tuple[int, int]] = []
        length = 0
        for line, piece in pieces:
            starts.append((length, line))
            content.append(piece)
            length += len(piece)
        if content:
            yield Text(where, "".join(content), tuple(starts), lines)


class _Reader(HTMLParser):
    """What is shown, joined over inline tags, and what is not: attributes, comments, data."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[tuple[int, str]] = []
        self.hidden: list[tuple[int, str]] = []
        self._script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._break(tag)
        self._script = tag == "script"
        for name, value in attrs:
            if value and name not in ("d", "class", "points", "transform", "viewbox"):
                self.hidden.append((self.getpos()[0], f"{_unescaped(value)}\n"))

    def handle_endtag(self, tag: str) -> None:
        self._break(tag)
        self._script = False

    def handle_data(self, data: str) -> None:
        line = self.getpos()[0]
        if self._script:
            self.hidden.append((line, f"{_unescaped(data)}\n"))
        elif "<" in data and ">" in data:
            # A feed holds pages whose tags are escaped.
            inner = (text.content.replace("\n", " ") for text in _tagged(data, Place()))
            self.shown += [(line, content) for content in inner]
        else:
            self.shown.append((line, data))

    def handle_comment(self, data: str) -> None:
        self.hidden.append((self.getpos()[0], f"{data}\n"))

    def handle_decl(self, decl: str) -> None:
        self.handle_comment(decl)

    def handle_pi(self, data: str) -> None:
        self.handle_comment(data)

    def unknown_decl(self, data: str) -> None:
        self.handle_comment(data)

    def _break(self, tag: str) -> None:
        if tag not in _INLINE:
            self.shown.append((self.getpos()[0], "\n"))


def _parquet(path: Path, name: str) -> Iterator[Text]:
    import polars as pl

    frame = pl.read_parquet(path)
    for column in frame.columns:
        yield Text(Place(name, part="header"), column)
        if frame[column].dtype in (pl.String, pl.Categorical):
            values = frame[column].cast(pl.String).drop_nulls().unique(maintain_order=True)
            yield Text(Place(name, column=column), "\n".join(values))
    for key, value in pl.read_parquet_metadata(path).items():
        if key != "ARROW:schema":
            yield Text(Place(name, part="metadata"), f"{key}\n{value}")


def _zipped(content: bytes, name: str) -> Iterator[Text]:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        for part in archive.infolist():
            where = Place(name, part=part.filename)
            yield Text(Place(name, part="a name in it"), part.filename)
            if part.file_size > _LARGEST_PART or _MACHINE_MADE.match(part.filename):
                continue
            if part.filename.endswith((".xml", ".rels")):
                yield from _document(_decoded(archive.read(part)), where)
            else:
                yield from _other(archive.read(part), where)


# The attributes of a document that people fill in.
_FILLED_IN = re.compile(
    r"\s(?:[\w-]+:)?(?:descr|title|name|author|initials|Target|address|tooltip)=\"([^\"]*)\""
)
_RUN_END = re.compile(r"</(?:w:p|a:p|row|si|w:tr)>|<w:(?:br|tab)\b[^>]*>")
_ANY_TAG = re.compile(r"<[^>]*>")


def _document(xml: str, where: Place) -> Iterator[Text]:
    """The words of a part of a document: runs of a paragraph together, then what is filled in."""
    # A word may be cut into runs, as by a spelling checker.
    runs_together = re.search(r"<(?:w|a):t\b|<si>", xml)
    shown = _ANY_TAG.sub("" if runs_together else "\n", _RUN_END.sub("\n", xml))
    yield Text(where, unescape(shown))
    yield Text(where, unescape("\n".join(_FILLED_IN.findall(xml))))


def _pdf(path: Path, name: str) -> Iterator[Text]:
    from pypdf import PdfReader

    reader = PdfReader(path)
    for number, page in enumerate(reader.pages, start=1):
        yield Text(Place(name, part=f"page {number}"), page.extract_text())
        for note in page.get("/Annots") or ():
            yield Text(Place(name, part=f"page {number}"), _flat(note.get_object()))
    yield Text(Place(name, part="metadata"), _flat(dict(reader.metadata or {})))
    if reader.xmp_metadata:
        yield Text(
            Place(name, part="metadata"),
            reader.xmp_metadata.stream.get_data().decode("utf-8", "replace"),
        )
    for attached in reader.attachments:
        yield Text(Place(name, part="attachment"), attached)


def _flat(value: Any, depth: int = 0) -> str:
    if depth > 4:
        return ""
    if isinstance(value, dict):
        return "\n".join(_flat(inner, depth + 1) for inner in value.values())
    if isinstance(value, list | tuple):
        return "\n".join(_flat(inner, depth + 1) for inner in value)
    return str(value)


def _other(content: bytes, where: Place) -> Iterator[Text]:
    """A text, what is in a packed file, or all that is legible in other bytes."""
    if content.startswith(_GZIP):
        yield Text(where, _unescaped(_decoded(gzip.decompress(content))))
    elif content.startswith(_ZIP):
        yield from _zipped(content, where.name)
    elif b"\x00" not in content[:4096]:
        yield Text(where, _unescaped(_decoded(content)), lines=True)
    elif content.startswith(_PNG):
        yield Text(where, "\n".join(_png(content)))
    else:
        yield Text(where, _legible(content))


def _legible(content: bytes) -> str:
    return "\n".join(run.decode("ascii") for run in _PRINTABLE.findall(content))


def _png(content: bytes) -> Iterator[str]:
    """What a PNG says besides its drawing, whose packed bytes may read like anything.

    The forms of its texts are those of the PNG Specification, third edition, 11.3.3.
    """
    offset, kind = len(_PNG), b""
    while offset + 8 <= len(content) and kind != b"IEND":
        length, kind = struct.unpack_from(">I4s", content, offset)
        chunk = content[offset + 8 : offset + 8 + length]
        if kind == b"zTXt":
            keyword, _, rest = chunk.partition(b"\0")
            yield f"{_decoded(keyword)}\n{_decoded(_inflated(rest[1:]))}"
        elif kind == b"iTXt":
            keyword, _, rest = chunk.partition(b"\0")
            *words, text = rest[2:].split(b"\0", 2)
            text = _inflated(text) if rest[:1] == b"\1" else text
            yield _decoded(b"\n".join((keyword, *words, text)))
        elif kind != b"IDAT":
            yield _legible(chunk)
        offset += 12 + length
    # What follows the picture's end.
    yield _legible(content[offset:])


def _inflated(content: bytes) -> bytes:
    with suppress(zlib.error):
        return zlib.decompress(content)
    return content
