"""Every rule and every direction has its own words, and none says more than the result."""

from __future__ import annotations

from datetime import date

import pytest

from opsg.analysis import words
from opsg.analysis.statistics.result import examine
from opsg.analysis.statistics.series import Latest, Series
from opsg.core import months
from opsg.data.issues import Headline

FEB = date(2021, 2, 1)
STEADY = [14_500, 15_500] * 6
"""Mean 15,000, every moving range 1,000: limits 12,340 and 17,660, near from 16,773."""


def read(values, *, until=FEB, rebase=(), illustrative=False, latest=None, **fields):
    start = months.add(until, 1 - len(values))
    span = months.span(start, until) if values else []
    fields = {"name": "Open Exceptions", "unit": "Exceptions", **fields}
    series = Series(tuple(span), tuple(values), tuple(rebase), illustrative, latest or Latest())
    return examine(measure(**fields), series)


def measure(**fields):
    defaults = {"improvement": "decrease", "backlog": False}
    return Headline(dataset="any", measure="any", **{**defaults, **fields})


def says(values, **options):
    return words.sentences(read(values, **options))[0]


def supports(values, **options):
    return words.sentences(read(values, **options))[1]


def rate(values, **options):
    return read(values, unit="%", name="Successful reads", improvement="increase", **options)


# The whole of it


def test_a_worsening_backlog_is_told_in_one_sentence():
    values = [*STEADY, 19_700, 19_900, 20_000, 19_800, 20_330, 21_590]
    found = read(
        values, backlog=True, latest=Latest(by_group=[30, 15, 13, *[6] * 7]), group_noun="User"
    )
    headline, support = words.sentences(found)
    assert headline == (
        "Open Exceptions rose 6.2% on January to 21.6k, above their usual range (12.3k–17.7k)"
        " for the sixth month; not clearing at this rate; three Users hold 58%."
    )
    assert support.startswith("Worse than chance alone explains since September 2020.")


def test_what_a_paper_gives_exactly_is_told_in_full():
    assert says([58_785], latest=Latest(exact=True)).startswith("Open Exceptions stood at 58,785.")
    assert says([58_785]).startswith("Open Exceptions stood at 58.8k.")
    assert says([58_785, None], latest=Latest(exact=True)) == (
        "No figures for February 2021 yet: Open Exceptions stood at 58,785 in January 2021,"
        " the latest reported."
    )


def test_a_count_that_is_too_small_to_be_shown_is_told_as_such():
    found = read([*STEADY, None], latest=Latest(hidden=True), illustrative=True)
    said = "Open Exceptions in February 2021: not shown (illustrative)."
    assert words.sentences(found) == (said, "")
    assert words.brief(found) == said


def test_a_single_reported_month_says_where_it_stands_and_no_more():
    assert words.sentences(
        read([109_000], name="Communications Hubs with no meter attached", unit="hubs",
             latest=Latest(approximate=True), backlog=True)
    ) == (
        "Communications Hubs with no meter attached stood at about 109k.",
        "Not enough history yet to tell a trend.",
    )  # fmt: skip


@pytest.mark.parametrize("values", [[], [None], [None] * 18])
def test_without_a_figure_nothing_is_said_of_it(values):
    assert words.sentences(read(values)) == ("No figure is reported for Open Exceptions.", "")


# Direction and size


@pytest.mark.parametrize(
    ("latest", "movement"),
    [
        (16_430, "rose 6.0% on January to 16.4k"),
        (14_570, "fell 6.0% on January to 14.6k"),
        (15_500, "stood at 15.5k, unchanged on January"),
        (15_505, "stood at 15.5k, little changed on January"),
    ],
)
def test_direction_and_size_are_those_of_the_last_step(latest, movement):
    assert says([*STEADY[:-1], 15_500, latest]).startswith(f"Open Exceptions {movement}, within")


@pytest.mark.parametrize(
    ("before", "latest", "movement"),
    [
        (9, 12, "rose by 3 on January to 12"),
        (0, 5, "rose on January from 0 to 5"),
        (5, 0, "fell by 5 on January to 0"),
        (3, 500, "rose on January from 3 to 500"),
        (100, 350, "rose 250% on January to 350"),
    ],
)
def test_a_percentage_of_a_few_or_of_nothing_is_not_given(before, latest, movement):
    assert says([before, latest]) == f"Open Exceptions {movement}."


