"""The made-up history: the same at every run, true to what is reported, and worth looking at."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import projects
import pytest

from opsg.analysis.statistics.ranking import rank
from opsg.analysis.statistics.xmr import xmr
from opsg.data import snapshots
from opsg.data.datasets import DATASETS
from opsg.data.snapshots.check import check_folder

REPOSITORY = Path(__file__).parents[2]
DATA = projects.FEBRUARY / "data"
ROLLING = [
    ("alerts", "outstanding", "raised", "cleared"),
    ("hub_exceptions", "open", "raised", "closed"),
    ("mpxn_mismatches", "open", "opened", "corrected"),
]
# Dataset, column, rows and the figure of the paper that the rows of February 2021 add up to.
REPORTED = [
    ("hubs_without_meters", "hubs", {}, 109_000),
    ("dno_certificates", "esmes", {"failure": "missing_6_15_1"}, 62_000),
    ("dno_certificates", "esmes", {"failure": "incorrect_6_15_1_or_6_21"}, 17_683),
    ("han_stability", "esmes", {}, 58_785),
    ("han_stability", "esmes", {"combination": "MM1"}, 5_700),
    ("han_stability", "esmes", {"combination": "MM2"}, 42_300),
    ("han_stability", "esmes", {"combination": "MM3/CH1"}, 1_400),
    ("han_stability", "esmes", {"combination": "MM3/CH2"}, 5_485),
    ("han_stability", "esmes", {"combination": "MM4"}, 3_900),
]
# Dataset, measure (as a share of another), rows, and what the last month should show.
STORY = [
    ("hubs_without_meters", "hubs", None, {}, "improvement"),
    ("duplicate_gsmes", "sites", None, {}, "common_cause"),
    ("alerts", "outstanding", None, {"alert_code": "8F3E"}, "improvement"),
    ("hub_exceptions", "open", None, {}, "concern"),
    ("dno_certificates", "esmes", None, {"failure": "missing_6_15_1"}, "common_cause"),
    ("capacity", "peak_demand", "capacity", {"region": "CSP North"}, "common_cause"),
    ("power_outages", "on_time", "alerts_expected", {}, "common_cause"),
    ("forecasts", "absolute_error", "actual", {}, "improvement"),
    ("han_stability", "esmes", None, {}, "concern"),
    ("duplicate_headers", "esmes", None, {}, "common_cause"),
    ("other_user_reads", "succeeded", "requests", {"months_requested": 13}, "common_cause"),
    ("mpxn_mismatches", "open", None, {}, "common_cause"),
]
BETTER_HIGH = {"power_outages", "other_user_reads"}
# The new firmware of August 2020 starts a new process.
REBASED = {"alerts": (11,)}
# Dataset, measure, rows, and the Users that should be named as worsening.
WORSENING = [
    ("hubs_without_meters", "hubs", {}, ["User 22"]),
    ("duplicate_gsmes", "sites", {}, ["User 17"]),
    ("hub_exceptions", "open", {}, ["User 09"]),
    ("dno_certificates", "esmes", {"failure": "missing_6_15_1"}, []),
]


def rows(dataset: str, **where: object) -> pl.LazyFrame:
    equal = (pl.col(column) == value for column, value in where.items())
    return snapshots.scan(dataset, data=DATA).filter(*equal)


def february(dataset: str, **where: object) -> pl.LazyFrame:
    return rows(dataset, **where).filter(pl.col("month") == pl.date(2021, 2, 1))


def illustrate(data: Path) -> str:
    command = [sys.executable, "tools/illustrate.py", str(data)]
    return subprocess.run(
        command, cwd=REPOSITORY, check=True, capture_output=True, text=True
    ).stdout


@pytest.fixture
def chance(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.syspath_prepend(REPOSITORY / "tools")
    from illustration import chance as module

    yield module


def test_running_the_generator_again_gives_the_committed_files(tmp_path: Path) -> None:
    reported = DATA / "snapshots/han_stability/2021-02.csv"
    copy = tmp_path / reported.relative_to(DATA)
    copy.parent.mkdir(parents=True)
    shutil.copy(reported, copy)
    illustrate(tmp_path)
    made = {path.relative_to(tmp_path): path.read_bytes() for path in tmp_path.rglob("*.csv")}
    snapshots = (DATA / "snapshots").rglob("*.csv")
    committed = {path.relative_to(DATA): path.read_bytes() for path in snapshots}
    assert made == committed


def test_files_with_a_reported_row_and_files_that_are_right_are_not_written(tmp_path: Path) -> None:
    shutil.copytree(DATA / "snapshots", tmp_path / "snapshots")
    published = tmp_path / "snapshots/capacity/2020-11.csv"
    published.write_text(published.read_text().replace("illustrative", "reported", 1))
    before = published.read_bytes()
    assert illustrate(tmp_path) == ""
    assert published.read_bytes() == before


def test_the_committed_snapshots_keep_their_contracts() -> None:
    assert check_folder(DATA / "snapshots") == []


@pytest.mark.parametrize("dataset", DATASETS)
def test_a_dataset_has_eighteen_months_of_the_same_rows(dataset: str) -> None:
    groups = list(DATASETS[dataset].groups)
    sizes = rows(dataset).group_by("month").len().collect()
    assert sizes.height == 18
    assert sizes["len"].n_unique() == 1
    assert sizes["len"][0] <= 150
    assert rows(dataset).select(groups).unique().collect().height == sizes["len"][0]


@pytest.mark.parametrize(("dataset", "column", "where", "figure"), REPORTED)
def test_rows_add_up_to_what_is_reported(
    dataset: str, column: str, where: dict[str, str], figure: int
) -> None:
    assert february(dataset, **where).select(pl.col(column).sum()).collect().item() == figure


def test_41_million_8f3e_cleared_since_the_new_firmware() -> None:
    since = rows("alerts", alert_code="8F3E").filter(pl.col("month") >= pl.date(2020, 8, 1))
    assert since.select(pl.col("cleared").sum()).collect().item() == 41_000_000


def test_certificates_are_missing_with_exactly_63_users() -> None:
    missing = february("dno_certificates", failure="missing_6_15_1").filter(pl.col("esmes") > 0)
    assert missing.select(pl.col("party").n_unique()).collect().item() == 63


def test_only_the_rows_that_the_paper_prints_are_reported() -> None:
    reported = {
        dataset: snapshots.scan(dataset, reported_only=True, data=DATA).collect()
        for dataset in DATASETS
    }
    assert {name for name, frame in reported.items() if frame.height} == {"han_stability"}
    assert reported["han_stability"].height == 5
    assert reported["han_stability"].equals(february("han_stability").collect())


@pytest.mark.parametrize(("dataset", "level", "came", "went"), ROLLING)
def test_levels_follow_from_what_came_and_went(
    dataset: str, level: str, came: str, went: str
) -> None:
    groups = DATASETS[dataset].groups
    ordered = rows(dataset).collect().sort("month")
    off = ordered.with_columns(before=pl.col(level).shift().over(groups)).filter(
        pl.col("before") + pl.col(came) - pl.col(went) != pl.col(level)
    )
    assert off.is_empty()


@pytest.mark.parametrize(("dataset", "measure", "of", "where", "direction"), STORY)
def test_the_last_month_shows_what_the_story_tells(
    dataset: str, measure: str, of: str | None, where: dict[str, object], direction: str
) -> None:
    value = pl.col(measure).sum() / (pl.col(of).sum() if of else 1)
    series = rows(dataset, **where).group_by("month").agg(value=value).collect().sort("month")
    chart = xmr(
        series["value"],
        improvement="increase" if dataset in BETTER_HIGH else "decrease",
        rebase=REBASED.get(dataset, ()),
    )
    assert chart["direction"][-1] == direction


@pytest.mark.parametrize(("dataset", "measure", "where", "users"), WORSENING)
def test_a_ranking_names_those_that_worsen_and_no_others(
    dataset: str, measure: str, where: dict[str, object], users: list[str]
) -> None:
    ranked = rank(rows(dataset, **where), group="party", value=measure)
    assert ranked.filter("worsening")["party"].to_list() == users


def test_three_users_hold_most_open_exceptions() -> None:
    held = february("hub_exceptions").group_by("party").agg(pl.col("open").sum()).collect()
    assert held["open"].top_k(3).sum() / held["open"].sum() == pytest.approx(0.58, abs=0.01)


def test_hubs_without_traffic_are_in_the_north() -> None:
    idle = rows("hub_exceptions", exception_type="no_traffic_10_days")
    assert idle.select("region").unique().collect().rows() == [("CSP North",)]


def test_one_manufacturer_fails_at_thirteen_months() -> None:
    reads = february("other_user_reads", months_requested=13).group_by("manufacturer")
    shares = reads.agg(share=pl.col("succeeded").sum() / pl.col("requests").sum()).collect()
    assert shares.filter(pl.col("share") < 0.5)["manufacturer"].to_list() == ["MM3"]


def test_one_firmware_sends_nearly_all_duplicate_headers() -> None:
    sent = february("duplicate_headers").collect()
    assert sent["alerts"].max() > 0.9 * sent["alerts"].sum()


def test_parts_add_up_by_the_largest_remainder(chance: Any) -> None:
    assert chance.split(10, [1, 1, 1]) == [4, 3, 3]
    assert chance.split(100, [0.155, 0.345, 0.5]) == [16, 34, 50]
    assert chance.split(0, [1, 2]) == [0, 0]
    assert sum(chance.split(62_000, [1 / (rank + 4) for rank in range(63)])) == 62_000


def test_chance_is_the_same_everywhere(chance: Any) -> None:
    stream = chance.Chance("alerts")
    assert [stream.whole(1_000, 0.1) for _ in range(5)] == [893, 1116, 930, 1190, 1037]
