"""Columns of an extract under other names than the contract's."""

from collections.abc import Callable
from pathlib import Path
from time import process_time

import pytest

from opsg.core.errors import UserError
from opsg.data.datasets import dataset
from opsg.data.snapshots.check import check_folder
from opsg.intake.extracts import columns, units
from opsg.intake.extracts.summary import Summary

RENAMED = "Code,Area,No. of Alerts raised,cleared,outstanding,Remarks\n8F3E,CSP North,1,2,3,none\n"
MAPPING = """\
# As the DCC names them since 2021.
columns:
  Code: alert_code
  area: region
  No. of Alerts raised: raised
ignore: [Remarks]
"""


def give(data: Path, text: str, name: str = "alerts") -> None:
    path = data / "mappings" / f"{name}.yml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)


def test_a_mapping_beside_the_snapshots_names_the_columns(
    data: Path, take: Callable[..., object], extract: Callable[..., Path]
) -> None:
    give(data, MAPPING)
    take(extract(RENAMED))
    text = (data / "snapshots" / "alerts" / "2021-02.csv").read_text()
    assert "2021-02,8F3E,CSP North,1,2,3,reported" in text


def test_a_mapping_is_no_fault_of_the_snapshots(data: Path) -> None:
    give(data, MAPPING)
    assert not [one for one in check_folder(data / "snapshots") if one.severity == "error"]


def test_unknown_columns_are_told_with_the_line_to_add(
    data: Path, take: Callable[..., object], extract: Callable[..., Path]
) -> None:
    with pytest.raises(UserError) as caught:
        take(extract(RENAMED.replace("Code,Area", "Alert-code no.,Area")))
    told = str(caught.value)
    assert (
        "line 1: The column 'Alert-code no.' is not known. If it is 'alert_code', put "
        "'Alert-code no.: alert_code' under 'columns' in data/mappings/alerts.yml; if it is not "
        "needed, put it under 'ignore'."
    ) in told
    assert "The column 'region' is missing. It means: Region of the" in told
    assert (
        "The column 'raised' is missing. It means: Alerts raised in the month. Is it 'No." in told
    )


def test_the_header_is_the_row_with_the_most_known_names(data: Path) -> None:
    give(data, MAPPING)
    names = columns.load(dataset("alerts"), data)
    assert [names.knows(name) for name in ("CODE", "remarks ", "Alert Code", "", "Region:")] == [
        True, True, True, False, True,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("header", "told"),
    [
        (
            "alert_code,Code,region,raised,cleared,outstanding",
            "'alert_code' is there twice, as 'alert_code' and 'Code'.",
        ),
        (
            "alert_code,region,raised,cleared,outstanding,outstanding",
            "The column 'outstanding' is there twice.",
        ),
        ("alert_code,region,raised,cleared,,outstanding", "Column 5 has values but no name."),
    ],
)  # fmt: skip
def test_columns_that_cannot_be_told_apart_are_refused(
    header: str, told: str, data: Path, take: Callable[..., object], extract: Callable[..., Path]
) -> None:
    give(data, MAPPING)
    with pytest.raises(UserError) as caught:
        take(extract(f"{header}\n8F3E,CSP North,1,2,3,4\n"))
    assert told in str(caught.value)


def test_columns_without_a_name_and_without_values_are_left_out(
    data: Path, take: Callable[..., object], extract: Callable[..., Path]
) -> None:
    take(extract("alert_code,,region,raised,cleared,outstanding,,\n8F3E,,CSP North,1,2,3,,\n"))
    assert (data / "snapshots" / "alerts" / "2021-02.csv").exists()


@pytest.mark.parametrize("name", ["", "Unnamed: 0", "Obs", "#"])
def test_a_column_that_numbers_its_rows_is_let_be(
    name: str, take: Callable[..., Summary], extract: Callable[..., Path]
) -> None:
    rows = ["{},8F3E,CSP North,1,2,3", "{},8F12,CSP North,4,5,6"]
    numbered = "\n".join(row.format(number) for number, row in enumerate(rows))
    assert take(extract(f"{name},{HEADER}\n{numbered}\n")).rows == 2
    with pytest.raises(UserError, match=f"{name or 'Column 1'}"):
        take(extract(f"{name},{HEADER}\n{numbered.replace('1,8F12', '7,8F12')}\n"))


