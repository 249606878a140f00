"""Months in data, in frames and in words."""

from datetime import date

import pytest

from opsg.core import months
from opsg.core.errors import UserError


@pytest.mark.parametrize("wrong", ["2021-2", "2021-13", "0000-01", "February", "2021-02-01", ""])
def test_what_is_no_month_is_refused(wrong: str) -> None:
    with pytest.raises(UserError, match="is not a month"):
        months.first_day(wrong)


def test_a_month_is_written_as_it_is_read() -> None:
    assert months.text(months.first_day("2021-02")) == "2021-02"


def test_months_have_words() -> None:
    day = date(2021, 2, 23)
    assert months.name(day) == "February 2021"
    assert months.short(day) == "Feb 2021"
    assert months.long_date(day) == "23 February 2021"


@pytest.mark.parametrize(
    ("count", "expected"), [(0, "2021-02"), (-2, "2020-12"), (11, "2022-01"), (-14, "2019-12")]
)
def test_months_are_added_across_years(count: int, expected: str) -> None:
    assert months.text(months.add(date(2021, 2, 23), count)) == expected


def test_a_span_has_both_its_ends() -> None:
    span = months.span(date(2020, 12, 5), date(2021, 2, 1))
    assert span == [date(2020, 12, 1), date(2021, 1, 1), date(2021, 2, 1)]
