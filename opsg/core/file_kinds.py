"""What a file that the site gives out may be called and hold: one list of kinds for all who ask.

Notebooks offer files and `site/` has some; `opsg.rendering` asks about these before a page is
made, and `opsg.verification` about every file of a finished site.
"""

from __future__ import annotations

import json
import re
from pathlib import PurePosixPath
from xml.parsers import expat

_SIGNS = {
    ".docx": (b"PK\x03\x04",), ".xlsx": (b"PK\x03\x04",), ".parquet": (b"PAR1",),
    ".pdf": (b"%PDF-",), ".png": (b"\x89PNG\r\n\x1a\n",), ".jpg": (b"\xff\xd8\xff",),
    ".jpeg": (b"\xff\xd8\xff",), ".gif": (b"GIF8",), ".webp": (b"RIFF",),
    ".ico": (b"\x00\x00\x01\x00",), ".woff2": (b"wOF2",),
}  # fmt: skip
"""How files of a kind begin."""

OFFERED = frozenset({".csv", ".json", ".svg", ".txt"})
"""What notebooks may offer."""

PUBLISHED = OFFERED | {".css", ".html", ".js", ".xml"} | _SIGNS.keys()
"""What a site may have, besides its search."""

WRITTEN = PUBLISHED | {".bib", ".csl", ".lua", ".md", ".qmd", ".yaml", ".yml"}
"""What `site/` may have: also what pages are made from."""

_LONGEST = 120
_PLAIN = re.compile(r"\w[\w .-]*")
_XHTML = "http://www.w3.org/1999/xhtml"
_ACTIVE = (
    "script", "foreignobject", "style", "iframe", "embed", "object", "audio", "video", "handler",
    "listener", "set", "animate", "animatemotion", "animatetransform", "discard",
)  # fmt: skip
_EMBEDDED = re.compile(r"#|data:image/(?:png|jpeg|gif|webp)[;,]")
_FETCHES = re.compile(r"(?:url|src|image|image-set)\(\s*['\"]?(?!\s*['\"]?#)|\\.*\(", re.I | re.S)


def name_problem(name: str, kinds: frozenset[str]) -> tuple[str, str] | None:
    """What is wrong with a file's path below a site, and what to do; None if nothing is.

    >>> name_problem("downloads/a.SVG", OFFERED)
    ("a file '.SVG' is not given out.", "Write '.svg', in small letters.")
    """
    ending = PurePosixPath(name).suffix
    if not name.isprintable():
        return f"the name {name[:_LONGEST]!r} has a character that cannot be seen.", "Rename it."
    if ending in kinds:
        return None
    problem = f"a file '{ending[:_LONGEST]}' is not given out." if ending else "it has no ending."
    if ending.lower() in kinds:
        return problem, f"Write '{ending.lower()}', in small letters."
    return problem, f"What can be: {', '.join(sorted(kinds))}."


def offer_problem(name: str) -> tuple[str, str] | None:
    """What is wrong with the path of a file that a notebook offers, and what to do."""
    first, *folders = PurePosixPath(name).parts[:-1] or ("",)
    if first != "downloads" or ".." in folders:
        return f"a notebook offers {name[:_LONGEST]!r}.", "Offer files in downloads/ only."
    if folders[:1] == ["data"]:
        return (
            f"{name[:_LONGEST]!r} is in the datasets' own folder.",
            "Offer it elsewhere in downloads/.",
        )
    parts = [*folders, PurePosixPath(name).name]
    plain = all(map(_PLAIN.fullmatch, parts)) and not any("." in each for each in folders)
    if not plain or max(map(len, parts)) > _LONGEST:
        remedy = f"Take letters, digits, - and _, up to {_LONGEST}; dots in the file's own name."
        return f"a file cannot be offered as {name[:_LONGEST]!r}.", remedy
    return name_problem(name, OFFERED)


def content_problem(name: str, content: bytes) -> str:
    """What a file holds that its kind does not, or that acts or asks for something; else empty."""
    ending = PurePosixPath(name).suffix
    if ending in (".svg", ".xml"):
        return _xml_problem(content, drawing=ending == ".svg")
    if ending == ".json":
        return _json_problem(content)
    if signs := _SIGNS.get(ending):
        return "" if content.startswith(signs) else f"it does not begin as a file '{ending}' does."
    if ending in (".csv", ".txt") and content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":
        return "it begins as a page does."
    return ""


def _json_problem(content: bytes) -> str:
    try:
        json.loads(content, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        return f"it is not JSON: {error}."
    return ""


def _no_constant(name: str) -> None:
    raise ValueError(f"it holds {name}")


class _Refused(Exception):
    """Ends the reading of a file at the first thing that it must not have."""


def _xml_problem(content: bytes, *, drawing: bool) -> str:
    def declared(*_: object) -> None:
        raise _Refused("it declares entities, which readers need not know.")

    def instructed(target: str, _: str) -> None:
        raise _Refused(f"it asks for something: <?{target}.")

    def opened(tag: str, attributes: dict[str, str]) -> None:
        space, _, name = tag.rpartition(" ")
        if space == _XHTML or name.lower() in _ACTIVE:
            raise _Refused(f"{'the drawing' if drawing else 'it'} holds <{name}>.")
        for key, value in attributes.items():
            _look_at(key.rpartition(" ")[2].lower(), value, drawing or space.endswith("/svg"))

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = declared
    parser.ProcessingInstructionHandler = instructed
    parser.StartElementHandler = opened
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, LookupError, ValueError) as error:
        return f"it is not XML: {error}."
    except _Refused as refused:
        return str(refused)
    return ""


def _look_at(key: str, value: str, drawing: bool) -> None:
    """Raises _Refused for an attribute that acts, or lets a drawing ask for something."""
    if key.startswith("on"):
        raise _Refused("the drawing holds code in an attribute.")
    if not drawing:
        return
    asks = key in ("href", "src") and value and not _EMBEDDED.match(value)
    if asks or key == "base" or _FETCHES.search(value):
        raise _Refused(f"the drawing asks for something: {value[:60]}.")
