"""Tells which letters of a PDF's page can be read as they stand, for `pages`.

pdfplumber says where every letter stands. PDFium prints the page, and so tells which can be seen.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from typing import Any

from opsg.core.sandbox import refuse
from opsg.intake.papers.pdf.lines import RAISED, Letter, baseline

_SCALE = 2
# The least contrast, of 255, that a letter has to the paper it is printed on.
_SEEN = 25
_UNPRINTED = (3, 7)
_FIGURES = tuple("0123456789")
# After what a raised figure is a mark.
_ENDS = tuple(".,;:)]%’”\"'")
# What part of the type size above the line every figure has ink in, unless it is raised; and from
# which size on that shows.
_FOOT = 0.25
_CLEAR = 6
_SHIFT = 0.65
# ISO 32000-1, table D.2, note 3: codes of WinAnsiEncoding that name no letter print a bullet.
_BULLETS = {f"(cid:{code})" for code in (127, 129, 141, 143, 144, 157)}

Contrast = Callable[[float, float, float, float], int]
"""How much darkest and lightest differ in a box of a page where it is printed."""


@dataclass
class Letters:
    """The letters of a page: those that can be read as they stand, and the others."""

    read: list[Letter] = field(default_factory=list)
    rotated: list[Letter] = field(default_factory=list)
    hidden: list[Letter] = field(default_factory=list)
    off: list[Letter] = field(default_factory=list)


def sorted_letters(page: Any, picture: Any) -> Letters:
    """The letters of pdfplumber's `page`, by whether they can be read; PDFium prints `picture`."""
    letters = Letters()
    upright = []
    x0, top, x1, bottom = page.cropbox
    for order, letter in enumerate(page.chars):
        letter["order"] = order
        letter["text"] = "•" if letter["text"] in _BULLETS else letter["text"]
        a, b, _, d = letter["matrix"][:4]
        middle = (letter["x0"] + letter["x1"]) / 2, (letter["top"] + letter["bottom"]) / 2
        if not (x0 <= middle[0] <= x1 and top <= middle[1] <= bottom):
            letters.off.append(letter)
        elif a <= 0 or d <= 0 or abs(b) > 0.05 * a:
            letters.rotated.append(letter)
        else:
            upright.append(letter)
    contrast = _contrasts(page, picture)
    # Where a font leaves out a width, what follows on the line stands further right than it seems.
    unsure = {
        round(baseline(letter))
        for letter in page.chars
        if letter["x1"] - letter["x0"] < 0.01 * letter["size"]
    }
    is_seen = _seen(picture, contrast, unsure)
    # Widths that a font leaves out may be guessed wrongly, so that a single letter is not where it
    # seems to be; a word is.
    for _, group in groupby(upright, _dress):
        word = list(group)
        if any(map(is_seen, word)):
            if round(baseline(word[0])) not in unsure:
                _tell_raised(word, contrast)
            letters.read += word
        else:
            letters.hidden += word
    return letters


def _tell_raised(word: Sequence[Letter], contrast: Contrast) -> None:
    """Make the figures at the end of a word or number raised ones if they are printed so.

    Some fonts have such figures of their own, which are as large as the others.
    """
    after = ""
    for before, letter in reversed([*pairwise(word)]):
        text = letter["text"]
        if text in _FIGURES and after not in _FIGURES and letter["size"] >= _CLEAR:
            foot, edge = baseline(letter), 0.2 * (letter["x1"] - letter["x0"])
            top = foot - _FOOT * letter["size"]
            ink = contrast(letter["x0"] + edge, top, letter["x1"] - edge, foot - 1)
            if ink < _SEEN and (before["text"].isalnum() or before["text"] in _ENDS):
                letter["text"] = text.translate(RAISED)
        after = letter["text"]


def _dress(letter: Letter) -> tuple[object, ...]:
    """What the letters of a word have in common."""
    return (
        letter["text"].isspace(), round(baseline(letter)), letter["fontname"],
        letter["non_stroking_color"],
    )  # fmt: skip


def refuse_unread(letters: Letters, where: str) -> None:
    """Refuse a page whose letters cannot be told, or are mostly rotated or invisible."""
    unknown = [letter for letter in letters.read if "(cid:" in letter["text"]]
    if unknown:
        refuse(
            f"On {where}, letters of the font {unknown[0]['fontname']} cannot be told.",
            "Use the Word file, or a PDF that was made from it with its fonts embedded.",
        )
    if len(letters.rotated) > len(letters.read):
        refuse(
            f"On {where}, the text is rotated.",
            "Print it anew with the text upright, or use the Word file.",
        )
    if len(letters.hidden) > len(letters.read):
        refuse(
            f"On {where}, the text cannot be seen: it seems to be a scan that a machine has read.",
            "Use the Word file, or a PDF made from it.",
        )


def _contrasts(page: Any, picture: Any) -> Contrast:
    """Tells how much darkest and lightest differ in a box of the page where it is printed."""
    image = picture.render(scale=_SCALE, grayscale=True).to_pil()
    left, top = page.cropbox[:2]

    def contrast(x0: float, y0: float, x1: float, y1: float) -> int:
        ends = (int(_SCALE * (x0 - left)), int(_SCALE * (y0 - top)))
        others = (int(_SCALE * (x1 - left)) + 1, int(_SCALE * (y1 - top)) + 1)
        darkest, lightest = image.crop((*ends, *others)).getextrema()
        return int(lightest - darkest)

    return contrast


def _seen(picture: Any, contrast: Contrast, unsure: Collection[int]) -> Callable[[Letter], bool]:
    """Tells of a letter whether it can be seen where the page is printed."""
    from pypdfium2 import raw

    unprinted = [
        piece.get_bounds()
        for piece in picture.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT])
        if raw.FPDFTextObj_GetTextRenderMode(piece.raw) in _UNPRINTED
    ]

    def is_seen(letter: Letter) -> bool:
        if letter["text"].isspace():
            return True
        x, y = (letter["x0"] + letter["x1"]) / 2, (letter["y0"] + letter["y1"]) / 2
        if any(x0 <= x <= x1 and y0 <= y <= y1 for x0, y0, x1, y1 in unprinted):
            return False
        shift = _SHIFT if round(baseline(letter)) in unsure else 0
        # A stroke may lie below the letters, as `_` does in some fonts.
        reach = 0 if letter["text"].isalnum() else letter["size"] / 4
        right = letter["x1"] + shift * letter["size"]
        height = letter["top"] - reach, letter["bottom"] + reach
        return contrast(letter["x0"], height[0], right, height[1]) >= _SEEN

    return is_seen
