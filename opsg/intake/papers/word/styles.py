"""What the styles of a Word file make of its runs: whether they are seen at all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from opsg.intake.papers.word.drawings import is_plain
from opsg.intake.papers.word.package import Element, W

_BLACK = "000000"
_WHITE = "FFFFFF"
_HIGHLIGHTS = {"black": _BLACK, "white": _WHITE}
_THEME = {"background1": _WHITE, "light1": _WHITE}
_SIGNS = ("Symbol", "Wingdings", "Webdings")
_OFF = ("0", "false", "off")
# Twice the size in points of print that nobody can read.
_TOO_SMALL = tuple("01234567")


class Styles:
    """The styles of a document, by their ids; `root` is None where it has none."""

    def __init__(self, root: Element | None) -> None:
        found = [] if root is None else root.findall(f"{W}style")
        self._by_id = {style.get(f"{W}styleId"): style for style in found}
        self._default = next(
            (
                style.get(f"{W}styleId")
                for style in found
                if style.get(f"{W}default") and style.get(f"{W}type") == "paragraph"
            ),
            None,
        )

    def names(self, paragraph: Element) -> Iterator[str]:
        """The names of a paragraph's style and of those that it is based on, in lower case."""
        for style in self._of_paragraph(paragraph):
            name = style.find(f"{W}name")
            yield "" if name is None else name.get(f"{W}val", "").lower()

    def is_hidden(self, run: Element, paragraph: Element) -> bool:
        """Whether Word hides a run: one style that hides takes back what another did."""
        own = run.find(f"{W}rPr/{W}vanish")
        if own is not None:
            return _is_on(own)
        return _hides(self._of_run(run)) != _hides(self._of_paragraph(paragraph))

    def is_unseen(self, run: Element, paragraph: Element) -> bool:
        """Whether a run is printed in the colour of what is behind it, or too small to read."""
        size = self._first(run, paragraph, "sz")
        if size is not None and size.get(f"{W}val") in _TOO_SMALL:
            return True
        colour = self._first(run, paragraph, "color")
        if colour is None:
            return False
        of_theme = _THEME.get(colour.get(f"{W}themeColor", ""), "auto")
        shown: str = colour.get(f"{W}val", of_theme)
        return shown.upper() == self._behind(run, paragraph)

    def is_of_signs(self, run: Element, paragraph: Element) -> bool:
        """Whether the letters of a run are printed as other signs."""
        fonts = self._first(run, paragraph, "rFonts")
        return fonts is not None and fonts.get(f"{W}ascii", "").startswith(_SIGNS)

    def _behind(self, run: Element, paragraph: Element) -> str:
        marker = self._first(run, paragraph, "highlight")
        if marker is not None and marker.get(f"{W}val") != "none":
            return _HIGHLIGHTS.get(marker.get(f"{W}val", ""), "")
        shades = [self._first(run, paragraph, "shd"), paragraph.find(f"{W}pPr/{W}shd")]
        shades += [style.find(f"{W}pPr/{W}shd") for style in self._of_paragraph(paragraph)]
        return _fill(shades) or self._around(paragraph)

    def _around(self, paragraph: Element) -> str:
        """The colour of the cell or the box that a paragraph stands in; "" where it is not sure."""
        for holder in paragraph.iterancestors(f"{W}tc", f"{W}txbxContent"):
            if holder.tag == f"{W}txbxContent":
                return _WHITE if is_plain(holder) else ""
            table = next(holder.iterancestors(f"{W}tbl"))
            shades = [holder.find(f"{W}tcPr/{W}shd"), table.find(f"{W}tblPr/{W}shd")]
            if fill := _fill(shades):
                return fill
            style = table.find(f"{W}tblPr/{W}tblStyle")
            chain = self._chain(None if style is None else style.get(f"{W}val"))
            if any(next(each.iter(f"{W}shd"), None) is not None for each in chain):
                return ""
        return _WHITE

    def _first(self, run: Element, paragraph: Element, name: str) -> Element | None:
        """A property of letters as the run has it, or else its styles."""
        for holder in (run, *self._of_run(run), *self._of_paragraph(paragraph)):
            if (found := holder.find(f"{W}rPr/{W}{name}")) is not None:
                return found
        return None

    def _of_run(self, run: Element) -> Iterator[Element]:
        style = run.find(f"{W}rPr/{W}rStyle")
        yield from self._chain(None if style is None else style.get(f"{W}val"))

    def _of_paragraph(self, paragraph: Element) -> Iterator[Element]:
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        yield from self._chain(self._default if style is None else style.get(f"{W}val"))

    def _chain(self, name: str | None) -> Iterator[Element]:
        seen = set()
        while name in self._by_id and name not in seen:
            seen.add(name)
            style = self._by_id[name]
            yield style
            based = style.find(f"{W}basedOn")
            name = None if based is None else based.get(f"{W}val")


def _fill(shades: Sequence[Element | None]) -> str:
    """The first of some colours that is one; empty if none is."""
    fills = (shade.get(f"{W}fill", "auto").upper() for shade in shades if shade is not None)
    return next((str(fill) for fill in fills if fill != "AUTO"), "")


def _hides(styles: Iterator[Element]) -> bool:
    found = (style.find(f"{W}rPr/{W}vanish") for style in styles)
    return _is_on(next((each for each in found if each is not None), None))


def _is_on(switch: Element | None) -> bool:
    return switch is not None and switch.get(f"{W}val", "1") not in _OFF
