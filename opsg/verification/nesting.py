"""Whether a page's elements are closed in the order in which they were opened, and may stand there.

A browser mends what is wrong by its own rules: parts then end up in places where styles, readers
and the next change do not expect them.
"""

from __future__ import annotations

from opsg.core.vocabulary import vocabulary

VOID = vocabulary("area base br col embed hr img input link meta source track wbr")
"""Elements that hold nothing and have no end tag."""

_BLOCKS = vocabulary("""
    address article aside blockquote details dialog div dl fieldset figcaption figure footer form
    h1 h2 h3 h4 h5 h6 header hgroup hr main menu nav ol p pre search section table ul
""")
# A paragraph or a heading ends where one of these begins, whatever was meant.
_PHRASING = frozenset(["p", "h1", "h2", "h3", "h4", "h5", "h6"])
_NOT_IN_THEMSELVES = frozenset(["a", "button", "form", "label", "option"])
_ROOTS = {"li": ("ul", "ol", "menu"), "tr": ("table", "thead", "tbody", "tfoot")}
_ROOTS |= {"td": ("tr",), "th": ("tr",), "dt": ("dl", "div"), "dd": ("dl", "div")}


DEEPEST = 500
"""How many elements may stand in each other; browsers stop near as many."""


class Nesting:
    """The elements that are open; each step says what is wrong with it, or nothing."""

    def __init__(self) -> None:
        self._open: list[tuple[str, int]] = []

    def start(self, tag: str, line: int) -> str:
        """An element begins."""
        if len(self._open) >= DEEPEST:
            return f"more than {DEEPEST} elements stand in each other."
        names = [name for name, _ in self._open]
        inner = names[-1] if names else ""
        drawn = "svg" in names
        if not drawn:
            # What is in a drawing, a button or a table's cell is not in the paragraph around it.
            broken = next((name for name in names[::-1] if name in _PHRASING), "")
            if tag in _BLOCKS and broken:
                return f"<{tag}> cannot stand in <{broken}>."
            if tag in _NOT_IN_THEMSELVES and tag in names:
                return f"<{tag}> cannot stand in another <{tag}>."
            if tag in _ROOTS and inner not in (*_ROOTS[tag], "template"):
                return f"<{tag}> cannot stand in <{inner}>."
        if tag not in VOID:
            self._open.append((tag, line))
        return ""

    def end(self, tag: str) -> str:
        """An element ends."""
        if tag in VOID:
            return f"</{tag}> ends what has no end."
        if not self._open or self._open[-1][0] != tag:
            if any(name == tag for name, _ in self._open):
                inner, line = self._open[-1]
                while self._open.pop()[0] != tag:
                    pass
                return f"<{inner}> of line {line} is not closed before </{tag}>."
            return f"</{tag}> ends what was not opened."
        self._open.pop()
        return ""

    def finish(self) -> str:
        """The page ends."""
        if self._open:
            tag, line = self._open[-1]
            return f"<{tag}> of line {line} is never closed."
        return ""
