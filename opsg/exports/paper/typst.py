"""Runs Typst on a text with pictures, offline and with the same letters on every machine."""

from __future__ import annotations

import re
import shutil
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from opsg.core import packages
from opsg.core.errors import UserError

_MISSING = re.compile(r'the text `"(.+?)"` could not be displayed')
_CODE = re.compile(r"\\u\{([0-9a-f]+)\}")
_FONT = '#set text(font: "Source Sans Pro")'
# The bullets and ticks of Word's own letters, which a text that is pasted from it brings along.
_BULLETS = dict.fromkeys("\uf0a7\uf0b7\uf0d8\uf076\uf06e", "•") | {"\uf0fc": "✓", "\uf0e0": "→"}
_FACES = ("Regular", "It", "Semibold", "SemiboldIt")


def pdf(source: str, pictures: Mapping[str, str]) -> bytes:
    """A Typst text as PDF/UA-1: tagged, with title, language and alternative texts.

    `pictures` are SVG by the names under which the text has them, without `.svg`. A character for
    which there is no letter is written as what it is called. Raises UserError with what Typst says
    if it refuses the text.
    """
    import typst

    missing: set[str] = set()
    while True:
        drawn = {name: spelled(picture, missing) for name, picture in pictures.items()}
        with _laid_out(spelled(source, missing), drawn) as file:
            try:
                made: bytes = _compiled(file, pdf_standards="ua-1")
                return made
            except typst.TypstError as error:
                # It names all that it comes to, and comes to more where these are gone.
                more = _characters(getattr(error, "diagnostic", ""))
                if not more - missing:
                    raise UserError(f"Typst says: {error}", where="the report") from error
                missing |= more


def unshown(text: str) -> set[str]:
    """The characters of a text for which a PDF has no letters."""
    import typst

    characters = {character for character in text if not character.isspace()}
    missing: set[str] = set()
    while characters:
        words = " ".join(f"\\u{{{ord(character):x}}}" for character in sorted(characters))
        with _laid_out(f'#set document(title: "x")\n{_FONT}\n{words}', {}) as file:
            try:
                _compiled(file, pdf_standards="ua-1")
                break
            except typst.TypstError as error:
                more = _characters(getattr(error, "diagnostic", "")) & characters
                if not more:
                    break
                missing |= more
                characters -= more
    return missing


def spelled(text: str, characters: Iterable[str]) -> str:
    """A text with the characters written as what they are called: ‹grinning face›.

    >>> spelled("done \N{WHITE HEAVY CHECK MARK}, \uf0b7 next", "\N{WHITE HEAVY CHECK MARK}\uf0b7")
    'done ‹white heavy check mark›, • next'
    """
    return text.translate({ord(each): _name(each) for each in characters})


def _name(character: str) -> str:
    """What stands for a character without a letter: nothing for a mark that only joins others."""
    if character in _BULLETS:
        return _BULLETS[character]
    if unicodedata.category(character) in ("Cf", "Mn"):
        return ""
    code = f"U+{ord(character):04X}"
    return f"‹{unicodedata.name(character, code).lower().replace('u+', 'U+')}›"


def _characters(said: str) -> set[str]:
    """The characters that Typst says it has no letters for."""
    found = "".join(_MISSING.findall(said))
    written = _CODE.sub(lambda code: chr(int(code[1], 16)), found)
    return {character for character in written if ord(character) > 127}


def png(pictures: Mapping[str, str], *, width: float, resolution: float) -> dict[str, bytes]:
    """SVG pictures, by their names, as PNG; `width` in points, `resolution` in dots an inch."""
    pages = [f'#page(image("{name}.svg", width: {width}pt, alt: "{name}"))' for name in pictures]
    source = "\n".join(["#set page(width: auto, height: auto, margin: 0pt)", *pages])
    with _laid_out(source, pictures) as file:
        made = _compiled(file, format="png", ppi=resolution)
    # One page comes as itself, several as a list.
    images = made if isinstance(made, list) else [made]
    return dict(zip(pictures, images, strict=True)) if pictures else {}


def _compiled(file: Path, **how: Any) -> Any:
    """What Typst makes of a file with what is in its folder, whatever the machine has."""
    import typst

    folder = file.parent
    return typst.compile(file, root=folder, font_paths=[folder], ignore_system_fonts=True, **how)


@contextmanager
def _laid_out(source: str, pictures: Mapping[str, str]) -> Iterator[Path]:
    """The text as a file in a folder of its own, with its pictures and letters beside it."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        for picture, drawn in pictures.items():
            (folder / f"{picture}.svg").write_text(drawn, encoding="utf-8")
        _put_letters(folder)
        file = folder / "report.typ"
        file.write_text(source, encoding="utf-8")
        yield file


def _put_letters(folder: Path) -> None:
    """Copy the faces that the reports use: Typst takes letters from folders alone.

    The package has each face as two kinds of files; from its own folder Typst would take
    whichever it meets first. Raises UserError if the package is missing.
    """
    what = "typeface of the package font-source-sans-pro"
    for face in _FACES:
        name = f"SourceSansPro-{face}.otf"
        shutil.copyfile(packages.find("font_source_sans_pro", f"files/{name}", what), folder / name)
