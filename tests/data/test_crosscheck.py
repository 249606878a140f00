"""Comparing the log with the snapshots."""

from decimal import Decimal
from pathlib import Path

import pytest
from projects import FEBRUARY

from opsg.data import log
from opsg.data.issues import Figure
from opsg.data.reconciliation import check_figures, tolerance

ISSUE = "issues/han-drops/issue.md"
ENTRY = "issues/han-drops/2021-02.md"


def findings(data: Path, file: str, old: str, new: str) -> str:
    path = data / file
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))
    return "\n".join(map(str, check_figures(log.load(data))))


def test_figures_that_add_up_are_not_mentioned(data: Path) -> None:
    assert check_figures(log.load(data)) == []


def test_the_real_log_agrees_with_its_snapshots() -> None:
    assert check_figures(log.load(FEBRUARY / "data")) == []


def test_a_figure_that_disagrees_is_told_with_both_values(data: Path) -> None:
    (data / "snapshots/han_stability/2021-02.csv").write_text(
        "month,combination,defect,esmes,provenance\n"
        "2021-02,MM1,Defects,5701,reported\n"
        "2021-02,MM2,Unknown,42300,reported\n"
    )
    assert [str(finding) for finding in check_figures(log.load(data))] == [
        "data/issues/han-drops/2021-02.md:14: 'mm1' is 5,700, but the snapshots hold 5,701 "
        "(han_stability.esmes, combination MM1, 2021-02). "
        "Mend the figure, or the rows of snapshots/han_stability."
    ]


def test_an_approximate_figure_may_differ_by_its_rounding_and_no_more(data: Path) -> None:
    text = (data / "snapshots/han_stability/2021-02.csv").read_text()
    for esmes, agrees in [(42800, True), (42801, False)]:
        (data / "snapshots/han_stability/2021-02.csv").write_text(text.replace("42300", str(esmes)))
        assert (check_figures(log.load(data)) == []) is agrees


@pytest.mark.parametrize(
    ("value", "approximate", "within"),
    [
        (59_000, True, "500"),
        (41_000_000, True, "500000"),
        (17_683, True, "0.5"),
        (2.5, True, "0.05"),
        (62_000, False, "0"),
        (0, True, "0.5"),
    ],
)
def test_the_tolerance_is_half_of_the_last_digit_that_counts(
    value: float, approximate: bool, within: str
) -> None:
    figure = Figure(
        name="x", label="x", value=value, unit="x", kind="level", approximate=approximate, quote="x"
    )
    assert tolerance(figure) == Decimal(within)


def test_a_cumulative_figure_sums_the_months_since(data: Path) -> None:
    held = "{dataset: han_stability, column: esmes}"
    cumulative = "{dataset: han_stability, column: esmes, through: cumulative}"
    assert "is about 48,000, but the snapshots hold 49,000 (han_stability.esmes, the first " in (
        findings(data, ENTRY, held, cumulative)
    )
    since = cumulative.replace("}", ", since: 2021-02}")
    assert findings(data, ENTRY, cumulative, since) == ""


def test_a_sum_over_months_is_not_compared_while_one_of_them_has_no_rows(
    project_copy: Path,
) -> None:
    data = project_copy / "data"
    (data / "snapshots/alerts/2020-11.csv").unlink()
    (finding,) = check_figures(log.load(data))
    assert finding.severity == "warning"
    assert "'alerts_8f3e_cleared' cannot be compared: alerts has no rows" in finding.problem


def test_a_figure_may_count_groups(data: Path) -> None:
    held = "column: esmes, where: {combination: MM1}"
    counted = "column: combination, aggregate: distinct"
    said = findings(data, ENTRY, held, counted)
    assert "'mm1' is 5,700, but the snapshots hold 2 (" in said


def test_a_figure_without_rows_to_compare_with_is_a_warning(data: Path) -> None:
    (data / "snapshots/han_stability/2021-02.csv").unlink()
    found = check_figures(log.load(data))
    assert [finding.severity for finding in found] == ["warning", "warning"]
    assert "'mm1' cannot be compared: han_stability has no rows for it." in str(found[0])


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (ISSUE, "measure: esmes", "measure: esme",
         "issue.md:11: 'esme' is not a measure of han_stability. Did you mean 'esmes'?"),
        (ISSUE, "group: combination", "group: combinations",
         "issue.md:15: 'combinations' is not a group of han_stability. Did you mean 'combinatio"),
        (ISSUE, "han_stability", "han_stabilty",
         "issue.md:10: There is no dataset 'han_stabilty'. Did you mean 'han_stability'?"),
        (ENTRY, "column: esmes}", "column: combination}",
         "2021-02.md:28: 'combination' is not a measure of han_stability."),
        (ENTRY, "{combination: MM1}", "{maker: MM1}",
         "2021-02.md:19: 'maker' is not a group of han_stability."),
        (ENTRY, "{combination: MM1}", "{combination: 1}",
         "2021-02.md:19: 'combination' should be text, not 1."),
        ("issues/late-reads/issue.md", "[12, 13]", "'13'",
         "issue.md:12: 'months_requested' should be a number, not '13'."),
        ("issues/late-reads/issue.md", "of: requests", "of: request",
         "issue.md:11: 'request' is not a measure of other_user_reads. Did you mean 'requests'?"),
    ],
)  # fmt: skip
def test_a_column_that_is_not_there_is_told_by_line(
    data: Path, file: str, old: str, new: str, said: str
) -> None:
    assert said in findings(data, file, old, new)


def test_a_value_that_no_row_can_have_is_told(data: Path) -> None:
    said = findings(
        data, "issues/late-reads/issue.md",
        "dataset: other_user_reads\n  measure: succeeded\n  of: requests\n"
        "  where: {months_requested: [12, 13]}",
        "dataset: other_user_reads\n  measure: succeeded\n  of: requests\n"
        "  where: {months_requested: 13}",
    )  # fmt: skip
    assert said == ""
    said = findings(
        data,
        ISSUE,
        "datasets: [han_stability]\nheadline:\n  name: ESMEs dropping off the HAN\n"
        "  dataset: han_stability\n  measure: esmes",
        "datasets: [alerts]\nheadline:\n  name: ESMEs dropping off the HAN\n"
        "  dataset: alerts\n  where: {alert_code: 8F3F}\n  measure: outstanding",
    )
    assert "issue.md:11: '8F3F' is not a value of alert_code in alerts. Did you mean '8F3E'" in said
