"""The texts that a site's files carry, whatever their format: what is shown and what is not.

`scan` looks through all of them. A format that is not known is read for what is legible in it.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Any

from opsg.core.errors import Place
from opsg.verification.pdf import page_texts
from opsg.verification.secrets.folding import fold, unescape
from opsg.verification.secrets.tagged import Text, of_document, of_page, of_xml

# Other people's programs, the same for every site; words of the index are in its fragments.
_FOREIGN = re.compile(
    r"scripts/plotly[\w.-]*\.js|pagefind/(?:[\w.-]+\.(?:js|pagefind)|.*\.pf_index)"
)
_GZIP = b"\x1f\x8b"
# Word documents and workbooks are ZIP files.
_ZIP = b"PK\x03\x04"
_PNG = b"\x89PNG\r\n\x1a\n"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_PRINTABLE = re.compile(rb"[\x20-\x7e]{6,}")
_MACHINE_MADE = re.compile(r"word/(?:theme|settings|webSettings|fontTable|styles|numbering)")
LARGEST = 50_000_000
"""How many bytes a file may have, packed or not; Parquet, which is read by column, any number."""


class Unreadable(Exception):
    """A file is not what its name says, or too large to be looked through."""


def texts(path: Path, name: str) -> Iterator[Text]:
    """The texts of the file at `path`, which findings call `name`.

    Raises Unreadable for a file that is damaged, is none, or is too large.
    """
    if _FOREIGN.fullmatch(name):
        return
    if path.is_symlink() or not path.is_file():
        raise Unreadable("it is a link or no file")
    if path.stat().st_size > LARGEST and path.suffix.lower() != ".parquet":
        raise Unreadable(f"it is larger than {LARGEST // 1_000_000} MB")
    try:
        yield from _texts(path, name)
    except OSError as error:
        raise Unreadable(error.strerror or "it is damaged") from error
    except _broken() as error:
        raise Unreadable("it is not whole, or not what its name says") from error


def _broken() -> tuple[type[Exception], ...]:
    """What readers raise of a file that is damaged; those of PDF and Parquet raise nearly all."""
    from polars.exceptions import PolarsError
    from pypdf.errors import PyPdfError

    kinds = (ValueError, LookupError, TypeError, AttributeError, EOFError, RecursionError)
    return (*kinds, ArithmeticError, NotImplementedError, RuntimeError, MemoryError,
            zlib.error, struct.error, zipfile.BadZipFile, PolarsError, PyPdfError)  # fmt: skip


def _texts(path: Path, name: str) -> Iterator[Text]:
    match path.suffix.lower():
        case ".html" | ".htm" | ".xhtml":
            yield from of_page(path.read_bytes(), Place(name))
        case ".xml" | ".svg":
            yield from of_xml(path.read_bytes(), Place(name))
        case ".parquet":
            yield from _parquet(path, name)
        case ".pdf":
            yield from _pdf(path, name)
        case _:
            yield from _other(path.read_bytes(), Place(name))


def _decoded(content: bytes) -> str:
    code = "utf-16" if content.startswith(_UTF_16) else "utf-8-sig"
    return content.decode(code, errors="replace")


def _parquet(path: Path, name: str) -> Iterator[Text]:
    import polars as pl

    rows = pl.scan_parquet(path)
    for column in rows.collect_schema():
        yield Text(Place(name, part="header"), fold(column))
        values = rows.select(column).collect()[column]
        if values.dtype in (pl.String, pl.Categorical) or values.dtype.is_nested():
            texts = values.drop_nulls().unique(maintain_order=True).to_list()
            yield Text(Place(name, column=column), fold("\n".join(map(str, texts))))
        elif values.dtype.is_integer() and (values.cast(pl.Int64) >= 10**9).any():
            yield Text(Place(name, column=column), "\n".join(map(str, values.drop_nulls())))
    for key, value in pl.read_parquet_metadata(path).items():
        if key != "ARROW:schema":
            yield Text(Place(name, part="metadata"), fold(f"{key}\n{value}"))


def _zipped(content: bytes, name: str) -> Iterator[Text]:
    left = LARGEST
    with zipfile.ZipFile(BytesIO(content)) as archive:
        for part in archive.infolist():
            where = Place(name, part=part.filename)
            yield Text(Place(name, part="a name in it"), fold(part.filename))
            with archive.open(part) as packed:
                inside = packed.read(left + 1)
            left -= len(inside)
            if left < 0:
                raise Unreadable(f"unpacked it is larger than {LARGEST // 1_000_000} MB")
            if _MACHINE_MADE.match(part.filename):
                continue
            if part.filename.endswith((".xml", ".rels")):
                yield from of_document(inside, where)
            else:
                yield from _other(inside, where)


def _pdf(path: Path, name: str) -> Iterator[Text]:
    from pypdf import PdfReader

    reader = PdfReader(path)
    for number, said in enumerate(page_texts(path), start=1):
        yield Text(Place(name, part=f"page {number}"), fold(said))
    for number, page in enumerate(reader.pages, start=1):
        where = Place(name, part=f"page {number}")
        for note in page.get("/Annots") or ():
            yield Text(where, fold(_flat(note.get_object())))
    yield Text(Place(name, part="metadata"), fold(_flat(dict(reader.metadata or {}))))
    if reader.xmp_metadata:
        stated = reader.xmp_metadata.stream.get_data()
        for text in of_xml(stated, Place(name, part="metadata")):
            yield Text(text.where, text.content)
    for attached in reader.attachments:
        yield Text(Place(name, part="attachment"), fold(attached))


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
        yield Text(where, _plain(_inflated(content, wbits=31)))
    elif content.startswith(_ZIP):
        yield from _zipped(content, where.name)
    elif b"\x00" not in content[:4096] or content.startswith(_UTF_16):
        yield Text(where, _plain(content), lines=True)
    elif content.startswith(_PNG):
        yield Text(where, fold("\n".join(_png(content))))
    else:
        yield Text(where, fold(_legible(content)))


def _plain(content: bytes) -> str:
    return fold(unescape(_decoded(content)))


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
            yield f"{_decoded(keyword)}\n{_decoded(_said(rest[1:]))}"
        elif kind == b"iTXt":
            keyword, _, rest = chunk.partition(b"\0")
            *words, text = rest[2:].split(b"\0", 2)
            text = _said(text) if rest[:1] == b"\1" else text
            yield _decoded(b"\n".join((keyword, *words, text)))
        elif kind != b"IDAT":
            yield _legible(chunk)
        offset += 12 + length
    # What follows the picture's end.
    yield _legible(content[offset:])


def _said(content: bytes) -> bytes:
    with suppress(zlib.error):
        return _inflated(content)
    return content


def _inflated(content: bytes, wbits: int = zlib.MAX_WBITS) -> bytes:
    """Packed bytes unpacked. Raises Unreadable where they become too many."""
    stream = zlib.decompressobj(wbits)
    unpacked = stream.decompress(content, LARGEST)
    if stream.unconsumed_tail:
        raise Unreadable(f"unpacked it is larger than {LARGEST // 1_000_000} MB")
    return unpacked
