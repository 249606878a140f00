"""An analyst's own figures and tables, dressed as pieces of the page that a notebook makes.

`IssuePage` offers them; `formatters` dresses what a cell shows without asking.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import htpy as h
import polars as pl

from opsg.analysis import words
from opsg.charts import FOLDER
from opsg.charts.chart import Chart
from opsg.charts.own import chart as charts
from opsg.charts.own import foreign, reading, values
from opsg.core import months
from opsg.core.edition import Edition
from opsg.core.errors import UserError
from opsg.core.html import Html, table
from opsg.core.spreadsheet import spreadsheet_csv
from opsg.core.vocabulary import unused
from opsg.pages import components
from opsg.pages.own.origin import Origin, origin

_REPORTED = "Made from rows that are reported in published papers."
_ILLUSTRATIVE = "Made from rows that are illustrative, not reported."
_MONTH = re.compile(rf"\b({'|'.join(months.NAMES)}) \d{{4}}\b")
_TITLE = 'fig.update_layout(title="…")'


class Provenance(NamedTuple):
    """What is said of where a piece's values are from, and the columns that say so in its file."""

    note: str
    columns: Mapping[str, str]
    illustrative: bool


@dataclass
class Pieces:
    """What a notebook shows of an analyst's own on a `page`, such as `han-stability`.

    `root` leads from the page to the site's own folder. `provenances` are those of all rows that
    the notebook was given so far; `cells` gives the code that it has run, the present cell last;
    `also` are the provenances of the issues that it opened before.
    """

    page: str
    edition: Edition
    root: str = "../"
    provenances: set[str] = field(default_factory=set)
    cells: Callable[[], Sequence[str]] | None = None
    also: Sequence[set[str]] = ()
    _names: set[str] = field(default_factory=set)

    def figure(
        self,
        fig: Any,
        *,
        title: str = "",
        sentence: str = "",
        data: Any = None,
        source: str = "",
    ) -> Chart | Html:
        """The chart of a figure; see `IssuePage.figure`."""
        if foreign.is_picture(fig):
            return self._picture(fig, title, sentence, data, source)
        if not hasattr(fig, "to_plotly_json") and not isinstance(fig, dict):
            raise UserError(
                f"A figure of type {type(fig).__module__}.{type(fig).__name__} cannot be shown.",
                remedy="Draw it with Plotly or matplotlib.",
            )
        read = reading.read(fig if isinstance(fig, dict) else fig.to_dict())
        said = title or read.title
        if not said:
            raise UserError("The figure has no title.", remedy=f"Write: {_TITLE}")
        if read.is_empty:
            return self._nothing("figure", said)
        rows = values.frame_of(read) if data is None else frame_of(data)
        known = self._provenance(source, "figure", 'issue.figure(fig, source="…")')
        return charts.own_chart(
            read,
            name=self._name(said),
            title=said,
            sentence=sentence,
            note=known.note,
            data=rows,
            provenance=known.columns,
            illustrative=known.illustrative,
        )

    def _picture(self, fig: Any, title: str, sentence: str, data: Any, source: str) -> Chart:
        said = title or foreign.title_of(fig)
        name = self._name(said)
        picture = foreign.picture_of(fig, name.replace("/", "-"))
        if not said or not sentence:
            raise UserError(
                "Nothing says what the picture shows to those who do not see it.",
                remedy='Write: issue.figure(fig, title="…", sentence="…")',
            )
        how = 'issue.figure(fig, title="…", sentence="…", source="…")'
        known = self._provenance(source, "picture", how)
        return charts.picture_chart(
            picture,
            name=name,
            title=said,
            sentence=sentence,
            note=known.note,
            data=None if data is None else frame_of(data),
            provenance=known.columns,
        )

    def table(self, frame: Any, *, caption: str = "", source: str = "") -> Html:
        """The table of a frame; see `IssuePage.table`."""
        rows = frame_of(frame)
        said = caption or _caption(rows)
        if rows.is_empty():
            return self._nothing("table", said)
        how = 'issue.table(frame, caption="…", source="…")'
        known = self._provenance(source, "table", how)
        note = known.note
        shown = rows.head(charts.MOST_ROWS)
        if rows.height > shown.height:
            note = f"{note} {charts.cut_note(rows.height)}"
        cells = charts.cells_of(shown)
        address = f"{FOLDER}/{self._name(said).replace('/', '-')}.csv"
        return Html(
            table(
                [_header(name) for name in shown.columns],
                [[cells[name](row[name]) for name in shown.columns] for row in shown.to_dicts()],
                caption=said,
                numeric=[i for i, kind in enumerate(shown.dtypes) if kind.is_numeric()],
            ),
            h.p(class_="note")[
                f"{note} Download: ", h.a(href=f"{self.root}{address}", download="")["CSV"], "."
            ],
            files={address: spreadsheet_csv(charts.filed(rows, known.columns))},
        )

    def _nothing(self, what: str, title: str) -> Html:
        """That no paper gives the rows. Raises UserError where there are rows to look at."""
        if self.edition.reported_only:
            return components.absent(f"Not given in a published paper: {title}.", title)
        raise UserError(f"The {what} has no data.", remedy="Look at the rows that it is made of.")

    def _provenance(self, source: str, what: str, how: str) -> Provenance:
        """Where values are from. Raises UserError if nobody knows, which shows `how` to say it."""
        found = origin(self.cells()) if self.cells else Origin(True, ())
        if not source and (found.elsewhere or not found.log):
            more = f" and {len(found.elsewhere) - 1} more" if len(found.elsewhere) > 1 else ""
            has = f"it has {found.elsewhere[0]}{more}" if found.elsewhere else "it uses no issue"
            raise UserError(
                f"It is not known where the {what} is from: {has}.",
                remedy=f"Take rows from issue, or say the source: {how}",
            )
        # What is not known to be reported is not said to be.
        given = self.provenances.union(*self.also)
        known = given == {"reported"} or (self.edition.reported_only and not given)
        illustrative = found.log and not known
        log = _ILLUSTRATIVE if illustrative else _REPORTED
        said = [f"Source: {source.rstrip('.')}."] if source else []
        columns = {"source": source} if source else {}
        if found.log:
            said.append(log)
        if illustrative or not source:
            columns["provenance"] = "illustrative" if illustrative else "reported"
        return Provenance(" ".join(said), columns, illustrative)

    def _name(self, title: str) -> str:
        """What the piece is called on its page and in its files' addresses, as nothing else is."""
        # Without its month, as an address stays the same every month.
        always = _MONTH.sub("", title)
        plain = unicodedata.normalize("NFKD", always).encode("ascii", "ignore").decode().lower()
        base = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].rstrip("-") or "untitled"
        name = unused(base, self._names)
        self._names.add(name)
        return f"{self.page}/own-{name}"


