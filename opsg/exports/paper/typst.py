"""Runs Typst on a text with pictures, offline and with the same letters on every machine."""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from opsg.core.errors import UserError

_FACES = ("Regular", "It", "Semibold", "SemiboldIt")


def pdf(source: str, pictures: Mapping[str, str]) -> bytes:
    """A Typst text as PDF/UA-1: tagged, with title, language and alternative texts.

    `pictures` are SVG by the names under which the text has them, without `.svg`. Raises
    UserError with what Typst says if it refuses the text.
    """
    import typst

    with _laid_out(source, pictures) as file:
        try:
            return typst.compile(
                file,
                root=file.parent,
                font_paths=[file.parent],
                ignore_system_fonts=True,
                format="pdf",
                pdf_standards="ua-1",
            )
        except typst.TypstError as error:
            raise UserError(f"Typst says: {error}", where="the report") from error


def png(pictures: Mapping[str, str], *, width: float, resolution: float) -> dict[str, bytes]:
    """SVG pictures, by their names, as PNG; `width` in points, `resolution` in dots an inch."""
    import typst

    pages = [f'#page(image("{name}.svg", width: {width}pt, alt: "{name}"))' for name in pictures]
    source = "\n".join(["#set page(width: auto, height: auto, margin: 0pt)", *pages])
    with _laid_out(source, pictures) as file:
        made = typst.compile(
            file,
            root=file.parent,
            font_paths=[file.parent],
            ignore_system_fonts=True,
            format="png",
            ppi=resolution,
        )
    # One page comes as itself, several as a list.
    images = made if isinstance(made, list) else [made]
    return dict(zip(pictures, images, strict=True)) if pictures else {}


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
    package = importlib.util.find_spec("font_source_sans_pro")
    if package is None or package.origin is None:
        raise UserError(
            "the letters of the package font-source-sans-pro are missing.",
            remedy="Install the project anew: `make site` does.",
        )
    for face in _FACES:
        name = f"SourceSansPro-{face}.otf"
        shutil.copyfile(Path(package.origin).parent / "files" / name, folder / name)
