"""The contracts: what they know of each column, and what they refuse."""

from datetime import date

import polars as pl
import pytest

from opsg.core.errors import UserError
from opsg.data.datasets import DATASETS, dataset

MONTH = date(2021, 2, 1)

# A good row of each dataset, and for each rule beyond the common ones a value that breaks it.
GOOD: dict[str, dict[str, object]] = {
    "hubs_without_meters": {"party": "User 07", "cause": "warehouse_triage", "hubs": 3},
    "duplicate_gsmes": {"party": "User 07", "region": "CSP North", "sites": 3, "gsmes": 7},
    "alerts": {
        "alert_code": "8F3E", "region": "CSP South", "raised": 3, "cleared": 2, "outstanding": 1,
    },
    "hub_exceptions": {
        "party": "User 107", "region": "CSP Central", "exception_type": "install_aborted",
        "open": 3, "raised": 2, "closed": 1,
    },
    "dno_certificates": {"party": "User 07", "failure": "missing_6_15_1", "esmes": 0},
    "capacity": {"region": "CSP North", "capacity": 100, "peak_demand": 120},
    "power_outages": {
        "dno": "DNO C", "alerts_expected": 10, "on_time": 7, "late": 2, "missing": 1,
    },
    "forecasts": {"party": "User 07", "service_request": "8.14.1", "forecast": 12, "actual": 9},
    "han_stability": {"combination": "MM3/CH1", "defect": "Meter Tunnel Defect", "esmes": 1400},
    "duplicate_headers": {"manufacturer": "MM5", "firmware": "Firmware B", "alerts": 9, "esmes": 1},
    "other_user_reads": {
        "party": "User 58", "manufacturer": "MM3", "months_requested": 13, "requests": 9,
        "succeeded": 1,
    },
    "mpxn_mismatches": {"region": "CSP North", "opened": 1, "corrected": 2, "open": 3},
}  # fmt: skip

BAD = [
    ("hubs_without_meters", "party", "User 7", "party|regex"),
    ("hubs_without_meters", "party", "Best Energy Ltd", "party|regex"),
    ("hubs_without_meters", "party", " User 07", "party|regex"),
    ("hubs_without_meters", "party", "User 07\n", "party|regex"),
    ("hubs_without_meters", "cause", "unknown", "cause|check__known"),
    ("hubs_without_meters", "hubs", -1, "hubs|min"),
    ("hubs_without_meters", "hubs", 10**12, "hubs|max"),
    ("hubs_without_meters", "hubs", None, "hubs|nullability"),
    ("hubs_without_meters", "month", date(2021, 2, 2), "month|check__first_day"),
    ("hubs_without_meters", "provenance", "guessed", "provenance|check__known"),
    ("duplicate_gsmes", "region", "North", "region|check__known"),
    ("duplicate_gsmes", "gsmes", 5, "two_gas_meters_a_site"),
    ("alerts", "alert_code", "8F35", "alert_code|check__known"),
    ("alerts", "outstanding", -1, "outstanding|min"),
    ("hub_exceptions", "exception_type", "other", "exception_type|check__known"),
    ("dno_certificates", "failure", "missing", "failure|check__known"),
    ("capacity", "capacity", 0, "capacity|min"),
    ("capacity", "peak_demand", 0, "peak_demand|min"),
    ("power_outages", "dno", "DNO 1", "dno|regex"),
    ("power_outages", "late", 3, "alerts_add_up"),
    ("forecasts", "service_request", "8", "service_request|regex"),
    ("forecasts", "service_request", "SR 8.11", "service_request|regex"),
    ("han_stability", "combination", "MM11 ", "combination|regex"),
    ("han_stability", "combination", "CH1", "combination|regex"),
    ("han_stability", "defect", "=1+1", "defect|regex"),
    ("duplicate_headers", "manufacturer", "Maker", "manufacturer|regex"),
    ("duplicate_headers", "firmware", "1.2", "firmware|regex"),
    ("other_user_reads", "months_requested", 14, "months_requested|max"),
    ("other_user_reads", "months_requested", 0, "months_requested|min"),
    ("other_user_reads", "succeeded", 10, "no_more_succeed_than_are_sent"),
]


def frame(name: str, *rows: dict[str, object]) -> pl.DataFrame:
    common = {"month": MONTH, "provenance": "illustrative"}
    return pl.DataFrame(
        [{**common, **GOOD[name], **row} for row in rows], schema=DATASETS[name].types
    )


@pytest.mark.parametrize("name", DATASETS)
def test_a_good_row_keeps_its_contract(name: str) -> None:
    assert DATASETS[name].schema.is_valid(frame(name, {}))


@pytest.mark.parametrize(("name", "column", "value", "rule"), BAD)
def test_a_contract_refuses(name: str, column: str, value: object, rule: str) -> None:
    _, failure = DATASETS[name].schema.filter(frame(name, {column: value}))
    assert list(failure.counts()) == [rule]


@pytest.mark.parametrize("name", DATASETS)
def test_the_same_keys_twice_are_refused(name: str) -> None:
    _, failure = DATASETS[name].schema.filter(frame(name, {}, {}))
    assert failure.counts() == {"primary_key": 2}


@pytest.mark.parametrize("name", DATASETS)
def test_a_dataset_tells_what_each_column_means(name: str) -> None:
    described = DATASETS[name]
    columns = {*described.columns, *described.derived}
    assert {column for column, text in described.descriptions.items() if text} == columns
    assert set(described.units) == {*described.measures, *described.derived}
    assert described.keys == ("month", *described.groups)
    assert described.title and described.description
    assert "OPSG_44_0203" in described.source


@pytest.mark.parametrize("name", DATASETS)
def test_every_rule_over_several_columns_has_its_words(name: str) -> None:
    described = DATASETS[name]
    fields = frame(name, {}).row(0, named=True)
    for broken in described.rules.values():
        assert broken.column in described.columns
        assert broken.problem.format(**fields).endswith(".")
    ruled = {rule for dataset_name, _, _, rule in BAD if dataset_name == name and "|" not in rule}
    assert set(described.rules) == ruled


def test_columns_come_as_files_hold_them() -> None:
    assert dataset("power_outages").columns == (
        "month", "dno", "alerts_expected", "on_time", "late", "missing", "provenance",
    )  # fmt: skip


def test_allowed_values_are_told() -> None:
    assert dataset("alerts").allowed("alert_code") == ("8F3E", "8F12")
    assert dataset("alerts").allowed("raised") == ()


def test_an_unknown_dataset_names_the_nearest() -> None:
    with pytest.raises(UserError, match="Did you mean 'alerts'"):
        dataset("alert")
