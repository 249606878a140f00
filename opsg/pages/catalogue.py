"""The pieces of the data page: what each dataset is, where it comes from, and its files."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import htpy as h
import polars as pl
from markupsafe import Markup

from opsg.analysis import words
from opsg.core import months
from opsg.core.html import Html, table
from opsg.data import books, paper_figures, publication
from opsg.data.fields import Field
from opsg.data.publication import Offer
from opsg.pages import components, data_files, groups, headlines, spans
from opsg.pages.as_of import MonthPage


@dataclass(frozen=True)
class Catalogue(MonthPage):
    """All datasets as of one meeting, in one edition."""

    @cached_property
    def offers(self) -> dict[str, Offer]:
        """What is offered of each dataset, by name, in the order of the issues."""
        return {each.dataset.name: each for each in publication.offers(self.log, self.edition)}

    def summary(self) -> Html:
        """How many rows there are, of which months and which provenance."""
        counts = pl.concat(each.counts for each in self.offers.values())
        extent = f"{counts['rows'].sum():,} rows, {spans.extent(counts)}"
        paper, verb = self._papers(counts)
        if counts.is_empty():
            says = f"{paper} {verb} no rows of any dataset."
        elif self.edition.reported_only:
            count = sum(each.rows.height > 0 for each in self.offers.values())
            says = f"{paper} {verb} rows of {count} of the {len(self.offers)} datasets: {extent}."
        else:
            reported = counts.filter(pl.col("provenance") == "reported")["rows"].sum()
            says = (
                f"{len(self.offers)} datasets: {extent}. {reported:,} rows are reported in "
                f"{paper}, all others are illustrative."
            )
        if self.edition.reported_only:
            says += " Other figures that it gives are totals, which the issues’ pages show."
        return Html(h.p[says])

    def _papers(self, counts: pl.DataFrame) -> tuple[str, str]:
        """The papers of the months of which rows are reported, and the verb that follows them."""
        there = set(counts.filter(pl.col("provenance") == "reported")["month"])
        names = [
            each.paper_name for each in self.log.meetings if months.first_day(each.month) in there
        ]
        if not names:
            return self.meeting.paper_name, "reports"
        *others, last = names
        return (f"{', '.join(others)} and {last}", "report") if others else (last, "reports")

    def contents(self) -> Html:
        """Every dataset with its rows, months and files, each linked to its place on the page."""
        rows: list[list[h.Node]] = [
            [
                h.a(href=f"#{name}")[each.dataset.title],
                f"{each.count:,}",
                ", ".join(each.provenances) or "none",
                spans.extent(each.counts),
                data_files.links(each) or "nothing to download",
            ]
            for name, each in self.offers.items()
        ]
        headers = ["Dataset", "Rows", "Provenance", "Months", "Files"]
        caption = f"Datasets in {months.named(self.month)}"
        return Html(table(headers, rows, caption=caption, numeric=[1], kind="board"))

    def datasets(self) -> Html:
        """Every dataset under its title, at the place on the page that `contents` links to."""
        return Html(
            (h.h2(id=name)[each.dataset.title], self.dataset(name))
            for name, each in self.offers.items()
        )

    def dataset(self, name: str) -> Html:
        """One dataset: what it is, its dates, licence, provenance, files and fields."""
        each = self.offers[name]
        described = each.dataset
        facts: list[tuple[str, h.Node]] = [
            ("Source", each.source),
            ("Reported as at", self._as_at(name)),
            ("Published", self._published),
            ("Used on", self._readers(name)),
        ]
        absent = None
        if each.rows.height:
            facts += [
                ("Provenance", _lines(map(spans.in_words, spans.spans_of(each.counts)))),
                ("Licence", each.licence),
                ("Files", data_files.links(each)),
            ]
            if each.whole is not None:
                facts.append(("All rows", data_files.by_year(each)))
        else:
            absent = components.absent(
                "The paper reports no row of this dataset: there is nothing to download."
            )
        if restated := self._restated(each):
            facts.append(("Restated", _lines(restated)))
        fields = table(
            ["Field", "Type", "Unit", "Example", "Allowed values", "Meaning"],
            [_field(field) for field in each.fields],
            caption=f"Fields of {described.title}",
        )
        return Html(
            h.p[each.description],
            absent,
            h.dl(class_="dataset")[([h.dt[name], h.dd[says]] for name, says in facts)],
            h.details[h.summary[f"Fields ({len(each.fields)})"], fields],
        )

    def files(self, names: Sequence[str], book: str) -> Html:
        """The files of some datasets, for a page in a folder of the site.

        `book` is the address of the workbook that holds them all; empty if there is none.
        """
        # Not from `offers`: the page should not depend on all other datasets.
        offered = [publication.offer(name, self.log, self.edition) for name in names]
        items = [
            h.li[
                h.a(href=f"../data.html#{each.dataset.name}")[each.dataset.title],
                ": ",
                data_files.links(each, "../") or "no row is reported",
                ([h.br, f"Restated: {says}"] for says in self._restated(each)),
            ]
            for each in offered
        ]
        if book:
            link = h.a(href=f"../{book}", download="")["An Excel workbook"]
            says = " with all of this and the figures of the papers"
            items.insert(0, h.li[link, says, _sums(offered)])
        return Html(h.ul[items])

    def package(self) -> Html:
        """How to get all data at once, and what to know of the files."""
        rows = any(each.rows.height for each in self.offers.values())
        if not rows and not any(map(paper_figures.given_figures, self.log.issues)):
            return components.absent("There is nothing to download.")
        return Html(
            h.p[
                h.a(href=books.address(books.EVERYTHING), download="")[
                    "Everything as one Excel workbook"
                ],
                ": a sheet a dataset, and the figures that papers give in words",
                _sums(self.offers.values()),
                ". Each issue’s page"
                " has one of its own. The sheet About says what it holds. The data (CSV) and the"
                " picture (PNG, SVG) of a chart stand below it.",
            ],
            h.p[
                h.a(href=publication.PACKAGE, download="")["datapackage.json"],
                " describes all files at once, with their sizes and SHA-256 hashes, as a"
                " Frictionless Data Package (version 2 of the standard). It and every file keep"
                " their addresses from month to month; each file holds all months together,"
                " sorted.",
                self._large(),
            ],
            h.p[
                "CSV files are in UTF-8 with commas, months written YYYY-MM. In Parquet files and"
                " workbooks a month is the date of its first day. So that no spreadsheet runs a"
                " cell of a CSV file as a formula, text that begins with = + - @ or a control"
                " character has an apostrophe in front; Parquet files and workbooks hold it as it"
                " is, as text."
            ],
        )

    def _large(self) -> str:
        """How datasets are offered that are not as the others; empty if there are none."""
        large = [each.dataset.title for each in self.offers.values() if each.whole is not None]
        if not large:
            return ""
        return (
            f" Of more than {publication.MOST_ROWS:,} rows ({words.listed(large)}) CSV files hold"
            " sums by month, and each month’s rows have a Parquet file of their own."
        )

    def feeds(self) -> Html:
        """The Atom feed and the headline figures as JSON, with the meaning of every field."""
        rows: list[list[h.Node]] = [
            [h.code[name], meaning] for name, meaning in headlines.FIELDS.items()
        ]
        fields = table(["Field", "Meaning"], rows, caption="Fields of each issue in headlines.json")
        others = table(
            ["Field", "Meaning"],
            [[h.code[name], meaning] for name, meaning in headlines.OTHER_FIELDS.items()],
            caption="Fields of each of other_issues, those that the paper does not manage",
        )
        return Html(
            h.ul[
                h.li[
                    h.a(href=headlines.FEED)["Atom feed"],
                    ": one entry a meeting, with the headline of every issue, for a feed reader.",
                ],
                h.li[
                    h.a(href=headlines.HEADLINES)["headlines.json"],
                    f": the headline figures of {self.meeting.paper_name} for other dashboards."
                    " Its ",
                    h.code["schema_version"],
                    f" is {headlines.SCHEMA_VERSION}: fields may be added to it; taking one away or"
                    " changing what it means makes a new version.",
                ],
            ],
            h.details[h.summary["Fields of headlines.json"], fields, others],
        )

    @property
    def _published(self) -> str:
        dated = f", {months.long_date(self.meeting.dated)}" if self.meeting.is_published else ""
        return f"{self.meeting.paper_name}{dated}"

    def _as_at(self, name: str) -> str:
        """The dates that the paper gives for its figures of the dataset."""
        told = {
            meeting.month: dates
            for meeting in self.log.meetings
            if meeting.month <= self.month and (dates := self._dates(name, meeting.month))
        }
        if not told:
            return "the paper reports no figure"
        month, dates = max(told.items())
        if month != self.month:
            last = groups.paper_of(self.log.meeting(month))
            now = groups.paper_of(self.meeting)
            return f"{_days(dates)}, in {last}; {now} reports no figure"
        return _days(dates)

    def _dates(self, name: str, month: str) -> set[date | None]:
        """The dates of the figures that the paper of a month gives of the dataset."""
        entries = [entry for issue in self.log.issues if (entry := issue.entries.get(month))]
        return {
            figure.as_at
            for entry in entries
            for figure in entry.figures
            if figure.snapshot and figure.snapshot.dataset == name
        }

    def _readers(self, name: str) -> Markup:
        return Markup(", ").join(
            components.issue_link(issue)
            for issue in self.log.issues_by(self.month)
            if name in issue.datasets
        )

    def _restated(self, each: Offer) -> list[str]:
        """Which of the dataset's months were replaced by other figures, when and why."""
        return list(
            components.restatement_notes(
                self.log.restatements_of(each.dataset.name), each.dataset, self.edition
            )
        )


open_month = Catalogue.open_month


def _sums(offered: Iterable[Offer]) -> str:
    """Of which datasets a workbook has sums by month alone; empty if of none."""
    names = ", ".join(each.dataset.title for each in books.sums(offered))
    return f"; of {names} it has sums by month" if names else ""


def _days(dates: Collection[date | None]) -> str:
    """The dates of figures in words, with that some have none."""
    days = sorted(day for day in dates if day)
    undated = ["not dated in the paper"] if None in dates else []
    return ", ".join([*map(months.long_date, days), *undated])


def _lines(texts: Iterable[str]) -> Markup:
    return Markup("<br>").join(texts)


def _field(field: Field) -> list[h.Node]:
    kind = f"{field.kind}, worked out" if field.derived else field.kind
    return [
        h.code[field.name],
        kind,
        field.unit or "–",
        field.example or "–",
        ", ".join(_allowed(field)) or "–",
        field.description,
    ]


def _allowed(field: Field) -> Iterator[str]:
    yield from field.allowed
    if field.least is not None:
        most = "or more" if field.most is None else f"to {field.most}"
        yield f"{field.least} {most}"
