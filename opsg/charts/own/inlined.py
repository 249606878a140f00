"""Pictures that another program drew, as part of a page: safe, and in the colours of the page.

A page's policy lets no element bring a style, so that styles become attributes. What could run or
fetch something is refused. Names are numbered, as programs draw them at random.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from opsg.charts import standalone
from opsg.core.errors import UserError
from opsg.core.vocabulary import vocabulary

_ELEMENTS = vocabulary("""
    svg g defs path rect circle ellipse line polyline polygon text tspan title desc clipPath
    linearGradient radialGradient stop pattern mask use image symbol marker
""")
_STYLES = vocabulary("""
    clip-path clip-rule dominant-baseline fill fill-opacity fill-rule font-size font-style
    font-weight image-rendering letter-spacing mask opacity stop-color stop-opacity stroke
    stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit
    stroke-opacity stroke-width text-anchor vector-effect visibility display
""")
_DROPPED = ("class", "style", "id", "font-family", "version", "role", "tabindex")
_NAMES = (
    "series-1", "series-2", "series-3", "series-4", "series-5", "series-6",
    "ink", "muted", "line", "line-strong", "paper",
)  # fmt: skip
_RGB = re.compile(r"rgb\((\d+), ?(\d+), ?(\d+)\)")


def inlined(drawn: str, prefix: str, known: Mapping[str, str] | None = None) -> tuple[str, Any]:
    """The inside of an SVG file for a page, and the size in pixels that it has.

    `prefix` begins the names in it; `known` gives colours of the page for some of its colours, by
    default for those that the page has. Raises UserError for what no page may have.
    """
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True)
    try:
        root = etree.fromstring(drawn.encode(), parser)
    except etree.XMLSyntaxError as error:
        raise UserError(f"The picture is no SVG: {error}.", remedy="Save it anew.") from None
    colours = _palette() if known is None else known
    names = {
        each.get("id"): f"{prefix}-{n}" for n, each in enumerate(root.iter()) if each.get("id")
    }
    etree.strip_elements(root, "{*}style", "{*}metadata", etree.PI, with_tail=False)
    for element in root.iter():
        name = etree.QName(element).localname
        if name not in _ELEMENTS:
            raise UserError(f"The picture has <{name}>, which a page cannot show.",
                            remedy="Draw it without, or save it as PNG.")  # fmt: skip
        attributes = dict(_attributes(element, names, colours))
        element.tag = name
        element.attrib.clear()
        element.attrib.update(attributes)
    size = _size(root)
    etree.cleanup_namespaces(root)
    inside = "".join(etree.tostring(each, encoding="unicode", with_tail=False) for each in root)
    return re.sub(r' xmlns(:\w+)?="[^"]*"', "", inside), size


def _palette() -> dict[str, str]:
    palette = standalone.palette()
    return {"#000000": "var(--ink)"} | {
        palette[name]: f"var(--{name})" for name in reversed(_NAMES)
    }


def _attributes(
    element: Any, names: Mapping[str, str], colours: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    own = {key.rpartition("}")[2]: value for key, value in element.attrib.items()}
    if own.get("id"):
        yield "id", names[own["id"]]
    styles = dict(re.findall(r"([\w-]+)\s*:\s*([^;]+)", own.get("style", "")))
    values = {key: value for key, value in own.items() if key not in _DROPPED}
    values |= {key: value.strip() for key, value in styles.items() if key in _STYLES}
    for key, value in values.items():
        if key.startswith(("on", "data-", "xml")) or key in ("base", "space", "lang"):
            continue
        if key == "href":
            yield from _reference(value, names)
            continue
        known = re.sub(r"url\([\"']?#([^)\"']*)[\"']?\)", lambda at: _own(at[1], names), value)
        yield key, _colour(known, colours) if "url(" not in known else known


def _reference(value: str, names: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    if value.startswith("#"):
        yield "href", f"#{names.get(value[1:], '')}"
    elif value.startswith(("data:image/png;", "data:image/jpeg;")):
        yield "href", re.sub(r"\s", "", value)
    else:
        raise UserError(f"The picture fetches {value[:60]}.", remedy="Put it into the picture.")


def _own(name: str, names: Mapping[str, str]) -> str:
    return f"url(#{names.get(name, '')})"


def _colour(value: str, colours: Mapping[str, str]) -> str:
    named = _RGB.sub(lambda at: "#{:02x}{:02x}{:02x}".format(*map(int, at.groups())), value)
    return colours.get(named.lower(), named)


def _size(root: Any) -> tuple[int, int]:
    """The width and height of the picture's own coordinates."""
    box = [float(each) for each in re.findall(r"-?[\d.]+", root.get("viewBox", ""))]
    if len(box) != 4:
        box = [0, 0, *(float(re.sub(r"[^\d.]", "", root.get(key, "")) or 0)
                       for key in ("width", "height"))]  # fmt: skip
    if min(box[2:]) <= 0:
        raise UserError("The picture has no size.", remedy="Give it a viewBox.")
    return round(box[2]), round(box[3])
