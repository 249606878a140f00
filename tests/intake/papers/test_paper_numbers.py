"""Numbers are read to their value however a paper writes them, and nothing else is a number."""

from decimal import Decimal

import pytest
from examples import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from opsg.intake.papers.numbers import numbers

UNITS = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
UNITS += " fifteen sixteen seventeen eighteen nineteen"
TENS = "twenty thirty forty fifty sixty seventy eighty ninety"


def in_words(value: int) -> str:
    """A number below a thousand million in British English."""
    if value < 20:
        return UNITS.split(" ")[value]
    if value < 100:
        unit = f"-{in_words(value % 10)}" if value % 10 else ""
        return TENS.split(" ")[value // 10 - 2] + unit
    for scale, name in ((10**6, "million"), (1000, "thousand"), (100, "hundred")):
        if value >= scale:
            rest = value % scale
            joint = " and " if rest < 100 else " "
            return f"{in_words(value // scale)} {name}" + (joint + in_words(rest) if rest else "")
    raise AssertionError


def decimal(places: int) -> st.SearchStrategy[Decimal]:
    return st.decimals(Decimal("0.1"), 999, places=places, allow_nan=False)


whole = st.integers(0, 999_999_999)
small = st.integers(2, 999_999)
FORMS = st.one_of(
    whole.filter(lambda n: not 1980 <= n <= 2049).map(lambda n: (f"{n}", n, "")),
    whole.map(lambda n: (f"{n:,}", n, "")),
    whole.map(lambda n: (f"{n:,}".replace(",", "\u00a0"), n, "")),
    decimal(1).map(lambda n: (f"{n}k", n * 1000, "")),
    decimal(1).map(lambda n: (f"{n}K", n * 1000, "")),
    decimal(2).map(lambda n: (f"{n}m", n * 10**6, "")),
    decimal(2).map(lambda n: (f"{n} million", n * 10**6, "")),
    decimal(1).map(lambda n: (f"{n} thousand", n * 1000, "")),
    decimal(1).map(lambda n: (f"{n}bn", n * 10**9, "")),
    decimal(1).map(lambda n: (f"{n}%", n, "%")),
    decimal(1).map(lambda n: (f"{n} %", n, "%")),
    decimal(1).map(lambda n: (f"{n} per cent", n, "%")),
    decimal(2).map(lambda n: (f"£{n}m", n * 10**6, "£")),
    small.map(lambda n: (in_words(n), n, "")),
    small.map(lambda n: (in_words(n).replace("-", " "), n, "")),
    st.sampled_from(
        [
            ("half of", 50, "%"),
            ("a third of", Decimal("33.3"), "%"),
            ("two-thirds of", Decimal("66.7"), "%"),
            ("three quarters of", 75, "%"),
            ("a quarter of", 25, "%"),
            ("half a million", 500_000, ""),
            ("a quarter of a million", 250_000, ""),
            ("two and a half thousand", 2500, ""),
            ("a dozen", 12, ""),
            ("a hundred", 100, ""),
        ]
    ),
)
ROUND = st.sampled_from(
    ["around ", "approximately ", "about ", "over ", "nearly ", "~", "c. ", "more than ", "≈"]
)
SENTENCES = st.sampled_from(
    [
        "The DCC has found {} ESMEs, as of Monday 8 February, by SRV 6.15.1.",
        "MM3/CH2 (Unknown Reason for Drops): {} ESMEs",
        "({} ESMEs) were seen by OPSG 43 in Q3 2021, with 8F3E and PBI000000121298.",
        "{} ESMEs need Firmware 2.1, says MP119.",
    ]
)


@settings(max_examples=examples(100))
@given(FORMS, ROUND | st.just(""), SENTENCES)
def test_a_number_in_any_form_is_read_to_its_value(
    form: tuple[str, Decimal | int, str], lead: str, words: str
) -> None:
    text, value, unit = form
    (number,) = numbers(words.format(lead + text))
    assert Decimal(str(number.value)) == value
    assert number.unit == unit
    assert number.noun[0] == "ESMEs"
    if lead:
        assert number.approximate


@pytest.mark.parametrize(
    ("text", "approximate"),
    [
        ("62,000 ESMEs", False),
        ("around 62,000 ESMEs", True),
        ("62k ESMEs", True),
        ("an estimated 62,000 ESMEs", True),
        ("62,000+ ESMEs", True),
        ("62,000 or so ESMEs", True),
        ("half of the ESMEs", True),
        ("in the region of 62,000 ESMEs", True),
        ("up to 62,000 ESMEs", False),
    ],
)
def test_how_it_is_written_says_whether_it_is_exact(text: str, approximate: bool) -> None:
    (number,) = numbers(f"There are {text}.")
    assert number.approximate is approximate


@pytest.mark.parametrize(
    "text",
    [
        "8 February 2021", "Monday 8 February", "8th of March", "March 8, 2021", "08/03/2021",
        "2021-03-08", "in March 2021", "by 2021", "Q3 2021", "FY21/22", "2020/21", "at 10:30",
        "MP119", "DP096", "TS1353", "SECMP0007", "PBI000000121298", "8F3E", "8F3Es", "8F12", "R2",
        "SR 8.14.1", "SRV 6.15.1", "(8.14.2/8.14.3)", "SRs 8.11 and 8.14", "SR) 8.11", "SRs 6.X",
        "v1.2", "version 1.2.3", "Firmware 2.1", "Release 2.0", "SMETS2", "SMETS 2", "OPSG 43",
        "Section M4.13", "Phase 2", "Table 3", "page 1 of 8", "Steps 2 and 3", "1. Users", "24/7",
        "3G", "the 24th", "MM3/CH1", "MPAN 1234567890123", "[^1]", "half hourly data",
        "a third party", "the second half of the year", "one of them", "next quarter", "0203",
        "https://example.org/2021/5000",
    ],
)  # fmt: skip
def test_what_has_digits_and_is_no_number_is_passed_over(text: str) -> None:
    assert numbers(text) == []
    if not text.startswith("1."):
        sentence = f"The DCC says of {text} that 5,700 are left."
        assert [each.value for each in numbers(sentence)] == [5700]


def test_only_a_space_that_holds_a_number_together_is_within_one() -> None:
    assert [each.value for each in numbers("There are 12 345 hubs.")] == [12, 345]
    for joint in "\u00a0\u202f\u2009\u2007":
        assert [each.value for each in numbers(f"There are 12{joint}345 hubs.")] == [12345]
