"""Small pieces of HTML: tables, disclosures, attachments; everything put in is escaped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape

FILES_TYPE = "application/vnd.opsg.files+json"
"""The MIME type under which an output carries files for the site, as {path: text}."""


@dataclass(frozen=True)
class Html:
    """A piece of a page that a notebook shows, with files that the site is to offer."""

    html: str
    files: Mapping[str, str] = field(default_factory=dict)

    def _repr_mimebundle_(self, **_: object) -> dict[str, object]:
        bundle: dict[str, object] = {"text/html": self.html}
        if self.files:
            bundle[FILES_TYPE] = dict(self.files)
        return bundle

    def __add__(self, other: Html) -> Html:
        return Html(self.html + other.html, {**self.files, **other.files})


@dataclass(frozen=True)
class Markdown:
    """Text of the log, shown as Markdown so that lists, links and footnotes stay what they are."""

    text: str

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        return {"text/markdown": self.text}


def table(
    headers: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    caption: str,
    numeric: Sequence[int] = (),
    kind: str = "data",
) -> str:
    """A table with a caption and scoped headers; `numeric` columns align right.

    Cells are HTML already: escape text before. The first cell of a row is its header.
    The wrapper scrolls sideways by itself and can be reached by keyboard.
    """
    head = "".join(
        f'<th scope="col"{_number(index, numeric)}>{escape(header)}</th>'
        for index, header in enumerate(headers)
    )
    body = "".join(
        "<tr>"
        + f'<th scope="row">{row[0]}</th>'
        + "".join(
            f'<td{_number(index, numeric)} data-label="{escape(headers[index])}">{cell}</td>'
            for index, cell in enumerate(row[1:], start=1)
        )
        + "</tr>"
        for row in rows
    )
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(caption)}">'
        f'<table class="{kind}"><caption>{escape(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _number(index: int, numeric: Sequence[int]) -> str:
    return ' class="n"' if index in numeric else ""


def details(summary: str, content: str) -> str:
    """A disclosure that works without JavaScript; `content` is HTML."""
    return f"<details><summary>{escape(summary)}</summary>{content}</details>"


def link(address: str, label: str, **attributes: str) -> str:
    """A link; `address` and `label` are plain text."""
    extra = "".join(f' {key}="{escape(value)}"' for key, value in attributes.items())
    return f'<a href="{escape(address)}"{extra}>{escape(label)}</a>'
