"""Values of an extract as snapshots write them: months and whole numbers."""

import polars as pl
import pytest

from opsg.intake.extracts.clean import month_of, trimmed, whole_number


@pytest.mark.parametrize(
    "text",
    [
        "2021-02", "2021-02-28", "2021-02-28T09:30:00", "2021-02-01 00:00:00.000000", "2021/02/28",
        "28/02/2021", "1/2/2021", "01/02/21", "28.02.2021", "28-02-2021 17:00", "02/2021",
        "2-2021", "Feb-21", "Feb 2021", "February 2021", "FEBRUARY 2021", "28 February 2021",
        "28-Feb-2021", "28-Feb-21", "1st February 2021", "2nd Feb, 2021", "28 Feb '21",
    ],
)  # fmt: skip
def test_a_british_date_is_of_its_month(text: str) -> None:
    assert month_of(text) == "2021-02"


@pytest.mark.parametrize(
    "text",
    [
        "2021", "44228", "29/02/2021", "02/28/2021", "2021-13", "13/2021", "Febuary 2021", "Feb",
        "28/02-2021", "yesterday", "Feb 2021 (draft)", "00/02/2021", "0000-02", "",
    ],
)  # fmt: skip
def test_what_is_no_british_date_has_no_month(text: str) -> None:
    assert month_of(text) is None


def test_days_come_before_months() -> None:
    assert month_of("03/02/2021") == "2021-02"
    assert month_of("02/03/2021") == "2021-03"


def test_september_has_a_short_form_of_four_letters() -> None:
    assert [month_of(f"{name} 2020") for name in ("Sep", "Sept", "September")] == ["2020-09"] * 3


NUMBERS = {
    "1234": "1234", "1,234": "1234", "12,345,678": "12345678", "1,234.00": "1234", "7.0": "7",
    "007": "007", "0": "0",
    # What is not sure to be a whole number stays as it is, and the contract refuses it.
    "1,23": "1,23", "1.234,0": "1.234,0", "12.5": "12.5", "1 234": "1 234", "-5": "-5",
    "1e3": "1e3", "N/A": "N/A", "£5": "£5", "1,234,5": "1,234,5", ",123": ",123", "1.": "1.",
}  # fmt: skip


@pytest.mark.parametrize(("written", "wanted"), NUMBERS.items(), ids=NUMBERS.keys())
def test_numbers_lose_their_commas_and_nothing_else(written: str, wanted: str) -> None:
    frame = pl.DataFrame({"value": [written]})
    assert frame.select(whole_number(pl.col("value"))).item() == wanted


def test_text_is_trimmed_of_every_kind_of_space() -> None:
    frame = pl.DataFrame({"value": ["\u00a0 Acme\t \nLtd\ufeff ", " \u00a0", ""]})
    assert frame.select(trimmed(pl.col("value"))).to_series().to_list() == ["Acme Ltd", None, None]
