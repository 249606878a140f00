"""Values of an extract as snapshots write them: months and whole numbers, or why they are none."""

from datetime import date

import polars as pl
import pytest

from opsg.intake.extracts import dates, numbers
from opsg.intake.extracts.clean import trimmed
from opsg.intake.extracts.reading import Refusal, Value


def months_of(*texts: str, wanted: str = "2021-02") -> list[str]:
    """What is read of a column's dates: the month, or why there is none."""
    readings = dates.read(texts, wanted, otherwise="ignore it.")
    return [
        reading.text if isinstance(reading, Value) else reading.problem
        for reading in readings.values()
    ]


@pytest.mark.parametrize(
    "text",
    [
        "2021-02", "2021-02-28", "2021-02-28T09:30:00", "2021-02-01 00:00:00.000000", "2021/02/28",
        "28/02/2021", "1/2/2021", "01/02/21", "28.02.2021", "28-02-2021 17:00", "02/2021",
        "2-2021", "Feb-21", "Feb 2021", "February 2021", "FEBRUARY 2021", "28 February 2021",
        "28-Feb-2021", "28-Feb-21", "1st February 2021", "2nd Feb, 2021", "28 Feb '21",
        "2021-02-28T23:59:59+00:00", "2021-02-01T00:00:00.000Z", "2021-02-01 00:00:00 UTC",
        "20210228", "202102", "2021M02", "2021 M2", "2021 February", "Feb '21", "44228", "44255.0",
        "Feb  1 2021 12:00AM", "01-FEB-21", "01FEB2021", "01FEB2021:00:00:00",
        "01-FEB-21 12.00.00.000000000 AM", "Sunday, 28 February 2021", "Feb 01, 2021, 12:00:00 AM",
        "Mon Feb 01 2021 00:00:00 GMT+0000 (Greenwich Mean Time)", "２０２１-02", "20210201T000000",
    ],
)  # fmt: skip
def test_a_date_as_programs_write_it_is_of_its_month(text: str) -> None:
    assert months_of(text) == ["2021-02"]


@pytest.mark.parametrize(
    "text",
    [
        "2021", "29/02/2021", "2021-13", "13/2021", "Febuary 2021", "Feb", "10", "2/21", "21-Feb",
        "yesterday", "Feb 2021 (draft)", "00/02/2021", "0000-02", "P02 2021", "2021Q1", "2021-W06",
        "1612137600", "2021-02-30", "January to February 2021", "12:00", "2021.02", "x" * 500,
    ],
)  # fmt: skip
def test_what_does_not_say_month_and_year_is_no_date(text: str) -> None:
    assert "is not understood as a month." in months_of(text)[0]


def test_days_come_before_months() -> None:
    assert months_of("03/02/2021", "28/02/2021") == ["2021-02"] * 2
    assert dates.days("02/03/2021")[0] == date(2021, 3, 2)


def test_a_date_that_is_of_the_month_only_as_americans_write_it_is_refused() -> None:
    assert months_of("03/02/2021", wanted="2021-03") == [
        "'03/02/2021' could be 3 February 2021 or 2 March 2021."
    ]


def test_a_column_that_has_the_month_first_somewhere_has_it_everywhere() -> None:
    texts = ["02/28/2021", "02/03/2021"]
    readings = dates.read(texts, "2021-02", otherwise="")
    how = "read with the month before the day"
    assert list(readings.values()) == [Value("2021-02", how)] * 2


def test_a_column_with_both_orders_is_refused_where_they_differ() -> None:
    assert months_of("02/28/2021", "28/02/2021", "03/02/2021") == [
        "2021-02", "2021-02", "'03/02/2021' could be 3 February 2021 or 2 March 2021.",
    ]  # fmt: skip


def test_a_year_of_two_digits_may_come_first() -> None:
    assert months_of("21-03-01", wanted="2021-03") == [
        "'21-03-01' could be 21 March 2001 or 1 March 2021."
    ]
    assert months_of("28/02/21", "01-02-21") == ["2021-02"] * 2


def test_a_midnight_of_british_summer_is_of_two_months() -> None:
    assert months_of("2021-03-31T23:00:00Z", wanted="2021-03") == [
        "'2021-03-31T23:00:00Z' could be 31 March 2021 or 1 April 2021."
    ]


def test_september_has_a_short_form_of_four_letters() -> None:
    assert months_of(*(f"{name} 2020" for name in ("Sep", "Sept", "September")), wanted="2020-09")


def read(text: str, *others: str, scale: int = 1) -> str:
    """What is read of a number beside others: it, or why there is none."""
    reading = numbers.read([text], [text, *others], scale)[text]
    return reading.problem if isinstance(reading, Refusal) else reading.text