@pytest.mark.parametrize(
    ("latest", "movement"),
    [
        (72.5, "rose 1.2 points on January to 72.5%"),
        (70.1, "fell 1.2 points on January to 70.1%"),
        (71.32, "stood at 71.3%, little changed on January"),
    ],
)
def test_a_rate_moves_in_points(latest, movement):
    assert words.sentences(rate([71.3, latest]))[0] == f"Successful reads {movement}."


def test_a_rate_is_given_with_its_numerator_and_denominator():
    found = rate([71.3], latest=Latest(numerator=12_345, denominator=17_310))
    assert words.sentences(found)[0] == "Successful reads stood at 71.3% (12.3k of 17.3k)."


def test_where_the_paper_says_about_so_do_we():
    assert says([100_000, 109_000], latest=Latest(approximate=True, rounded=True)) == (
        "Open Exceptions rose about 9% on January to about 109k."
    )


def test_without_the_month_before_no_change_is_told():
    assert says([5_000, None, 6_000]) == "Open Exceptions stood at 6,000."


def test_a_figure_of_an_earlier_month_says_so():
    assert says([5_000, 6_000, None]) == (
        "No figures for February 2021 yet: Open Exceptions stood at 6,000 in January 2021,"
        " the latest known."
    )


def test_of_a_month_without_figures_nothing_else_is_said():
    found = read([*STEADY, 20_000, 21_000, None], backlog=True, group_noun="User",
                 latest=Latest(by_group=[30, 15, 13, *[6] * 7]))  # fmt: skip
    assert words.sentences(found) == (
        "No figures for February 2021 yet: Open Exceptions stood at 21,000 in January 2021,"
        " the latest known.",
        "",
    )
    assert words.chip(found.status) == "No figures yet"
    assert found.clearance is None and found.change.absolute is None


def test_figures_of_a_part_are_told_as_such():
    part = Latest(without=("CSP North", "CSP South"), part=3_100_000)
    assert says([6_900_000, None], latest=part, name="Outstanding Alerts") == (
        "No figures for February 2021 yet from CSP North, CSP South (3.1m without them):"
        " Outstanding Alerts stood at 6.9m in January 2021, the latest known."
    )
    assert says([None], latest=part) == (
        "No figures for February 2021 yet from CSP North, CSP South (3.1m without them):"
        " Open Exceptions cannot be told as a whole."
    )


def test_a_sum_that_stands_without_a_few_says_which_and_shows_no_change():
    few = Latest(without=("User 07",), comparable=False)
    found = read([100_000, 99_000], latest=few)
    assert words.sentences(found)[0] == (
        "Open Exceptions stood at 99,000 without User 07, of which there are no figures for"
        " February 2021 yet."
    )
    assert found.change.absolute is None


def test_the_paper_s_own_date_is_told_where_it_is_of_another_month():
    assert says([62_000], latest=Latest(exact=True, as_at=date(2021, 1, 29))) == (
        "Open Exceptions stood at 62,000 as at 29 January 2021."
    )


def test_an_illustrative_figure_says_so():
    assert says([5_000], illustrative=True) == "Open Exceptions stood at 5,000 (illustrative)."


# Rules, by the limits of the first twelve months.