def frame_of(frame: Any) -> pl.DataFrame:
    """A frame of Polars' from one of its lazy ones, a column, or one of pandas'.

    Raises UserError for anything else, and for a column that no table can show.
    """
    if isinstance(frame, pl.LazyFrame):
        frame = frame.collect()
    elif isinstance(frame, pl.Series):
        frame = frame.to_frame(frame.name or "value")
    elif not isinstance(frame, pl.DataFrame):
        frame = _of_pandas(frame)
    for name, kind in frame.schema.items():
        if kind.is_nested() or kind in (pl.Object, pl.Binary):
            raise UserError(
                f"A table cannot show the column '{name}' of type {kind}.",
                remedy=f'Leave it out, frame.drop("{name}"), or make text or a number of it.',
            )
    if not frame.width:
        raise UserError("The frame has no columns.", remedy="Look at what it is made of.")
    rows: pl.DataFrame = frame.with_columns(pl.col(pl.Float32, pl.Float64).fill_nan(None))
    return rows


def _of_pandas(frame: Any) -> pl.DataFrame:
    if not hasattr(frame, "reset_index"):
        kind = type(frame).__name__
        raise UserError(f"This is no frame, but {kind}.", remedy="Give a Polars DataFrame.")
    numbered = type(frame.index).__name__ == "RangeIndex"
    whole = frame.to_frame() if hasattr(frame, "to_frame") else frame
    whole = whole if numbered else whole.reset_index()
    missing = whole.isna()
    columns = {
        str(name): [None if gap else value
                    for value, gap in zip(whole[name].tolist(), missing[name], strict=True)]
        for name in whole.columns
    }  # fmt: skip
    return pl.DataFrame(columns, strict=False)


def _header(name: str) -> str:
    return words.capital(" ".join(name.split("_")).strip()) or "Value"


def _caption(frame: pl.DataFrame) -> str:
    """What stands above a table for which nothing was said: its columns, and how many rows."""
    names = [_header(name) for name in frame.columns]
    named = words.listed([names[0], *(name[:1].lower() + name[1:] for name in names[1:6])])
    more = f" and {len(names) - 6} more columns" if len(names) > 6 else ""
    return f"{named}{more}, {words.several(frame.height, 'row')}"
