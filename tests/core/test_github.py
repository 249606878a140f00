"""In GitHub Actions a finding stands at its file and line, and a build sums itself up."""

from pathlib import Path

import pytest

from opsg.cli import main
from opsg.core.console import tell
from opsg.core.errors import Finding, Place
from opsg.core.github import commands, markdown, write_summary

ENTRY = "data/issues/alerts/2021-02.md"
ROWS = "data/snapshots/alerts/2021-02"


@pytest.mark.parametrize(
    ("finding", "line"),
    [
        (
            Finding(Place(ENTRY, line=7), "There is no stage 'Rised'.", "Did you mean 'Raised'?"),
            f"::error file={ENTRY},line=7::There is no stage 'Rised'. Did you mean 'Raised'?",
        ),
        (
            Finding(Place.in_table(f"{ROWS}.csv", "line", 12, "raised"), "5% short."),
            f"::error file={ROWS}.csv,line=12::{ROWS}.csv, line 12, column raised: 5%25 short.",
        ),
        (
            Finding(Place.in_table(f"{ROWS}.parquet", "row", 12, "raised"), "It is short."),
            f"::error file={ROWS}.parquet::{ROWS}.parquet, row 12, column raised: It is short.",
        ),
        (
            Finding(Place("notebooks/alerts.ipynb", cell=3), "NameError", severity="warning"),
            "::warning file=notebooks/alerts.ipynb::notebooks/alerts.ipynb, cell 3: NameError",
        ),
        (Finding("--only", "It is no page."), "::error::--only: It is no page."),
        (Finding("", "One\nand two."), "::error::One%0Aand two."),
        (Finding(Place("data/a b%.md", line=2), "No."), "::error file=data/a b%25.md,line=2::No."),
    ],
)
def test_a_finding_is_told_at_its_file_and_line(finding: Finding, line: str) -> None:
    assert list(commands([finding])) == [line]


def test_a_message_cannot_give_a_command_of_its_own() -> None:
    (line,) = commands([Finding(Place("x.md", line=1), "a\n::add-mask::b\r::warning::c")])
    assert "\n" not in line and "\r" not in line


def test_the_summary_of_a_build_is_added_to_that_of_the_job(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = tmp_path / "job.md"
    summary = {"month": "2021-02", "seconds": 4.2, "warnings": ["a | b"], "steps": {"render": 1.5}}
    job.write_text("before\n", encoding="utf-8")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(job))
    write_summary(summary)
    said = job.read_text(encoding="utf-8")
    assert said.startswith("before\n### Build\n")
    assert "| Month | 2021-02 |" in said
    assert "<summary>Warnings (1)</summary>" in said
    assert "| 1 | a \\| b |" in said
    assert "| render | 1.5 |" in said


def test_a_failed_build_in_a_job_tells_its_error_at_its_line_and_sums_itself_up(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    golden_copy: Path,
) -> None:
    job = tmp_path / "job.md"
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(job))
    entry = golden_copy / "data/issues/han-stability/2021-02.md"
    entry.write_text(entry.read_text().replace("stage: Investigating", "stage: Investigated", 1))
    assert main([], root=golden_copy) == 1
    told = "::error file=data/issues/han-stability/2021-02.md,line=3::There is no stage"
    assert told in capsys.readouterr().err
    said = job.read_text(encoding="utf-8")
    assert "| Succeeded | False |" in said
    place = "data/issues/han-stability/2021-02.md:3"
    assert f"| {place} | There is no stage 'Investigated'. Did you mean" in said


def test_outside_of_a_job_nothing_is_told_twice(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    tell([Finding(Place(ENTRY, line=7), "It is wrong.")])
    assert capsys.readouterr().err == f"error: {ENTRY}:7: It is wrong.\n"


def test_a_title_cannot_break_out_of_the_summary() -> None:
    assert "<script>" not in markdown({"title": "<script>", "warnings": ["<script>"]})
