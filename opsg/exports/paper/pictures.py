"""The pictures of a report: stages and trends as SVG that stands alone, and SVG as PNG.

On the site a picture takes its colours and letters from the page. In a Word file or a PDF it must
bring its own: `assets/pictures.css` has the site's light palette.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from xml.etree import ElementTree

from opsg.charts import svg
from opsg.charts.chart import Chart
from opsg.charts.labels import text_width
from opsg.exports.paper import typst

STYLE = Path(__file__).parent / "assets" / "pictures.css"
RESOLUTION = 220
"""Dots an inch of a PNG, at the width that it has on the page."""

WIDTH = 482
"""How wide a picture is on the page, in points: the text's width on A4."""

_ROW = 22
_MARK = 22
_INDENT = 44.0


def chevrons(stages: Sequence[str], current: int) -> str:
    """The stages as a row of arrows: those passed, the `current` one, and those to come."""
    width, height, tip = 720, 36, 12
    each = (width - tip) / len(stages)
    parts = []
    for place, stage in enumerate(stages):
        left = place * each
        right = left + each - 4
        back = tip if place else 0
        kind = "now" if place == current else "passed" if place < current else "ahead"
        corners = (
            (left, 1), (right, 1), (right + tip, height / 2), (right, height - 1),
            (left, height - 1), (left + back, height / 2),
        )  # fmt: skip
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in corners)
        middle = (left + back + right + tip / 2) / 2
        parts.append(svg.tag("polygon", points=points, class_=kind))
        parts.append(
            svg.text(middle, height / 2 + 4.5, stage, anchor="middle", kind=f"{kind} stage")
        )
    return _alone("".join(parts), width, height)


def trend(chart: Chart) -> str:
    """The wide picture of a chart by month, with what its marks mean below it."""
    picture = ElementTree.fromstring(chart.pictures[0])
    width, height = int(picture.attrib["width"]), int(picture.attrib["height"])
    legend, rows = _legend(chart, width, height + 8)
    return _alone(_inside(picture) + legend, width, height + rows * _ROW)


def _legend(chart: Chart, width: float, top: float) -> tuple[str, int]:
    """The entries of the chart's legend in rows below one another, and how many rows these are."""
    entries = ElementTree.fromstring(chart.legend) if chart.legend else ()
    left, rows, parts = _INDENT, 1, []
    for entry in entries:
        mark, label = entry[0], entry[0].tail or ""
        taken = _MARK + text_width(label)
        if left + taken > width and left > _INDENT:
            left, rows = _INDENT, rows + 1
        y = top + (rows - 1) * _ROW
        parts.append(svg.tag("g", _inside(mark), transform=f"translate({left:.1f} {y:.1f})"))
        parts.append(svg.text(left + _MARK, y + 12, label))
        left += taken + _MARK
    return "".join(parts), rows if parts else 0


def _inside(element: ElementTree.Element) -> str:
    return "".join(ElementTree.tostring(part, encoding="unicode") for part in element)


def _alone(content: str, width: int, height: int) -> str:
    """A whole SVG file that brings its own colours and letters."""
    style = f"<style>{escape(_style(), quote=False)}</style>"
    drawn = _resolved(content)
    return svg.tag(
        "svg", style + drawn, xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {width} {height}", width=width, height=height,
    )  # fmt: skip


def palette() -> dict[str, str]:
    """The colours by the names of the site's custom properties."""
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", STYLE.read_text(encoding="utf-8")))


def _style() -> str:
    rules = re.sub(r":root \{.*?\}|/\*.*?\*/", "", STYLE.read_text("utf-8"), flags=re.DOTALL)
    return _resolved(" ".join(rules.split()))


def _resolved(text: str) -> str:
    colours = palette()
    return re.sub(r"var\(--([\w-]+)\)", lambda name: colours[name[1]], text)


def png(drawn: Mapping[str, str]) -> dict[str, bytes]:
    """The pictures as PNG, as wide as the text of a page."""
    return typst.png(drawn, width=WIDTH, resolution=RESOLUTION)
