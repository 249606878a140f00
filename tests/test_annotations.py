"""In GitHub Actions a finding stands at its file and line, and a build sums itself up."""

import json
from pathlib import Path

import pytest

from opsg.annotations import commands, markdown, write_summary
from opsg.errors import Finding

ENTRY = "data/issues/alerts/2021-02.md"
ROWS = "data/snapshots/alerts/2021-02"


@pytest.mark.parametrize(
    ("finding", "line"),
    [
        (
            Finding(f"{ENTRY}:7", "There is no stage 'Rised'.", "Did you mean 'Raised'?"),
            f"::error file={ENTRY},line=7::There is no stage 'Rised'. Did you mean 'Raised'?",
        ),
        (
            Finding(f"{ROWS}.csv, row 12, column raised", "5% short."),
            f"::error file={ROWS}.csv,line=12::{ROWS}.csv, row 12, column raised: 5%25 short.",
        ),
        (
            Finding(f"{ROWS}.parquet, row 12, column raised", "It is short."),
            f"::error file={ROWS}.parquet::{ROWS}.parquet, row 12, column raised: It is short.",
        ),
        (
            Finding("notebooks/alerts.ipynb, cell 3", "NameError", severity="warning"),
            "::warning file=notebooks/alerts.ipynb::notebooks/alerts.ipynb, cell 3: NameError",
        ),
        (Finding("--only", "It is no page."), "::error::--only: It is no page."),
        (Finding("", "One\nand two."), "::error::One%0Aand two."),
        (Finding("data/a b%.md:2", "No."), "::error file=data/a b%25.md,line=2::No."),
    ],
)
def test_a_finding_is_told_at_its_file_and_line(finding: Finding, line: str) -> None:
    assert list(commands([finding])) == [line]


def test_a_message_cannot_give_a_command_of_its_own() -> None:
    (line,) = commands([Finding("x.md:1", "a\n::add-mask::b\r::warning::c")])
    assert "\n" not in line and "\r" not in line


def test_the_summary_of_a_build_is_added_to_that_of_the_job(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    built, job = tmp_path / "summary.json", tmp_path / "job.md"
    summary = {"month": "2021-02", "seconds": 4.2, "warnings": ["a | b"], "steps": {"render": 1.5}}
    built.write_text(json.dumps(summary), encoding="utf-8")
    job.write_text("before\n", encoding="utf-8")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(job))
    write_summary(built)
    said = job.read_text(encoding="utf-8")
    assert said.startswith("before\n### Build\n")
    assert "| Month | 2021-02 |" in said
    assert "<summary>Warnings (1)</summary>" in said
    assert "| 1 | a \\| b |" in said
    assert "| render | 1.5 |" in said


def test_without_a_job_or_a_build_nothing_is_summed_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    write_summary(tmp_path / "summary.json")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "job.md"))
    write_summary(tmp_path / "summary.json")
    assert list(tmp_path.iterdir()) == []


def test_a_title_cannot_break_out_of_the_summary() -> None:
    assert "<script>" not in markdown({"title": "<script>", "warnings": ["<script>"]})
