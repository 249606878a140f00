"""What others published, on the data page: its files, and every source with when it was read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import htpy as h
import polars as pl

from opsg.core.html import Html, table
from opsg.core.spreadsheet import spreadsheet_csv
from opsg.data.models import first_day, in_words
from opsg.data.published import context, standing
from opsg.data.published.models import PublishedSource
from opsg.pages import network
from opsg.pages.as_of import MonthPage

FOLDER = "downloads/published"
STEPS = f"{FOLDER}/modifications.csv"


@dataclass(frozen=True)
class Elsewhere(MonthPage):
    """The facts that are not of the papers, as of one month."""

    def section(self) -> Html:
        """The files and the sources; nothing where nothing but the papers is held."""
        if not self.log.sources:
            return Html()
        steps = pl.DataFrame([*self._rows()])
        known = context.load(self.log, standing.cutoff(self.log, self.month))
        return Html(
            h.h2(id="published-elsewhere")["Published elsewhere"],
            h.p[
                "Facts that are in no paper of the log have the provenance ",
                h.b["published"],
                ", and are in files of their own. They are never counted as reported. The figures"
                " are shown on the page of ",
                h.a(href="network.html")["the network"],
                ".",
            ],
            h.ul[
                h.li[
                    h.a(href=STEPS, download="")["SEC modifications (CSV)"],
                    f": {steps.height:,} dated steps, each with its source and whether it is later"
                    " than the month’s paper. ",
                    h.a(href="modifications.html")["As a page"],
                ],
                (_series(each) for each in known),
            ],
            h.details[
                h.summary[f"Sources ({len(self.log.sources)})"],
                table(
                    ["Publisher", "Page", "Dated", "Read", "Licence"],
                    [_source(each) for each in self.log.sources],
                    caption="Sources of what is published elsewhere",
                ),
            ],
            files={
                STEPS: spreadsheet_csv(steps),
                **{_address(each): spreadsheet_csv(self._figures(each)) for each in known},
            },
        )

    def _figures(self, each: context.Known) -> pl.DataFrame:
        """All figures of a series, those too that are later than the month's paper."""
        points = sorted((*each.known, *each.later), key=lambda point: first_day(point.at))
        later = pl.Series("later_than_paper", [point in each.later for point in points])
        return network.frame(self.log, points).with_columns(later)

    def _rows(self) -> Iterator[dict[str, str]]:
        published = standing.sources(self.log)
        for each in standing.register(self.log, self.month):
            for step in (*each.steps, *each.later):
                source = published.get(step.source)
                yield {
                    "modification": each.number,
                    "title": each.title,
                    "date": str(step.date),
                    "until": str(step.until or ""),
                    "step": step.what,
                    "stage": step.stage or "",
                    "stage_inferred": str(step.inferred).lower(),
                    "provenance": "published" if source else "reported",
                    "source": f"{source.publisher}, {source.title}" if source else step.source,
                    "url": source.url if source else "",
                    "later_than_paper": str(step in each.later).lower(),
                    "note": step.note,
                }


open_month = Elsewhere.open_month


def _series(each: context.Known) -> h.Element:
    count = len(each.known) + len(each.later)
    return h.li[
        h.a(href=_address(each), download="")[f"{each.series.title} (CSV)"], f": {count} figures"
    ]


def _address(each: context.Known) -> str:
    return f"{FOLDER}/{each.series.name}.csv"


def _source(each: PublishedSource) -> list[h.Node]:
    copy = ", in a stored copy" if each.stored_copy else ""
    return [
        each.publisher,
        h.a(href=each.url)[each.title],
        in_words(each.dated) if each.dated else "not dated",
        f"{in_words(each.read)}{copy}",
        each.licence or "none stated",
    ]
