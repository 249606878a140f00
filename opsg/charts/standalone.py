"""Pictures that stand alone: a chart as an SVG file, and what reports show.

On the site a picture takes its colours and letters from the page. In a document it must bring its
own: `pictures.css` has them, written into each element, as not every program reads a style sheet.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from opsg.charts import svg
from opsg.charts.labels import text_width

if TYPE_CHECKING:
    from opsg.charts.chart import Chart

WIDTH = 760
"""How wide the file of a chart is, in pixels."""

_NAMESPACE = "http://www.w3.org/2000/svg"
_STYLE = Path(__file__).with_name("pictures.css")
_MARGIN = 20
_LINE = 19
_ROW = 22
_MARK, _LONG_MARK = 22, 34
_INDENT = 44.0
# `labels.text_width` is that of the site's letters for charts, 12 pixels high.
_TITLE, _SAYS, _NOTE = 18 / 12, 14 / 12, 13 / 12


def drawing(chart: Chart) -> str:
    """The chart as an SVG file: title, sentence, the wide picture, legend and note."""
    picture = ElementTree.fromstring(chart.pictures[0])
    top, parts = _MARGIN / 2, []
    for words, size, kind in ((chart.title, _TITLE, "title"), (chart.sentence, _SAYS, "says")):
        written, top = _written(words, size, kind, top)
        parts.append(written)
    top += _LINE / 2
    legend, rows = _legend(chart, int(picture.attrib["width"]))
    shown = _inside(picture)
    parts.append(svg.tag("g", shown, transform=f"translate({_MARGIN} {top:g})"))
    top += int(picture.attrib["height"]) + 8
    parts.append(svg.tag("g", legend, transform=f"translate({_MARGIN} {top:g})") if legend else "")
    note, top = _written(chart.note, _NOTE, "", top + rows * _ROW)
    return alone("".join([*parts, note]), WIDTH, round(top + _MARGIN / 2), chart.label)


def signed(drawn: str, lines: Sequence[str]) -> str:
    """The SVG file of a chart with lines below it that say where it is from."""
    ElementTree.register_namespace("", _NAMESPACE)
    root = ElementTree.fromstring(drawn)
    top = float(root.attrib["height"]) - _MARGIN / 2
    written = []
    for line in lines:
        part, top = _written(line, _NOTE, "", top)
        written.append(part)
    height = round(top + _MARGIN / 2)
    root.set("height", str(height))
    root.set("viewBox", f"0 0 {root.attrib['width']} {height}")
    group = ElementTree.fromstring(f'<g xmlns="{_NAMESPACE}">{"".join(written)}</g>')
    _dress(group)
    root.append(group)
    return ElementTree.tostring(root, encoding="unicode")


def trend(chart: Chart) -> str:
    """The wide picture of a chart by month, with what its marks mean below it."""
    picture = ElementTree.fromstring(chart.pictures[0])
    width, height = int(picture.attrib["width"]), int(picture.attrib["height"])
    legend, rows = _legend(chart, width)
    legend = svg.tag("g", legend, transform=f"translate(0 {height + 8})") if legend else ""
    return alone(_inside(picture) + legend, width, height + rows * _ROW)


def alone(content: str, width: int, height: int, label: str = "") -> str:
    """A whole SVG file that brings its own colours and letters, on white."""
    named = svg.tag("title", escape(label, quote=False)) if label else ""
    paper = svg.tag("rect", width="100%", height="100%", fill="var(--paper)")
    root = ElementTree.fromstring(svg.tag("g", named + paper + content))
    _dress(root)
    return svg.tag(
        "svg", _inside(root), xmlns=_NAMESPACE, viewBox=f"0 0 {width} {height}",
        width=width, height=height, role="img" if label else None,
    )  # fmt: skip


@cache
def palette() -> Mapping[str, str]:
    """The colours by the names of the site's custom properties."""
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", _STYLE.read_text(encoding="utf-8")))


def _written(words: str, size: float, kind: str, top: float) -> tuple[str, float]:
    """Words as lines of text below `top`, and where they end."""
    parts = []
    height = max(_LINE, _LINE * size)
    for line in _lines(words, size):
        top += height
        parts.append(svg.text(_MARGIN, top - 4, line, kind=kind))
    return "".join(parts), top


def _lines(words: str, size: float) -> list[str]:
    """Words broken into lines that are not wider than the file."""
    lines: list[str] = []
    for word in words.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer) * size <= WIDTH - 2 * _MARGIN:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _legend(chart: Chart, width: float) -> tuple[str, int]:
    """The entries of the chart's legend in rows below one another, and how many rows these are."""
    entries = ElementTree.fromstring(chart.legend) if chart.legend else ()
    left, rows, parts = _INDENT, 1, []
    for entry in entries:
        mark, label = entry[0], entry[0].tail or ""
        beside = _MARK if mark.get("width") == "16" else _LONG_MARK
        taken = beside + text_width(label) * _NOTE
        if left + taken > width and left > _INDENT:
            left, rows = _INDENT, rows + 1
        y = (rows - 1) * _ROW
        parts.append(svg.tag("g", _inside(mark), transform=f"translate({left:.1f} {y})"))
        parts.append(svg.text(left + beside, y + 12, label))
        left += taken + _MARK
    return "".join(parts), rows if parts else 0


def _inside(element: Element) -> str:
    return "".join(ElementTree.tostring(part, encoding="unicode") for part in element)


def _dress(root: Element) -> None:
    """Write what the style sheet says of each element into it, in place of its classes."""
    colours = palette()
    for element in root.iter():
        kinds = element.attrib.pop("class", "").split()
        name = element.tag.rpartition("}")[2]
        style: dict[str, str] = {}
        for selector, declared in _rules():
            tag, _, kind = selector.partition(".")
            if tag in ("", name) and (not kind or kind in kinds):
                style |= declared
        for key, value in {**style, **element.attrib}.items():
            element.set(key, re.sub(r"var\(--([\w-]+)\)", lambda one: colours[one[1]], value))


@cache
def _rules() -> Sequence[tuple[str, Mapping[str, str]]]:
    """The rules of the style sheet in order: selector (`text.event`, `.grid`) and properties."""
    text = re.sub(r":root \{.*?\}|/\*.*?\*/", "", _STYLE.read_text("utf-8"), flags=re.DOTALL)
    return [
        (selector.strip(), dict(re.findall(r"([\w-]+): ([^;]+);", declared)))
        for selectors, declared in re.findall(r"([^{}]+)\{([^}]*)\}", text)
        for selector in selectors.split(",")
    ]
