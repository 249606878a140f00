"""The data page: every dataset with its fields, dates, licence, provenance and files."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from bs4 import BeautifulSoup, Tag
from projects import FEBRUARY

from opsg.core.edition import Edition
from opsg.data import books, publication
from opsg.data.datasets import DATASETS
from opsg.data.log import load
from opsg.exports import downloads
from opsg.pages import catalogue
from opsg.pages.catalogue import Catalogue
from opsg.pages.spans import Span, spans_of


@pytest.fixture(scope="module")
def illustrative() -> Catalogue:
    log = load(FEBRUARY / "data")
    return Catalogue(log, Edition("2021-02"))


@pytest.fixture(scope="module")
def reported() -> Catalogue:
    log = load(FEBRUARY / "data")
    return Catalogue(log, Edition("2021-02", reported_only=True))


def facts(page: Catalogue, name: str) -> dict[str, str]:
    soup = BeautifulSoup(page.dataset(name).html, "html.parser")
    return {
        term.get_text(): told.get_text(" ")
        for term, told in zip(soup.select("dt"), soup.select("dd"), strict=True)
    }


def fields(page: Catalogue, name: str) -> dict[str, list[str]]:
    soup = BeautifulSoup(page.dataset(name).html, "html.parser")
    rows = [[cell.get_text() for cell in row.select("th, td")] for row in soup.select("tbody tr")]
    return {row[0]: row[1:] for row in rows}


def links(html: str) -> list[str]:
    found = BeautifulSoup(html, "html.parser").select("a")
    return [str(anchor["href"]) for anchor in found if isinstance(anchor, Tag)]


def test_the_page_opens_at_a_month_that_has_a_meeting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPSG_DATA", str(FEBRUARY / "data"))
    assert catalogue.open_month("2021-02").meeting.number == 44


def test_every_dataset_is_shown_at_the_place_that_the_contents_link_to(
    illustrative: Catalogue,
) -> None:
    shown = BeautifulSoup(illustrative.datasets().html, "html.parser")
    headings = [(str(head["id"]), head.get_text()) for head in shown.select("h2")]
    assert headings == [(name, each.title) for name, each in DATASETS.items()]
    anchors = [link for link in links(illustrative.contents().html) if link.startswith("#")]
    assert anchors == [f"#{name}" for name in DATASETS]


def test_the_contents_lead_to_every_dataset_and_its_files(illustrative: Catalogue) -> None:
    found = links(illustrative.contents().html)
    for name in DATASETS:
        assert f"#{name}" in found
        assert f"downloads/data/{name}.csv" in found
        assert f"downloads/data/{name}.parquet" in found


def test_every_file_that_the_page_offers_is_written(reported: Catalogue, tmp_path: Path) -> None:
    (tmp_path / "_quarto.yml").write_text("website:\n  site-url: https://example.org/\n")
    downloads.write(tmp_path, reported.log, Edition("2021-02", reported_only=True))
    pieces = [reported.contents(), reported.package(), *map(reported.dataset, DATASETS)]
    offered = {
        address
        for piece in pieces
        for address in links(piece.html)
        if address.startswith("downloads/")
    }
    assert len(offered) == 4
    assert all((tmp_path / address).is_file() for address in offered)


def test_a_dataset_without_reported_rows_says_so(reported: Catalogue) -> None:
    told = reported.dataset("alerts").html
    assert "The paper reports no row of this dataset" in told
    assert "downloads/" not in told
    assert fields(reported, "alerts")["raised"][1] == "Alerts"


def test_a_dataset_tells_its_source_and_its_dates(illustrative: Catalogue) -> None:
    certificates = facts(illustrative, "dno_certificates")
    assert certificates["Source"].startswith("OPSG_44_0203")
    assert certificates["Reported as at"] == "8 February 2021"
    assert certificates["Published"] == "OPSG_44_0203, 23 February 2021"
    assert facts(illustrative, "alerts")["Reported as at"] == "not dated in the paper"
    assert facts(illustrative, "capacity")["Reported as at"] == "the paper reports no figure"


def test_licence_and_provenance_are_told_apart(illustrative: Catalogue) -> None:
    han = facts(illustrative, "han_stability")
    assert han["Provenance"] == (
        "September 2019 to January 2021: illustrative, 85 rows February 2021: reported, 5 rows"
    )
    assert han["Licence"] == (
        "Reported rows: no licence stated. Illustrative rows: made by this project, under the MIT "
        "licence like its code."
    )


def test_a_field_tells_type_unit_example_and_allowed_values(illustrative: Catalogue) -> None:
    alerts = fields(illustrative, "alerts")
    assert alerts["month"][:3] == ["month", "–", "2021-02"]
    assert alerts["alert_code"][3] == "8F3E, 8F12"
    assert alerts["raised"][1] == "Alerts"
    assert alerts["raised"][3] == "0 or more"
    assert fields(illustrative, "other_user_reads")["months_requested"][3] == "1 to 13"
    assert fields(illustrative, "forecasts")["error"][0] == "whole number, worked out"


def test_an_issue_s_page_links_its_files_from_below(illustrative: Catalogue) -> None:
    found = links(illustrative.files(["alerts"], "downloads/data/spurious-alerts.xlsx").html)
    assert found == [
        "../downloads/data/spurious-alerts.xlsx",
        "../data.html#alerts",
        "../downloads/data/alerts.csv",
        "../downloads/data/alerts.parquet",
    ]


def test_the_fields_of_the_headlines_are_documented(illustrative: Catalogue) -> None:
    told = illustrative.feeds().html
    assert {"feed.xml", "headlines.json"} == set(links(told))
    assert "<code>provenance</code>" in told


def test_a_gap_or_another_provenance_starts_a_new_span() -> None:
    rows = pl.DataFrame(
        {
            "month": [date(2020, 1, 1), date(2020, 2, 1), date(2020, 4, 1), date(2020, 4, 1)],
            "provenance": ["illustrative", "illustrative", "illustrative", "reported"],
            "rows": [1, 1, 1, 1],
        }
    )
    assert spans_of(rows) == [
        Span(date(2020, 1, 1), date(2020, 2, 1), ("illustrative",), 2),
        Span(date(2020, 4, 1), date(2020, 4, 1), ("reported", "illustrative"), 2),
    ]


def test_a_page_says_of_what_a_workbook_has_sums_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(books, "MOST_ROWS", 2_000)
    page = Catalogue(load(FEBRUARY / "data"), Edition("2021-02"))
    said = "; of Communications Hub Exceptions it has sums by month"
    book = books.address("communications-hub-exceptions")
    assert said in page.files(["hub_exceptions"], book).html
    assert "it has sums" not in page.files(["han_stability"], book).html
    assert "; of " in page.package().html
    assert len(books.sums(page.offers.values())) > 1


def test_a_large_dataset_has_its_sums_and_a_file_of_each_month(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(publication, "MOST_ROWS", 1_000)
    log = load(FEBRUARY / "data")
    page = Catalogue(log, Edition("2021-02"))
    told = facts(page, "hub_exceptions")
    assert told["Files"].startswith("Sums by month (CSV)")
    assert "Parquet files (18)" in told["All rows"]
    shown = BeautifulSoup(page.dataset("hub_exceptions").html, "html.parser")
    addresses = [link["href"] for link in shown.select("a[download]")]
    assert addresses[0] == "downloads/data/hub_exceptions-by-month.csv"
    assert addresses[-1] == "downloads/data/hub_exceptions/2021-02.parquet"
    assert "Of more than 1,000 rows (" in page.package().html
    assert page.offers["hub_exceptions"].count == page.offers["hub_exceptions"].counts["rows"].sum()