def test_words_are_read_in_other_spellings(
    data: Path, take: Callable[..., Summary], extract: Callable[..., Path]
) -> None:
    take(extract(f"{HEADER}\n8f3e,csp-north,1,2,3\n8F12,Central,4,5,6\n"))
    text = (data / "snapshots" / "alerts" / "2021-02.csv").read_text()
    assert "8F3E,CSP North,1," in text
    assert "8F12,CSP Central,4," in text


def test_free_words_are_spelled_as_in_the_months_before(
    data: Path, take: Callable[..., Summary], extract: Callable[..., Path]
) -> None:
    file = extract("combination,defect,esmes\nmm01,DEFECTS,5\nMM9,Quite another,6\n")
    summary = take(file, "han_stability", "2021-03", provenance="illustrative")
    text = (data / "snapshots" / "han_stability" / "2021-03.csv").read_text()
    assert "2021-03,MM1,Defects,5" in text
    assert "2021-03,MM9,Quite another,6" in text
    how = "1 cell, spelled as in the months before (first line 2)."
    assert f"Changed in defect: {how}" in list(summary.lines())


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "columns:\n  Code: alertcode\n",
            "2: 'alertcode' is not a column of alerts. Did you mean 'alert_code'?",
        ),
        (
            "colums:\n  Code: alert_code\n",
            "1: 'colums' is not a key here. Did you mean 'columns'?",
        ),
        ("columns: [a]\n", "1: 'columns' should be"),
        ("columns: {a: *b}\n", "1: This is not YAML that can be read"),
        ("<<<<<<< ours\n", "1: An unfinished merge left its marks here."),
    ],
)  # fmt: skip
def test_a_mapping_with_a_fault_is_refused_with_its_line(
    text: str, told: str, data: Path, take: Callable[..., object], extract: Callable[..., Path]
) -> None:
    give(data, text)
    with pytest.raises(UserError) as caught:
        take(extract(RENAMED))
    assert f"data/mappings/alerts.yml:{told}" in str(caught.value)


HEADER = "alert_code,region,raised,cleared,outstanding"
ROWS = "8F3E,CSP North,1,2,3\n8F12,CSP North,4,5,6\n"


def test_a_percentage_is_another_column_than_its_count(
    data: Path, take: Callable[..., object], extract: Callable[..., Path]
) -> None:
    give(data, 'ignore: ["Cleared %"]\n')
    take(
        extract(
            "alert_code,region,raised,Cleared %,cleared,outstanding\n8F3E,CSP North,1,50%,2,3\n"
        )
    )
    text = (data / "snapshots" / "alerts" / "2021-02.csv").read_text()
    assert "2021-02,8F3E,CSP North,1,2,3,reported" in text


def test_percentages_stand_for_no_count(
    data: Path, take: Callable[..., object], extract: Callable[..., Path]
) -> None:
    file = extract(f"{HEADER.replace('raised', 'Raised %')}\n{ROWS}")
    with pytest.raises(UserError) as caught:
        take(file)
    told = [str(one) for one in caught.value.findings]
    assert told[0].endswith(
        "The column 'Raised %' is not known. It holds no counts of a month: put 'Raised %' under "
        "'ignore' in data/mappings/alerts.yml."
    )
    assert told[1].endswith("The column 'raised' is missing. It means: Alerts raised in the month.")
    give(data, "columns:\n  Raised %: raised\n")
    with pytest.raises(UserError, match="2: 'Raised %' is no count, as 'raised' is"):
        take(file)


def test_names_are_compared_as_written_before_they_are_compared_loosely(
    data: Path, take: Callable[..., object], extract: Callable[..., Path]
) -> None:
    file = extract("alert_code,region,Raised,RAISED,cleared,outstanding\n8F3E,CSP North,1,9,2,3\n")
    with pytest.raises(UserError, match="'raised' is there twice, as 'Raised' and 'RAISED'"):
        take(file)
    give(data, "ignore: [RAISED]\n")
    take(file)
    text = (data / "snapshots" / "alerts" / "2021-02.csv").read_text()
    assert "2021-02,8F3E,CSP North,1,2,3,reported" in text


