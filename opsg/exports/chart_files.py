"""The pictures of charts that readers take away: signed SVG files, and a PNG of each.

Notebooks put an SVG file of each chart into the project. What they cannot know, the edition and
the site's address, is written below it here.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path

from opsg.charts import FOLDER, standalone
from opsg.exports.paper import typst

_POINTS = 72 / 96
_SHARP = 2
"""How many dots a PNG has for a pixel of the page."""

_HEAD = 8 + 25
"""How long a PNG's signature and first chunk are (PNG Specification, third edition, 5.2)."""


def write(project: Path, names: Iterable[str], lines: Sequence[str]) -> None:
    """Write the `lines` below the charts called so, each an SVG file, and make a PNG of each."""
    drawn = {}
    for name in names:
        path = project / FOLDER / f"{name}.svg"
        drawn[name] = standalone.signed(path.read_text(encoding="utf-8"), lines)
        path.write_text(drawn[name], encoding="utf-8")
    made = typst.png(drawn, width=standalone.WIDTH * _POINTS, resolution=96 * _SHARP)
    for name, image in made.items():
        (project / FOLDER / f"{name}.png").write_bytes(_described(image, " ".join(lines)))


def _described(image: bytes, text: str) -> bytes:
    """A PNG that carries a text, which its readers show as its description."""
    chunk = b"iTXtDescription\0\0\0\0\0" + text.encode()
    packed = struct.pack(">I", len(chunk) - 4) + chunk + struct.pack(">I", zlib.crc32(chunk))
    return image[:_HEAD] + packed + image[_HEAD:]
