"""The words within pictures, text boxes, charts and whatever else is drawn in a Word file."""

from __future__ import annotations

from collections.abc import Iterator

from opsg.intake.papers.word.package import Element, Package, Relation, W

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_PICTURE = "{http://schemas.openxmlformats.org/drawingml/2006/picture}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_V = "{urn:schemas-microsoft-com:vml}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"

DRAWN = (f"{W}drawing", f"{W}pict", f"{W}object")
_RELATED = {"chart": "chart", "chartEx": "chart", "diagramData": "diagram"}


def kind_of(drawing: Element, relations: dict[str, Relation]) -> str:
    """What a drawing is called."""
    related = [kind for kind, _ in _related(drawing, relations)]
    if related:
        return related[0]
    if drawing.tag == f"{W}object":
        return "embedded file"
    if next(drawing.iter(f"{W}txbxContent"), None) is not None:
        return "text box"
    return "picture" if next(_pictures(drawing), None) is not None else "drawing"


def is_plain(box: Element) -> bool:
    """Whether what is behind the text of a text box is not coloured."""
    shape = box.getparent().getparent()
    fills = ("solidFill", "gradFill", "pattFill", "blipFill", "grpFill")
    painted = [node for name in fills for node in shape.iterfind(f"{{*}}spPr/{_A}{name}")]
    styled = shape.find(f"{{*}}style/{_A}fillRef") is not None
    return not painted and not styled and shape.get("fillcolor", "white") in ("white", "#ffffff")


def words_of(
    drawing: Element, package: Package, relations: dict[str, Relation]
) -> Iterator[tuple[str, str]]:
    """What is written in or for a drawing, text boxes aside: of which kind, and the words."""
    kind = kind_of(drawing, relations)
    for described in drawing.iter(f"{_WP}docPr"):
        yield kind, described.get("descr") or described.get("title") or ""
    for drawn in drawing.iter(f"{_V}shape", f"{_V}rect", f"{_V}group"):
        yield kind, drawn.get("alt") or ""
    for letters in drawing.iter(f"{_V}textpath"):
        yield "drawn letters", letters.get("string") or ""
    yield kind, _drawn_words(drawing)
    for related, part in _related(drawing, relations):
        yield related, _drawn_words(package.xml(part))


def _pictures(drawing: Element) -> Iterator[Element]:
    yield from drawing.iter(f"{_PICTURE}pic", f"{_V}imagedata")


def _related(drawing: Element, relations: dict[str, Relation]) -> Iterator[tuple[str, str]]:
    """The charts and diagrams of a drawing, which are parts of their own."""
    for node in drawing.iter():
        for name, value in node.attrib.items():
            relation = relations.get(value) if name.startswith(_R) else None
            if relation and relation.kind in _RELATED:
                yield _RELATED[relation.kind], relation.target


def _drawn_words(root: Element) -> str:
    return "; ".join(
        text
        for paragraph in root.iter(f"{_A}p")
        if (text := "".join(node.text or "" for node in paragraph.iter(f"{_A}t")).strip())
    )
