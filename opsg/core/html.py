"""What notebooks show on a page, and a table; elements themselves are made with htpy.

htpy escapes every text that it is given, unless it is `markupsafe.Markup`: that name marks what is
HTML already, such as a picture.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import htpy as h
from markupsafe import Markup

from opsg.core import pandoc, workbench

FILES_TYPE = "application/vnd.opsg.files+json"
"""The MIME type under which an output carries files for the site, as {path: text}."""

ABSENT_TYPE = "application/vnd.opsg.absent"
"""The MIME type under which an output that only says that something is not there names it."""


class Html:
    """A piece of a page that a notebook shows, with files that the site is to offer.

    It is written out at once, so that an error shows in the cell that causes it. `absent` names
    what an edition does not have, where the piece says no more than that.
    """

    def __init__(
        self, *content: h.Node, files: Mapping[str, str] | None = None, absent: str = ""
    ) -> None:
        self.html: Markup = h.fragment[content].__html__()
        self.files = dict(files or {})
        self.absent = absent

    def __html__(self) -> Markup:
        return self.html

    def _repr_mimebundle_(self, **_: object) -> dict[str, object]:
        if workbench.is_here():
            return {"text/html": workbench.dressed(self.html)}
        bundle: dict[str, object] = {"text/html": str(self.html)}
        if self.files:
            bundle[FILES_TYPE] = self.files
        if self.absent:
            bundle[ABSENT_TYPE] = self.absent
        return bundle


@dataclass(frozen=True)
class Markdown:
    """Text of the log, shown as Markdown so that lists, links and footnotes stay what they are."""

    text: str

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        if workbench.is_here():
            # Editors read other Markdown than Pandoc does, which the site is made with.
            with pandoc.Converter() as one:
                html = one.convert(self.text, where="The text", reader="markdown", writer="html")
            return {"text/html": workbench.dressed(html)}
        return {"text/markdown": self.text}


def table(
    headers: Sequence[str],
    rows: Sequence[Sequence[h.Node]],
    *,
    caption: str,
    numeric: Sequence[int] = (),
    kind: str = "data",
) -> h.Element:
    """A table with a caption and scoped headers; `numeric` columns align right.

    The first cell of a row is its header. The wrapper scrolls sideways by itself and can be
    reached by keyboard.
    """
    kinds = ["n" if index in numeric else None for index in range(len(headers))]
    head = [
        h.th(scope="col", class_=kind)[header] for header, kind in zip(headers, kinds, strict=True)
    ]
    body = [
        h.tr[
            h.th(scope="row")[row[0]],
            [
                h.td(class_=kinds[index], data_label=headers[index])[cell]
                for index, cell in enumerate(row[1:], start=1)
            ],
        ]
        for row in rows
    ]
    return h.div(class_="scroll", tabindex="0", role="region", aria_label=caption)[
        h.table(class_=kind)[h.caption[caption], h.thead[h.tr[head]], h.tbody[body]]
    ]
