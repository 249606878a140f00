"""What a measure says up to a month, over small snapshots written for the purpose."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from projects import FEBRUARY

from opsg.analysis import measures, sums, words
from opsg.core.edition import Edition
from opsg.data import datasets, log
from opsg.data.log import Headline, Issue, IssueLog
from opsg.pages import components

OUTAGES = {
    "2020-12": [("DNO A", 100, 90, 6, 4), ("DNO B", 10, 1, 0, 9)],
    "2021-01": [("DNO A", 100, 80, 15, 5), ("DNO B", 0, 0, 0, 0)],
}

FEBRUARY_DAY = date(2021, 2, 1)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "snapshots" / "power_outages"
    folder.mkdir(parents=True)
    head = "month,dno,alerts_expected,on_time,late,missing,provenance"
    for month, rows in OUTAGES.items():
        lines = [f"{month},{','.join(map(str, row))},illustrative" for row in rows]
        (folder / f"{month}.csv").write_text("\n".join([head, *lines]) + "\n")
    return tmp_path


def rate(**changes: object) -> Headline:
    on_time = Headline(
        name="Alerts on time", dataset="power_outages", measure="on_time", of="alerts_expected",
        unit="%", improvement="increase", backlog=False,
    )  # fmt: skip
    return on_time.model_copy(update=changes)


def test_a_rate_is_a_sum_over_a_sum_and_no_mean_of_percentages(data: Path) -> None:
    frame = sums.series(rate(), data, Edition("2021-01"))
    assert frame["value"].to_list() == pytest.approx([100 * 91 / 110, 80.0])
    assert frame["numerator"].to_list() == [91, 80]
    assert frame["denominator"].to_list() == [110, 100]


def test_a_rate_of_nothing_is_missing(data: Path) -> None:
    frame = sums.series(rate(), data, Edition("2021-01"), by=["dno"])
    assert frame.filter(pl.col("dno") == "DNO B")["value"].to_list() == [10.0, None]


def test_a_month_without_a_file_is_a_gap_and_no_zero(data: Path) -> None:
    frame = sums.series(rate(), data, Edition("2021-03"))
    assert frame["month"].to_list()[-1] == date(2021, 3, 1)
    assert frame["value"].to_list()[2:] == [None, None]


def test_a_measure_keeps_the_rows_that_it_says(data: Path) -> None:
    frame = sums.series(rate(where={"dno": "DNO B"}), data, Edition("2020-12"))
    assert frame["value"].to_list() == [10.0]


def test_nothing_illustrative_is_read_for_the_reported_edition(data: Path) -> None:
    frame = sums.series(rate(), data, Edition("2021-01", reported_only=True))
    assert frame["value"].to_list() == [None]


def test_a_reading_that_another_process_left_holds_until_anything_changes(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(month: str, **changes: object) -> measures.Reading:
        monkeypatch.setattr(measures, "_held", {})  # as in a new process
        issue = whole.issue("power-outage-reporting")
        return measures.read(rate(**changes), whole, issue, Edition(month))

    february = log.load(FEBRUARY / "data")
    whole = february.model_copy(update={"folder": data})
    folder = data / "shared"
    folder.mkdir()
    monkeypatch.setenv("OPSG_SHARED", str(folder))
    first, again = read("2021-01"), read("2021-01")

    assert len(list(folder.iterdir())) == 1
    assert again.frame.equals(first.frame)
    assert repr(again.result) == repr(first.result)
    assert read("2020-12").latest == pytest.approx(100 * 91 / 110)
    assert read("2021-01", measure="late").latest == 15
    january = data / "snapshots" / "power_outages" / "2021-01.csv"
    january.write_text(january.read_text().replace("100,80,15", "100,70,25"))
    assert read("2021-01").latest == 70


@pytest.fixture(scope="module")
def whole() -> IssueLog:
    return log.load(FEBRUARY / "data")


def read(whole: IssueLog, slug: str, *, reported_only: bool) -> measures.Reading:
    issue = whole.issue(slug)
    assert issue.headline
    return measures.read(issue.headline, whole, issue, Edition("2021-02", reported_only))


def test_a_reported_figure_stands_alone_where_there_is_no_history(whole: IssueLog) -> None:
    reading = read(whole, "no-meters-on-hubs", reported_only=True)
    assert (reading.latest, reading.month_count, reading.reported) == (109_000, 1, True)
    assert reading.approximate
    assert not reading.illustrative


def test_a_figure_that_no_paper_gives_is_not_reported(whole: IssueLog) -> None:
    reading = read(whole, "communications-hub-exceptions", reported_only=True)
    assert reading.latest is None
    assert not reading.events


def test_a_rounded_estimate_does_not_replace_what_the_rows_give_exactly(whole: IssueLog) -> None:
    reading = read(whole, "han-stability", reported_only=False)
    assert reading.latest == 58_785
    assert not reading.approximate


def test_an_event_that_rebases_starts_a_new_process(whole: IssueLog) -> None:
    reading = read(whole, "spurious-alerts", reported_only=False)
    limits = reading.limits()
    assert [run.start for run in limits] == [date(2019, 9, 1), date(2020, 8, 1)]
    assert limits[0].mean > limits[1].mean


def groups(
    issue: Issue, whole: IssueLog, by: str, *, reported_only: bool
) -> dict[str, float | None]:
    assert issue.headline
    every = issue.headline.model_copy(update={"where": {}})
    found = measures.read_groups(every, by, whole, issue, Edition("2021-02", reported_only))
    return {name: reading.latest for name, reading in found}


def test_figures_reported_for_groups_are_read_without_any_rows(whole: IssueLog) -> None:
    issue = whole.issue("incorrect-dno-certificates")
    reported = {"missing_6_15_1": 62_000, "incorrect_6_15_1_or_6_21": 17_683}
    for reported_only in (True, False):
        assert groups(issue, whole, "failure", reported_only=reported_only) == reported


def test_the_group_that_counts_for_most_comes_first(whole: IssueLog) -> None:
    issue = whole.issue("han-stability")
    found = groups(issue, whole, "combination", reported_only=True)
    assert list(found.values()) == [42_300, 5_700, 5_485, 3_900, 1_400]


def test_a_count_that_is_not_shown_is_made_up_as_others_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    small = replace(datasets.dataset("mpxn_mismatches"), suppress_below=2000)
    monkeypatch.setitem(datasets.DATASETS, "mpxn_mismatches", small)
    whole = log.load(FEBRUARY / "data")
    issue = whole.issue("mpxn-churned-crossed-meters")
    assert issue.headline

    groups = measures.read_groups(issue.headline, "region", whole, issue, Edition("2021-02"))

    assert all(reading.hidden for _, reading in groups)
    assert all(reading.latest is None and reading.illustrative for _, reading in groups)
    assert components.provenance_note([reading for _, reading in groups]) == (
        f"All figures are illustrative, not reported. {components.SUPPRESSED}"
    )


def with_march(whole: IssueLog, slug: str, **figure: object) -> IssueLog:
    """The log with a March paper that gives a headline figure, in all else as February's."""
    issue = whole.issue(slug)
    entry = issue.entries["2021-02"]
    given = next(each for each in entry.figures if each.headline).model_copy(update=figure)
    march = entry.model_copy(update={"month": "2021-03", "figures": (given,)})
    later = issue.model_copy(update={"entries": {**issue.entries, "2021-03": march}})
    others = [later if each.slug == slug else each for each in whole.issues]
    return whole.model_copy(update={"issues": tuple(others)})