RULES = {
    "above_limit": (
        [*STEADY, 24_000],
        ", above their usual range (12.3k–17.7k).",
    ),
    "above_limit, again": (
        [*STEADY, 24_000, 24_500],
        ", above their usual range (12.3k–17.7k) for the second month.",
    ),
    "above_limit, falling": (
        [*STEADY, 24_500, 24_000],
        ", still above their usual range (12.3k–17.7k) for the second month.",
    ),
    "below_limit": (
        [*STEADY, 6_000],
        ", below their usual range (12.3k–17.7k).",
    ),
    "below_limit, rising": (
        [*STEADY, 5_500, 6_000],
        ", still below their usual range (12.3k–17.7k) for the second month.",
    ),
    "trend_up": (
        [*STEADY, 14_600, 14_700, 14_800, 14_900, 15_000, 15_100, 15_200],
        ", the sixth monthly rise in a row.",
    ),
    "trend_down": (
        [*STEADY[1:], *STEADY[:1], 15_400, 15_300, 15_200, 15_100, 15_000, 14_900, 14_800],
        ", the sixth monthly fall in a row.",
    ),
    "shift_high": (
        [*STEADY, *[15_600, 15_700] * 4],
        ", above their average (15,000) for the ninth month.",
    ),
    "shift_high, falling": (
        [*STEADY, *[15_700, 15_600] * 4],
        ", still above their average (15,000) for the ninth month.",
    ),
    "shift_low": (
        [*STEADY[1:], *STEADY[:1], *[14_400, 14_300] * 4],
        ", below their average (15,000) for the ninth month.",
    ),
    "two_of_three_high": (
        [*STEADY, *STEADY, 17_100, 16_000, 17_200],
        ", near the top of their usual range (12.3k–17.7k) in at least two of the last three"
        " months.",
    ),
    "two_of_three_low": (
        [*STEADY, *STEADY[1:], 12_900, 14_000, 12_800],
        ", near the bottom of their usual range (12.3k–17.7k) in at least two of the last three"
        " months.",
    ),
    "rising": (
        [month * 100 for month in range(100, 116)],
        ", rising over the last twelve months.",
    ),
    "falling, rising": (
        [*(month * 100 for month in range(115, 100, -1)), 10_150],
        ", still falling over the last twelve months.",
    ),
    "none": (
        [*STEADY, 15_000],
        ", within their usual range (12.3k–17.7k).",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", RULES)
def test_each_rule_has_its_own_words(case):
    values, ending = RULES[case]
    found = read(values)
    assert found.status.signal == case.split(",")[0]
    assert words.sentences(found)[0].endswith(ending)


def test_a_singular_name_has_its_own_range():
    assert ", above its usual range (" in says([*STEADY, 24_000], name="Load", plural=False)


def test_a_limit_that_cannot_be_reached_is_left_out():
    assert says([0, 1, 0, 2, 1, 0, 1, 1]).endswith("within their usual range (up to 3.4).")
    found = rate([99.0, 96.5, 99.2, 97.1, 99.9, 97.0])
    assert words.sentences(found)[0].endswith("within their usual range (from 91.2%).")


def test_limits_below_zero_of_a_measure_that_goes_there_are_told():
    assert says([-50, 40, -30, 20, -10, 30]).endswith("within their usual range (−149 to 149).")


def test_a_constant_series_is_unchanged_and_has_no_range():
    assert words.sentences(read([5] * 12)) == (
        "Open Exceptions stood at 5, unchanged on January.",
        "No usual range can be given from these figures.",
    )


# Beyond chance, since when, how firm


HIGH, TREND = RULES["above_limit"][0], RULES["trend_up"][0]
LOW, FALL = RULES["below_limit"][0], RULES["trend_down"][0]


@pytest.mark.parametrize(
    ("values", "improvement", "sentence", "chip"),
    [
        (HIGH, "decrease", "Worse than chance alone explains in February 2021.", "Worsening"),
        (HIGH, "increase", "Better than chance alone explains in February 2021.", "Improving"),
        (HIGH, "neutral", "Higher than chance alone explains in February 2021.",
         "Higher than usual"),
        (LOW, "decrease", "Better than chance alone explains in February 2021.", "Improving"),
        (LOW, "increase", "Worse than chance alone explains in February 2021.", "Worsening"),
        (LOW, "neutral", "Lower than chance alone explains in February 2021.",
         "Lower than usual"),
        (TREND, "decrease", "Worsening beyond what chance alone explains in February 2021.",
         "Worsening"),
        (TREND, "increase", "Improving beyond what chance alone explains in February 2021.",
         "Improving"),
        (TREND, "neutral", "Rising beyond what chance alone explains in February 2021.",
         "Higher than usual"),
        (FALL, "decrease", "Improving beyond what chance alone explains in February 2021.",
         "Improving"),
        (FALL, "increase", "Worsening beyond what chance alone explains in February 2021.",
         "Worsening"),
        (FALL, "neutral", "Falling beyond what chance alone explains in February 2021.",
         "Lower than usual"),
    ],
)  # fmt: skip
def test_each_direction_has_its_own_words(values, improvement, sentence, chip):
    found = read(values, improvement=improvement)
    assert words.sentences(found)[1].startswith(sentence)
    assert words.chip(found.status) == chip


def test_a_series_that_moves_by_itself_has_no_usual_range():
    headline, support = words.sentences(read([*range(100, 112), 106, 112, 105, 113]))
    assert "range" not in headline
    assert support.endswith("There is no usual range: the first twelve months were moving already.")


def test_noise_is_called_noise():
    found = read([*STEADY, 15_000])
    assert words.sentences(found)[1] == "The latest month shows nothing beyond chance."
    assert words.chip(found.status) == "No clear change"


def test_below_twelve_months_the_range_is_provisional():
    assert supports(STEADY[:8]).endswith(
        "The usual range is provisional: it rests on eight months."
    )
    assert "provisional" not in supports(STEADY)


@pytest.mark.parametrize("count", [1, 2, 3])
def test_below_four_months_no_range_and_no_trend_is_told(count):
    found = read([10_000, 20_000, 40_000][:count])
    headline, support = words.sentences(found)
    assert "range" not in headline
    assert support == "Not enough history yet to tell a trend."
    assert words.chip(found.status) == "Not enough history"


def test_a_new_process_is_not_judged_by_the_old_one():
    assert supports([*STEADY, 9_000, 8_000], rebase=[12]) == (
        "A new process began in January 2021: too few months since then to tell a trend."
    )


def test_a_slope_beyond_chance_is_told_with_its_interval():
    values = [100, 130, 120, 150, 160, 155, 180, 200, 190, 220, 230, 240]
    assert (
        "The typical change since March 2020 is +11.7 a month (95% interval +10 to +13.8)."
    ) in supports(values)
    assert "typical" not in supports([*STEADY, 15_000])


def test_the_slope_of_a_rate_is_in_points():
    found = rate([50 + place + (place % 3) / 2 for place in range(12)])
    assert "is +1.0 points a month" in words.sentences(found)[1]


# Clearing and concentration


FALLING = [
    170_000, 161_000, 163_000, 149_000, 131_000,
    120_000, 110_000, 112_000, 101_000, 96_000, 90_000, 88_000, 79_000,
]  # fmt: skip


@pytest.mark.parametrize(
    ("values", "target", "clause"),
    [
        (FALLING, None, "clearing by January 2022 (November 2021 to April 2022) at this rate"),
        (FALLING, 50_000,
         "reaching 50,000 by June 2021 (June 2021 to July 2021) at this rate"),
        (list(range(150, 20, -10)), None, "clearing by May 2021 at this rate"),
        ([1_000_000 - 1_000 * month for month in range(13)], None,
         "clearing would take more than ten years at this rate"),
        (STEADY, None, "not clearing at this rate"),
        (STEADY, 10_000, "not reaching 10,000 at this rate"),
        ([20, 10, 0], None, "cleared"),
        ([20, 10, 5], 5, "at or below the target of 5"),
    ],
)  # fmt: skip
def test_each_state_of_a_backlog_has_its_own_words(values, target, clause):
    assert f"; {clause}." in says(values, backlog=True, target=target)


def test_a_backlog_too_short_to_project_is_not_projected():
    assert "clear" not in says([50, 40, 30], backlog=True)


def test_what_is_no_backlog_does_not_clear():
    assert "clear" not in says(FALLING)


@pytest.mark.parametrize(
    ("held", "clause"),
    [
        ([60, 10, 10, 20], "; one User holds 60%."),
        ([30, 28, *[6] * 7], "; two Users hold 58%."),
        ([99.9, 0.05, 0.05], "; one User holds over 99%."),
    ],
)
def test_a_few_that_hold_the_half_are_counted(held, clause):
    assert says([5_000], latest=Latest(by_group=held), group_noun="User").endswith(clause)


@pytest.mark.parametrize("held", [[5, 5], [5] * 12, [], [0, 0], [7]])
def test_where_no_few_hold_the_half_nothing_is_said(held):
    assert (
        says([5_000], latest=Latest(by_group=held), group_noun="User")
        == "Open Exceptions stood at 5,000."
    )


# Several results


def test_a_breakdown_counts_and_names_those_with_a_signal():
    groups = [("User 01", read(HIGH)), ("User 02", read(STEADY)), ("User 03", read(LOW))]
    assert words.breakdown(groups) == (
        "Of three, one is improving (User 03) and one is worsening (User 01)"
        " by the rules of the chart."
    )


def test_a_breakdown_names_four_and_counts_the_others():
    groups = [(f"User {user:02}", read(HIGH)) for user in range(1, 7)]
    assert words.breakdown(groups) == (
        "Of six, six are worsening (User 01, User 02, User 03, User 04 and two more)"
        " by the rules of the chart."
    )


def test_a_breakdown_without_a_signal_or_without_history_says_so():
    assert words.breakdown([("a", read(STEADY)), ("b", read(STEADY))]) == (
        "None of the two shows a signal."
    )
    assert words.breakdown([("a", read([5]))]) == "Not enough history yet to tell a trend."
    alone = [("a", read(STEADY)), ("b", read([*STEADY, None]))]
    assert words.breakdown(alone) == "a shows no signal."
    assert words.breakdown([("a", read([*STEADY, 20_000]))]) == (
        "a is worsening by the rules of the chart."
    )
