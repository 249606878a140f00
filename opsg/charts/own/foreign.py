"""Pictures that are no Plotly figures, matplotlib's and files', as charts of the house.

What they show is not known here, so that their author says it; their data likewise.
"""

from __future__ import annotations

import base64
import io
import struct
import sys
from dataclasses import dataclass
from typing import Any

from opsg.charts.own.inlined import inlined
from opsg.charts.svg import tag
from opsg.core.errors import UserError

_PNG = b"\x89PNG\r\n\x1a\n"
_TABLEAU = ("#1f77b4", "#ff7f0e", "#2ca02c", "#d62728", "#9467bd", "#8c564b")
"""The colours that matplotlib gives its first six series."""

_COLOURS = {
    "#000000": "var(--ink)",
    "#ffffff": "var(--paper)",
    "#b0b0b0": "var(--line)",
    **{colour: f"var(--series-{index})" for index, colour in enumerate(_TABLEAU, start=1)},
}


@dataclass(frozen=True)
class Picture:
    """The inside of an SVG for a page, and its size in its own units."""

    content: str
    size: tuple[int, int]


def is_picture(thing: object) -> bool:
    """Whether a thing is a picture that `picture_of` knows."""
    return any(kind in _names(thing) for kind in (_FIGURE, *_FILES))


_FIGURE = "matplotlib.figure.FigureBase"
_FILES = ("IPython.core.display.Image", "IPython.core.display.SVG")


def title_of(thing: Any) -> str:
    """The title that a picture has of itself; empty if it has none."""
    if _FIGURE not in _names(thing):
        return ""
    titles = [thing.get_suptitle(), *(axes.get_title() for axes in thing.axes)]
    return next(filter(None, titles), "")


def picture_of(thing: Any, name: str) -> Picture:
    """The picture of a figure of matplotlib's, or of IPython's `Image` or `SVG`.

    `name` begins the names in it. Raises UserError for what a page cannot show.
    """
    if _FIGURE in _names(thing):
        return _of_matplotlib(thing, name)
    if _FILES[1] in _names(thing):
        return Picture(*inlined(thing.data, name, {}))
    return _of_image(thing)


def _names(thing: object) -> list[str]:
    return [f"{kind.__module__}.{kind.__qualname__}" for kind in type(thing).__mro__]


def _of_matplotlib(figure: Any, name: str) -> Picture:
    import matplotlib

    buffer = io.StringIO()
    # Text as text, and the same names each time.
    with matplotlib.rc_context({"svg.fonttype": "none", "svg.hashsalt": name}):
        figure.savefig(buffer, format="svg", bbox_inches="tight", metadata={"Date": None})
    if "matplotlib.pyplot" in sys.modules:
        # The inline backend shows at the end of a cell whatever is still open.
        sys.modules["matplotlib.pyplot"].close(figure)
    return Picture(*inlined(buffer.getvalue(), name, _COLOURS))


def _of_image(image: Any) -> Picture:
    data = image.data
    if not isinstance(data, bytes):
        raise UserError(
            "The picture is fetched from elsewhere, which no page of the site does.",
            remedy='Save it beside the notebook: Image("picture.png")',
        )
    if not data.startswith(_PNG):
        raise UserError("The picture is no PNG.", remedy="Save it as PNG or SVG.")
    width, height = struct.unpack(">II", data[16:24])
    encoded = base64.b64encode(data).decode()
    href = f"data:image/png;base64,{encoded}"
    return Picture(tag("image", width=width, height=height, href=href), (width, height))
