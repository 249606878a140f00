"""A chart in the house style, with its title, sentence, table, static picture and alternative.

Pages ask for a `trend_chart` or `line_chart` (`lines.py`) or a `bar_chart` (`bars.py`). It shows as
one `figure`: a picture that needs nothing, and the Plotly figure as data, which the site's script
draws over the picture.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from html import escape
from typing import Any, NotRequired, TypedDict

import htpy as h
import polars as pl
import polars.selectors as cs
from markupsafe import Markup

from opsg.charts import FOLDER, WHOLE_LIBRARY, layout, standalone
from opsg.core import html, months, workbench
from opsg.core.spreadsheet import spreadsheet_csv

BASIC = frozenset({"scatter", "bar", "pie"})


class Said(TypedDict):
    """What whoever asks for a chart says of it; see `Chart`."""

    name: str
    title: str
    sentence: str
    note: str
    workbook: NotRequired[Callable[[], str]]


@dataclass(frozen=True)
class Chart:
    """A chart with all that a reader needs beside the drawing.

    `pictures` are complete SVG elements, the first for a wide and the second for a narrow column.
    `table` is what the page shows as a table, and `headers` gives its columns' words; `data` is
    what the CSV holds, one value a row with its provenance. Both have months before those that are
    drawn too. `figure` is the Plotly figure as plain data (see `opsg.charts.plotly`), empty where
    the picture says all by itself. `workbook` gives the address of one with the chart's data: who
    shows the picture alone does not ask. One that is `by_month` has the size of all such charts,
    another that of its pictures. The `alternative` says what is to be seen where the sentence does
    not.
    """

    name: str
    title: str
    sentence: str
    note: str
    pictures: tuple[str, ...]
    table: pl.DataFrame
    headers: Mapping[str, str]
    data: pl.DataFrame
    figure: Mapping[str, Any] = field(default_factory=dict)
    workbook: Callable[[], str] = str
    legend: str = ""
    cells: Mapping[str, Callable[[Any], str]] = field(default_factory=dict)
    by_month: bool = True
    alternative: str = ""

    @property
    def label(self) -> str:
        """What the chart shows, for those who do not see it."""
        return f"{self.title}. {self.alternative or self.sentence}".strip()

    @property
    def anchor(self) -> str:
        """The id of the figure on its page."""
        return f"chart-{self.name.split('/')[-1]}"

    def address(self, kind: str) -> str:
        """Where the site keeps the chart's `csv`, `svg` or `png`, from the site's root."""
        return f"{FOLDER}/{self.name.replace('/', '-')}.{kind}"

    @property
    def files(self) -> dict[str, str]:
        """The chart's data and picture by their addresses; the build makes the PNG of the SVG."""
        drawn = {self.address("svg"): standalone.drawing(self)}
        if not self.data.width:
            return drawn
        return {
            self.address("csv"): spreadsheet_csv(self.data.with_columns(cs.float().round(4))),
            **drawn,
        }

    def html(self, root: str = "../") -> Markup:
        """The figure as HTML, for a page that lies `root` below the site's own folder."""
        if workbench.is_here():
            return self._alone()
        picture = "".join(self.pictures)
        kind = " by-month" if self.figure and self.by_month else ""
        return Markup(
            f'<figure class="chart" id="{escape(self.anchor)}">'
            f"<figcaption><h3>{escape(self.title)}</h3></figcaption>"
            f"{self._says()}"
            f'<div class="plot{kind}">{picture}</div>'
            f"{self.legend}"
            f'<p class="note">{escape(self.note)}</p>'
            f"{self._take_away(root)}{self._as_table()}{self._data()}</figure>"
        )

    def _alone(self) -> Markup:
        """The figure where no page has a script for it, nor room for two pictures."""
        drawing = b64encode(standalone.drawing(self).encode()).decode()
        picture = h.img(src=f"data:image/svg+xml;base64,{drawing}", alt=self.label)
        return Markup(h.figure(class_="chart")[picture, self._as_table()])

    def _as_table(self) -> h.Element | str:
        if not self.data.width:
            return ""
        return h.details[h.summary["Show as a table"], self._table()]

    def _take_away(self, root: str) -> h.Element:
        """Links to the chart's files, and to the chart itself."""
        files = {
            "CSV": self.address("csv") if self.data.width else "",
            "Excel": self.workbook(),
            "PNG": self.address("png"),
            "SVG": self.address("svg"),
        }
        links = [
            h.a(href=f"{root}{address}", download="")[name]
            for name, address in files.items()
            if address
        ]
        return h.p(class_="take")[
            "Download: ",
            Markup(" · ").join(links),
            " · ",
            h.a(href=f"#{self.anchor}")["Link to this chart"],
        ]

    def _says(self) -> str:
        return f'<p class="says">{escape(self.sentence)}</p>' if self.sentence else ""

    def _data(self) -> str:
        """The Plotly figure for the site's script; nothing where the picture is all there is."""
        if not self.figure:
            return ""
        data = json.dumps(self.figure, separators=(",", ":")).replace("<", "\\u003c")
        kinds = {trace.get("type", "scatter") for trace in self.figure["data"]}
        whole = f' data-library="{WHOLE_LIBRARY}"' if kinds - BASIC else ""
        return f'<script type="application/json" class="plot-data"{whole}>{data}</script>'

    def _table(self) -> h.Element:
        table = self.table.tail(layout.LONGEST) if "month" in self.headers else self.table
        formats = [self.cells.get(name, _plain) for name in table.columns]
        rows = [
            [words_of(cell) for words_of, cell in zip(formats, row, strict=True)]
            for row in table.iter_rows()
        ]
        numeric = [i for i, kind in enumerate(table.dtypes) if kind.is_numeric()]
        return html.table(
            [self.headers[name] for name in table.columns],
            rows,
            caption=f"{self.title}: the data",
            numeric=numeric,
        )

    def _repr_mimebundle_(self, **_: object) -> dict[str, object]:
        if workbench.is_here():
            # A picture is what every editor and view of a repository shows as it is.
            label = f"{self.title}. {self.sentence}"
            return {"image/svg+xml": standalone.drawing(self), "text/plain": label}
        return {"text/html": str(self.html()), html.FILES_TYPE: self.files}


def _plain(value: object) -> str:
    if value is None:
        return "not reported"
    return months.name(value) if isinstance(value, date) else str(value)
