"""Numbers are short enough to be read aloud, and never say more than they are."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from opsg.analysis import words


@pytest.mark.parametrize(
    ("value", "short", "about", "full"),
    [
        (0, "0", "about 0", "0"),
        (5.25, "5.2", "about 5.2", "5.2"),
        (0.034, "0.03", "about 0.03", "0.03"),
        (5_700, "5,700", "about 5,700", "5,700"),
        (9_999.7, "10,000", "about 10,000", "10,000"),
        (18_412, "18.4k", "about 18.4k", "18,412"),
        (18_041, "18.0k", "about 18k", "18,041"),
        (62_000, "62,000", "about 62k", "62,000"),
        (99_960, "100k", "about 100k", "99,960"),
        (109_000, "109,000", "about 109k", "109,000"),
        (999_600, "1.0m", "about 1m", "999,600"),
        (6_940_000, "6.9m", "about 6.9m", "6,940,000"),
        (41_000_000, "41m", "about 41m", "41,000,000"),
        (1_250_000_000, "1.2bn", "about 1.2bn", "1,250,000,000"),
        (-18_412, "−18.4k", "about −18.4k", "−18,412"),
    ],
)
def test_a_number_is_short_enough_to_be_read_aloud(value, short, about, full):
    assert words.number(value) == words.number(value, "ESMEs") == short
    assert words.number(value, approximate=True) == about
    assert words.full(value) == full


@pytest.mark.parametrize(
    ("value", "written"),
    [(71.3, "71.3%"), (71, "71.0%"), (0, "0%"), (100, "100%"), (0.03, "0.03%"),
     (99.97, "over 99.9%"), (104.2, "104.2%"), (-4.1, "−4.1%")],
)  # fmt: skip
def test_a_rate_has_one_decimal_and_is_all_or_nothing_only_if_it_is(value, written):
    assert words.number(value, "%") == words.full(value, "%") == written


def test_an_approximate_rate_is_not_made_more_precise():
    assert words.number(70, "%", approximate=True) == "about 70%"


@pytest.mark.parametrize(
    ("value", "unit", "written"),
    [
        (-4.1, "%", "−4.1%"),
        (6.18, "%", "+6.2%"),
        (0.01, "%", "0.0%"),
        (-0.01, "%", "0.0%"),
        (250.4, "%", "+250%"),
        (1.2, "points", "+1.2 points"),
        (-1, "points", "−1.0 points"),
        (1_204, "", "+1,204"),
        (-18_412, "", "−18.4k"),
        (0, "", "0"),
    ],
)
def test_a_change_has_its_sign(value, unit, written):
    assert words.signed(value, unit) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [(0, "0%"), (0.4, "under 1%"), (57.6, "58%"), (99.6, "over 99%"), (100, "100%")],
)
def test_a_share_is_all_or_nothing_only_if_it_is(value, written):
    assert words.percent(value) == written


@pytest.mark.parametrize(
    ("value", "unit", "written"),
    [(20_000, "", "20k"), (1_500_000, "hubs", "1.5m"), (0.5, "", "0.5"), (60, "%", "60%"),
     (-2_500, "", "−2.5k"), (0, "", "0")],
)  # fmt: skip
def test_an_axis_prints_round_numbers_short(value, unit, written):
    assert words.axis(value, unit) == written


def test_small_numbers_are_words_and_places_in_a_row_have_names():
    assert [words.count(number) for number in (0, 1, 12, 13, 1_300)] == [
        "no", "one", "twelve", "13", "1,300",
    ]  # fmt: skip
    assert [words.ordinal(number) for number in (1, 6, 12, 13, 21, 22, 33, 111)] == [
        "first", "sixth", "twelfth", "13th", "21st", "22nd", "33rd", "111th",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("value", "unit", "approximate", "written"),
    [
        (41_000_000, "Alerts", True, "about 41 million Alerts"),
        (62_000, "ESMEs", False, "62,000 ESMEs"),
        (17_683, "failures", True, "about 17,683 failures"),
        (70, "%", True, "about 70%"),
        (12.5, "hours", False, "12.5 hours"),
    ],
)
def test_a_reported_figure_keeps_its_digits(value, unit, approximate, written):
    reported = SimpleNamespace(value=value, unit=unit, approximate=approximate)
    assert words.figure(reported) == written