def test_a_columns_name_may_hold_its_unit(
    data: Path, take: Callable[..., object], extract: Callable[..., Path]
) -> None:
    take(extract(f"{HEADER.replace('raised', 'Raised (Alerts)')}\n{ROWS}"))
    assert (data / "snapshots" / "alerts" / "2021-02.csv").exists()


@pytest.mark.parametrize(
    ("name", "scale"),
    [
        ("Raised (000s)", 1000), ("Raised '000", 1000), ("raised_k", 1000), ("Raised [m]", 10**6),
        ("Raised, thousands", 1000), ("Raised in millions", 10**6), ("Raised (x 1000)", 1000),
        ("raised_000s", 1000), ("Raised (hundreds)", 100),
    ],
)  # fmt: skip
def test_figures_in_thousands_are_multiplied_once_that_is_said(
    name: str, scale: int, data: Path, take: Callable[..., Summary], extract: Callable[..., Path]
) -> None:
    header = HEADER.replace("raised", f'"{name}"')
    file = extract(f'{header}\n8F3E,CSP North,"1,402",2,3\n')
    with pytest.raises(UserError) as caught:
        take(file)
    (finding,) = caught.value.findings
    assert f"put 'scale: {scale}' in data/mappings/alerts.yml" in finding.remedy
    give(data, f"scale: {scale}\n")
    summary = take(file)
    written = (data / "snapshots" / "alerts" / "2021-02.csv").read_text()
    assert f"2021-02,8F3E,CSP North,{1402 * scale},2,3,reported" in written
    assert any(f"multiplied by {scale:,}" in line for line in summary.lines())


def test_a_scale_that_the_file_does_not_mention_is_refused(
    data: Path, take: Callable[..., object], extract: Callable[..., Path]
) -> None:
    give(data, "scale: 1000\n")
    with pytest.raises(UserError, match="Nothing in it says that its figures are in thousands"):
        take(extract(f"{HEADER}\n{ROWS}"))


@pytest.mark.parametrize("name", ["Alerts: raised", "% of Alerts", "'raised'", "#raised?", "- up"])
def test_a_line_for_the_mapping_is_yaml_whatever_the_name(
    name: str, data: Path, take: Callable[..., object], extract: Callable[..., Path]
) -> None:
    file = extract(f"{HEADER},{name}\n8F3E,CSP North,1,2,3,4\n")
    with pytest.raises(UserError) as caught:
        take(file)
    (finding,) = [one for one in caught.value.findings if "is not known" in one.problem]
    give(data, f"ignore:\n- {finding.remedy.split(' put ')[1].split(' under ')[0][1:-1]}\n")
    take(file)


@pytest.mark.parametrize("name", ["Raised*", "Raised¹", "Raised [note 1]", "raised (2)"])
def test_a_mark_of_a_note_is_no_part_of_a_columns_name(
    name: str, take: Callable[..., object], extract: Callable[..., Path]
) -> None:
    take(extract(f"{HEADER.replace('raised', name)}\n{ROWS}"))


def test_figures_rounded_to_the_nearest_thousand_are_not_in_thousands(
    data: Path, take: Callable[..., object], extract: Callable[..., Path]
) -> None:
    take(extract(f"Rounded to the nearest thousand\n{HEADER}\n8F3E,CSP North,1000,2000,3000\n"))
    text = (data / "snapshots" / "alerts" / "2021-02.csv").read_text()
    assert "2021-02,8F3E,CSP North,1000,2000,3000,reported" in text


def test_a_date_under_another_name_is_proposed_as_the_month(
    data: Path, take: Callable[..., object], extract: Callable[..., Path]
) -> None:
    file = extract(f"Reporting date,{HEADER}\n28/02/2021,8F3E,CSP North,1,2,3\n")
    with pytest.raises(UserError, match="put 'Reporting date: month' under 'columns'"):
        take(file)
    give(data, "columns:\n  Reporting date: month\n")
    take(file)


def test_a_long_line_is_soon_known_to_be_no_columns_name() -> None:
    started = process_time()
    assert units.unit("," * 20_000) == (None, "," * 20_000)
    assert process_time() - started < 1
