"""Every remedy works: an extract is refused, what the message says is done, and it is taken."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
import workbooks

from opsg.core.errors import UserError
from opsg.intake.extracts.summary import Summary

HEADER = "alert_code,region,raised,cleared,outstanding\n"
MONTHS = f"month,{HEADER}"
ROW = "8F3E,CSP North,{},20,1500\n"


@dataclass(frozen=True)
class Given:
    """An extract, the mapping of its columns, and how it is taken."""

    text: str | bytes | list[list[workbooks.Cell]]
    mapping: str = ""
    options: Mapping[str, object] = field(default_factory=dict)
    dataset: str = "alerts"


def count(value: str) -> Given:
    return Given(HEADER + ROW.format(f'"{value}"'))


def month(value: str, mapping: str = "") -> Given:
    return Given(f"{MONTHS}{value},{ROW.format(100)}", mapping)


def forecast(service_request: workbooks.Cell) -> Given:
    names: list[workbooks.Cell] = ["party", "service_request", "forecast", "actual"]
    return Given([names, ["User 02", service_request, 5, 6]], dataset="forecasts")


GOOD = Given(f"{HEADER}{ROW.format(7)}")
UP = f"{HEADER.replace('raised', 'Alerts up')}{ROW.format(7)}"
IGNORED = "ignore: [month]\n"
# What is refused, what the remedy says, and what is given once it has been followed.
REMEDIES: dict[str, tuple[Given, str, Given]] = {
    "month not understood": (month("P02 2021"), "Write 2021-02; if", month("2021-02")),
    "column is no month": (
        month("P02 2021"), "put 'month' under 'ignore' in data", month("P02 2021", IGNORED),
    ),
    "two readings": (month("02/03/2021"), "Write 2021-02 if it is that;", month("2021-02")),
    "other reading": (month("02/03/2021"), "put 'month' under 'ignore'", month("x", IGNORED)),
    "other month": (
        month("31/03/2021"), "or say --month 2021-03;",
        Given(month("31/03/2021").text, options={"month": "2021-03", "provenance": "illustrative"}),
    ),
    "point": (count("402.000"), "Write the number without points and commas.", count("402000")),
    "percentage": (count("12%"), "Give the count itself.", count("12")),
    "money": (count("£12"), "Give the count itself.", count("12")),
    "suppressed": (count("[c]"), "leave the row out where it is not", GOOD),
    "none": (count("–"), "Write 0 where there were none;", count("0")),
    "exponent": (count("1.2E+05"), "Format the cells as numbers without", count("120117")),
    "range": (count("<5"), "Give the figure itself;", count("4")),
    "brackets": (count("(5)"), "write the count.", count("5")),
    "rounded": (count("1.2k"), "Write it out in digits.", count("1204")),
    "letter": (count("1O2"), "Write it out in digits.", count("102")),
    "unit": (count("12 meters"), "Write digits only;", count("12")),
    "formula": (count("=1+1"), "Give its result:", count("2")),
    "fraction": (count("12.5"), "Write digits only; leave the row out", count("12")),
    "gap": (count(""), "Write the value, or leave", count("0")),
    "thousands": (
        Given(f"{HEADER}{ROW.format(7)}".replace("raised", "raised (000s)")),
        "put 'scale: 1000' in data/mappings/alerts.yml",
        Given(f"{HEADER}{ROW.format(7)}".replace("raised", "raised (000s)"), "scale: 1000\n"),
    ),
    "scale without thousands": (
        Given(f"{HEADER}{ROW.format(7)}", "scale: 1000\n"),
        "Take 'scale' out of data/mappings/alerts.yml",
        GOOD,
    ),
    "scale of whole numbers": (
        Given(f"{HEADER}{ROW.format(7)}", "scale: 1000\n"),
        "put '(thousands)' behind the names of their columns",
        Given(f"{HEADER}{ROW.format(7)}".replace("raised", "raised (thousands)"), "scale: 1000\n"),
    ),
    "unknown column": (
        Given(UP), "put 'Alerts up: raised' under 'columns' in data/mappings/alerts.yml",
        Given(UP, "columns:\n  Alerts up: raised\n"),
    ),
    "column not needed": (
        Given(f"Remarks,{HEADER}x,{ROW.format(7)}"),
        "put 'Remarks' under 'ignore' in data/mappings/alerts.yml",
        Given(f"Remarks,{HEADER}x,{ROW.format(7)}", "ignore:\n- Remarks\n"),
    ),
    "column of shares": (
        Given(f"Raised %,{HEADER}50%,{ROW.format(7)}"),
        "put 'Raised %' under 'ignore' in data/mappings/alerts.yml",
        Given(f"Raised %,{HEADER}50%,{ROW.format(7)}", "ignore:\n- Raised %\n"),
    ),
    "no name": (
        Given(f",{HEADER}9,{ROW.format(7)}"), "Give it a name, or clear it.",
        Given(f",{HEADER},{ROW.format(7)}"),
    ),
    "title": (
        Given(f"January 2021\n{HEADER}{ROW.format(7)}"), "if it is not, take that out.",
        GOOD,
    ),
    "no header": (
        Given("a,b\n" * 25 + f"{HEADER}{ROW.format(7)}"), "Take out what stands above the names",
        GOOD,
    ),
    "separator in a value": (
        Given(f"{HEADER}8F3E,CSP North,1,234,2,3\n"), "Put values that hold the separator in quot",
        Given(f'{HEADER}8F3E,CSP North,"1,234",2,3\n'),
    ),
    "quotation mark": (
        Given(f'Remarks,{HEADER}"a "b"",{ROW.format(7)}', IGNORED.replace("month", "Remarks")),
        "Put quotation marks inside a value twice.",
        Given(f'Remarks,{HEADER}"a ""b""",{ROW.format(7)}', IGNORED.replace("month", "Remarks")),
    ),
    "sheet of a text": (
        Given(f"{HEADER}{ROW.format(7)}", options={"sheet": "Data"}), "Leave --sheet out",
        GOOD,
    ),
    "unknown region": (
        Given(f"{HEADER}8F3E,CSP Nort,1,2,3\n"), "Did you mean 'CSP North'?",
        Given(f"{HEADER}8F3E,CSP North,1,2,3\n"),
    ),
    "row twice": (
        Given(f"{HEADER}{ROW.format(7)}{ROW.format(7)}"), "Keep one of them",
        GOOD,
    ),
    "other provenance": (
        Given(f"provenance,{HEADER}draft,{ROW.format(7)}"), "or take the column out.",
        GOOD,
    ),
    "text typed as a number": (forecast(4.1), "Give the column as text", forecast("4.10")),
}  # fmt: skip


@pytest.mark.parametrize(("before", "remedy", "after"), REMEDIES.values(), ids=REMEDIES.keys())
def test_a_remedy_that_is_followed_gets_the_extract_through(
    before: Given,
    remedy: str,
    after: Given,
    data: Path,
    take: Callable[..., Summary],
    tmp_path: Path,
) -> None:
    def run(given: Given) -> Summary:
        mapping = data / "mappings" / "alerts.yml"
        mapping.parent.mkdir(exist_ok=True)
        mapping.write_text(given.mapping or "{}\n")
        file = tmp_path / "extract"
        if isinstance(given.text, list):
            workbooks.write(file, {"Data": given.text})
        else:
            file.write_bytes(given.text.encode() if isinstance(given.text, str) else given.text)
        options = {"when": date(2021, 4, 9), **given.options}
        return take(file, given.dataset, **options)

    with pytest.raises(UserError) as caught:
        run(before)
    told = next(one for one in caught.value.findings if remedy in one.remedy)
    assert "extract" in str(told.where)
    assert run(after).written
