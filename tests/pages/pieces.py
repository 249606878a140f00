"""What a piece of a page shows, as a reader's browser has it."""

from bs4 import BeautifulSoup


def soup(piece: object) -> BeautifulSoup:
    """The piece's HTML."""
    bundle = piece._repr_mimebundle_()  # type: ignore[attr-defined]
    return BeautifulSoup(bundle["text/html"], "html.parser")


def text(piece: object) -> str:
    """The piece's words."""
    return " ".join(soup(piece).get_text(" ").split())