NUMBERS = {
    "1234": "1234", "1,234": "1234", "12,345,678": "12345678", "1,234.00": "1234", "7.0": "7",
    "007": "007", "0": "0", "1 234": "1234", "1'234": "1234", "1’234’567": "1234567",
    "1 234 567.0": "1234567", "1.234.567": "1234567", "1.234,00": "1234", "402117.000": "402117",
    "１２３": "123", "١٢٣": "123", "123¹": "123", "123*": "123", "123 [r]": "123", "123 (p)": "123",
    "1,234 [note 2]": "1234", "123[p][r]": "123", "-5": "-5",
    "3.500E+03": "3500", "0.000E+00": "0", "9,00e00": "9", "4.02117E+5": "402117",
}  # fmt: skip


@pytest.mark.parametrize(("written", "wanted"), NUMBERS.items(), ids=NUMBERS.keys())
def test_numbers_as_programs_write_them_are_read(written: str, wanted: str) -> None:
    assert read(written) == wanted


def test_what_is_changed_in_a_number_is_told() -> None:
    readings = numbers.read(["1,234.0", "12 345¹", "7"], [])
    assert readings["1,234.0"] == Value(
        "1234", "commas between thousands dropped and a fraction of zero dropped"
    )
    assert readings["12 345¹"].how == "marks of notes dropped and spaces between thousands dropped"
    assert readings["7"].how == ""


@pytest.mark.parametrize(
    ("text", "others", "wanted"),
    [
        ("402.000", [], "'402.000' could be 402 and a fraction, or 402,000."),
        ("402.000", ["1308442"], "'402.000' could be 402 and a fraction, or 402,000."),
        ("402.000", ["1.308.442"], "402000"),
        ("402.000", ["2.000,0"], "402000"),
        ("402.000", ["1308442.000"], "402"),
        ("402.000", ["1.308.442", "1308442.000"], "'402.000' could be 402 and a fraction, or 402,"),
        ("402,000", ["1.308.442"], "'402,000' could be 402 and a fraction, or 402,000."),
        ("1.308.442", ["1,308,442.000"], "'1.308.442' is not a whole number of at most twelve"),
    ],
)
def test_a_point_is_read_as_the_other_cells_say(text: str, others: list[str], wanted: str) -> None:
    assert read(text, *others).startswith(wanted)


REASONS = {
    "1.234,56": "of at most twelve digits", "1,2": "of at most twelve digits", "12.5": "of at most",
    "1,23,456": "of at most", "+5": "of at most", "1.": "of at most", "0,651": "of at most",
    "=1+1": "it is a formula",
    "5-": "it is below zero", "(5)": "it is below zero", "−5": "it is below zero",
    "1.2k": "it is rounded", "3 million": "it is rounded", "2m": "it is rounded",
    "12%": "it is a percentage", "12 per cent": "it is a percentage",
    "12 meters": "there is a word behind", "5 (3)": "of at most twelve digits",
    "£5": "it is an amount of money", "1.2E+05": "last digits may be lost", "1e3": "cut short",
    "1.25E+01": "is not a whole number", "3.500E+04": "cut short",
    "1O2": "there is a letter among its digits", "l0": "there is a letter among its digits",
    "–": "never read as 0", "‒": "never read as 0",
    "-": "never read as 0", "..": "never read as 0", "c": "never read as 0",
    "[c]": "never read as 0", "*": "never read as 0", "N/A": "never read as 0", "nil": "never read",
    "not available": "never read as 0", "[low]": "never read as 0", "<5": "it is a range",
    "10-20": "it is a range", "1 to 5": "it is a range", "~5": "it is a range",
    "1905-10-17": "it is a date", "09:30:00": "it is a date or a time",
    "#REF!": "of at most twelve digits",
}  # fmt: skip


@pytest.mark.parametrize(("text", "reason"), REASONS.items(), ids=REASONS.keys())
def test_what_is_no_whole_number_is_refused_with_its_reason(text: str, reason: str) -> None:
    told = read(text)
    assert told.startswith(f"'{text}' is not a whole number")
    assert reason in told


def test_thousands_are_multiplied_where_nothing_is_left_over() -> None:
    assert read("402.117", scale=1000) == "402117"
    assert read("1,308", scale=1000) == "1308000"
    assert read("402.1175", scale=1000).startswith("'402.1175' is not a whole number")


def test_text_is_trimmed_of_every_kind_of_space() -> None:
    frame = pl.DataFrame({"value": ["\u00a0 Acme\t \nL\u00adtd\ufeff\u200b ", " \u00a0", ""]})
    assert frame.select(trimmed(pl.col("value"))).to_series().to_list() == ["Acme Ltd", None, None]