def march(whole: IssueLog, slug: str) -> measures.Reading:
    issue = whole.issue(slug)
    assert issue.headline
    return measures.read(issue.headline, whole, issue, Edition("2021-03", reported_only=True))


def test_a_figure_once_reported_stays_reported(whole: IssueLog) -> None:
    reading = march(whole, "no-meters-on-hubs")
    assert (reading.latest, reading.known, reading.known_month) == (None, 109_000, FEBRUARY_DAY)
    assert reading.stale and reading.reported and reading.approximate
    assert components.latest(reading) == "about 109k in February 2021"


def test_a_second_figure_has_a_change(whole: IssueLog) -> None:
    reading = march(with_march(whole, "no-meters-on-hubs", value=97_000), "no-meters-on-hubs")
    assert reading.result.series.values == (109_000, 97_000)
    assert components.change(reading) == "about −11%"
    assert reading.result.status.too_short


def test_a_figure_of_another_month_s_day_says_so(whole: IssueLog) -> None:
    slug = "incorrect-dno-certificates"
    later = with_march(whole, slug, value=57_700, as_at=date(2021, 2, 26))
    reading = march(later, slug)
    assert components.latest(reading) == "57,700 as at 26 February 2021"
    assert components.change(reading) == "−6.9%"
    said = words.sentences(reading.result)[0]
    assert said.endswith("fell 6.9% on February to 57,700 as at 26 February 2021.")


def test_a_paper_that_repeats_the_last_one_s_figure_gives_none_of_its_own(whole: IssueLog) -> None:
    slug = "incorrect-dno-certificates"
    reading = march(with_march(whole, slug, as_at=date(2021, 2, 8)), slug)
    assert (reading.latest, reading.known_month) == (None, FEBRUARY_DAY)
    assert components.change(reading) == "–"
