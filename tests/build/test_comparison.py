"""What a change of the data does to the site, as the command tells it."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from editing import change
from projects import FEBRUARY, GOLDEN, ROOT

from opsg.cli import main

BASE = str(GOLDEN)
ALERTS = "data/issues/spurious-alerts/2021-02.md"
PAPER = "data/papers/OPSG_44_0203.md"
HAN = "data/issues/han-stability/2021-02.md"
Compare = Callable[..., str]


@pytest.fixture
def compare(golden_copy: Path, capsys: pytest.CaptureFixture[str]) -> Compare:
    """Compares the small project, as the test has changed it, with what it was."""

    def compare(*options: str, base: str = BASE) -> str:
        capsys.readouterr()
        assert main([*options, "compare", base], root=golden_copy) == 0, capsys.readouterr().err
        return capsys.readouterr().out

    return compare


@pytest.fixture
def refusal(golden_copy: Path, capsys: pytest.CaptureFixture[str]) -> Compare:
    """What the command says of a base that is none."""

    def refusal(*base: str) -> str:
        assert main(["compare", *base], root=golden_copy) == 1
        said = capsys.readouterr()
        assert said.out == ""
        return said.err

    return refusal


def section(told: str, title: str, edition: str = "reported") -> str:
    """What is told under a title of an edition; empty if it is left out."""
    (part,) = [one for one in told.split("\n### ") if one.startswith(f"The {edition} edition")]
    found = [one for one in part.split("\n#### ") if one.startswith(f"{title}\n")]
    return found[0].removeprefix(title).strip() if found else ""


def run(project: Path, *arguments: str) -> None:
    assert main(arguments, root=project) == 0


def git(folder: Path, *arguments: str) -> None:
    author = ("-c", "user.name=A", "-c", "user.email=a@example.org")
    subprocess.run(["git", *author, *arguments], cwd=folder, check=True, capture_output=True)


def test_of_the_same_data_nothing_is_told(compare: Compare) -> None:
    assert (
        compare()
        == f"## What changes on the site since `{BASE}`\n\nNothing: the data is the same.\n"
    )


def test_of_a_change_that_the_site_does_not_show_nothing_is_told(
    golden_copy: Path, compare: Compare
) -> None:
    change(golden_copy / "data/events.yml", "\n- ", "\n# A comment.\n- ")
    told = compare()
    assert told.count("Nothing that it shows changes.") == 2
    assert told.count("As of February 2021, as before.") == 2


def test_a_figure_is_told_as_it_was_and_as_it_is(golden_copy: Path, compare: Compare) -> None:
    entry = golden_copy / ALERTS
    change(entry, "value: 41000000", "value: 44000000")
    change(entry, "approximately 41\n", "approximately 44\n")
    change(entry, "approximately 41 ", "approximately 44 ")
    change(golden_copy / PAPER, "approximately 41 ", "approximately 44 ")
    text = entry.read_text(encoding="utf-8")
    entry.write_text(text[: text.index("    snapshot:")] + text[text.index("---\n\n## S") :])
    told = compare("--reported-only")
    cells = "about 41 million Alerts | about 44 million Alerts | 7.3%"
    assert cells in section(told, "Figures").replace("+", "")
    assert "~~41~~ **44** million" in section(told, "Words")


def test_a_headline_is_told_with_its_rows_and_what_makes_it_up(
    golden_copy: Path, compare: Compare
) -> None:
    change(golden_copy / "data/snapshots/alerts/2021-02.csv", ",2908448,", ",3008448,")
    change(golden_copy / "data/snapshots/alerts/2020-12.csv", "8F3E,CSP North,", "8F3E,CSP North,9")
    told = compare()
    assert "Nothing that it shows changes." in told.split("### The illustrative")[0]
    assert "Outstanding 8F3E Alerts | 6.9m (illustrative) | 7.0m (illustrative) | +1.4%" in section(
        told, "Figures", "illustrative"
    )
    rows = section(told, "Rows of the data files", "illustrative")
    assert "February 2021: outstanding 7,440,712 → 7,540,712." in rows
    assert "December 2020: raised " in rows


def test_a_signal_that_appears_and_one_that_ends_are_told(
    golden_copy: Path, tmp_path: Path, compare: Compare
) -> None:
    before = Path(shutil.copytree(golden_copy / "data", tmp_path / "before" / "data"))
    _write_alerts(before, last=1_000)
    _write_alerts(golden_copy / "data", last=9_000)
    appears = section(compare(base=str(before)), "Signals", "illustrative")
    assert appears.startswith("- Spurious Alerts: **Worsening** appears (Outstanding 8F3E Alerts:")
    _write_alerts(before, last=9_000)
    _write_alerts(golden_copy / "data", last=1_000)
    ends = section(compare(base=str(before)), "Signals", "illustrative")
    assert ends.startswith("- Spurious Alerts: Worsening ends; now ")


def _write_alerts(data: Path, last: int) -> None:
    """Eighteen months of which only the last may be out of the usual."""
    for index in range(18):
        year, month = divmod(2019 * 12 + 8 + index, 12)
        name = f"{year}-{month + 1:02}"
        value = last if index == 17 else 1_000 + index % 3
        (data / f"snapshots/alerts/{name}.csv").write_text(
            "month,alert_code,region,raised,cleared,outstanding,provenance\n"
            f"{name},8F3E,CSP North,10,5857143,{value},illustrative\n"
        )


def test_a_word_is_told_with_its_issue_its_section_and_a_few_words_around_it(
    golden_copy: Path, compare: Compare
) -> None:
    change(golden_copy / ALERTS, "for the majority of", "for \\<most> of")
    change(golden_copy / "data/issues/spurious-alerts/issue.md", "large numbers", "huge numbers")
    words = section(compare(), "Words")
    assert "**Spurious Alerts, Status**\n\n> … " in words
    assert "~~the majority~~ **&lt;most>** of" in words
    assert "**Spurious Alerts, Issue and Impact**" in words
    assert "Wide Area" not in words and "live assets" not in words


NEW_ISSUE = (
    *("new-issue", "late-reads", "--title", "Late Reads"),
    *("--month", "2021-03", "--classification", "White"),
)


def test_a_new_issue_is_told_with_its_page(golden_copy: Path, compare: Compare) -> None:
    run(golden_copy, "new-month", "2021-03", "--classification", "White")
    run(golden_copy, *NEW_ISSUE)
    told = compare()
    assert "Nothing that it shows changes." in told.split("### The illustrative")[0]
    assert section(told, "Issues and stages", "illustrative") == "- Late Reads is opened."
    pages = section(told, "Pages", "illustrative").splitlines()
    assert pages == [
        "- New: `issues/late-reads.html`", "- New: `reports/2021-03.html`",
        "- New: `reports/2021-03-briefing.html`",
    ]  # fmt: skip


def test_an_issue_that_is_taken_out_is_told(
    golden_copy: Path, tmp_path: Path, compare: Compare
) -> None:
    run(golden_copy, "new-month", "2021-03", "--classification", "White")
    before = Path(shutil.copytree(golden_copy, tmp_path / "before", symlinks=True))
    run(before, *NEW_ISSUE)
    told = compare(base=str(before))
    moved = section(told, "Issues and stages", "illustrative")
    assert moved == "- Late Reads is no longer named by the paper."
    assert section(told, "Pages", "illustrative") == "- Gone: `issues/late-reads.html`"


def test_a_new_month_is_told_with_what_it_brings(golden_copy: Path, compare: Compare) -> None:
    paper = ("--paper", "OPSG_45_0303", "--paper-date", "2021-03-23")
    run(golden_copy, "new-month", "2021-03", "--classification", "White", *paper)
    run(golden_copy, "close-issue", "han-stability", "--month", "2021-03")
    entry = golden_copy / "data/issues/spurious-alerts/2021-03.md"
    change(entry, "stage: Monitoring", "stage: Implementing")
    issue = golden_copy / "data/issues/spurious-alerts/issue.md"
    moved = "\n  - {stage: Implementing, since: 2021-03, provenance: reported}\n---"
    change(issue, "\n---\n\n##", f"{moved}\n\n##")
    told = compare("--reported-only")
    assert "As of **March 2021**; before, as of February 2021." in told
    assert section(told, "Issues and stages").splitlines() == [
        "- Stability within the HAN is closed.",
        "- Spurious Alerts moves from Monitoring to **Implementing**.",
    ]
    assert "Before: February 2021 | Now: March 2021" in section(told, "Figures")
    assert "- New: `reports/2021-03.html`" in section(told, "Pages")
    assert "Carried forward, still with the words before: " in section(told, "Words")
    assert "- Meeting 2021-03 is new" in section(told, "Also changed")


def test_a_draft_is_told_in_the_edition_that_has_it(golden_copy: Path, compare: Compare) -> None:
    run(golden_copy, "new-month", "2021-03", "--classification", "White")
    told = compare()
    assert "As of February 2021, as before.\n\nNothing that it shows changes." in told
    assert "As of **March 2021 (a draft)**; before, as of February 2021." in told
    assert "- New: `reports/2021-03.html`" in section(told, "Pages", "illustrative")


def test_the_first_paper_begins_the_reported_edition(
    golden_copy: Path, tmp_path: Path, compare: Compare
) -> None:
    before = Path(shutil.copytree(golden_copy / "data", tmp_path / "before" / "data"))
    change(before / "meetings.yml", "  paper_date: 2021-02-23\n", "")
    told = compare(base=str(before))
    assert "It is the first, as of **February 2021**: no paper was out before." in told
    assert "As of **February 2021**; before, as of February 2021 (a draft)." in told


def test_a_correction_of_an_earlier_month_is_told_as_that(
    golden_copy: Path, compare: Compare
) -> None:
    paper = ("--paper", "OPSG_45_0303", "--paper-date", "2021-03-23")
    run(golden_copy, "new-month", "2021-03", "--classification", "White", *paper)
    snapshot = "data/snapshots/han_stability/2021-02.csv"
    for name in (HAN, PAPER, snapshot):
        text = (golden_copy / name).read_text(encoding="utf-8")
        (golden_copy / name).write_text(text.replace("5485", "5495"), encoding="utf-8")
    earlier = section(compare("--reported-only"), "Earlier months")
    assert earlier.startswith("**February 2021**")
    assert "MM3/CH2: 5,485 ESMEs → 5,495 ESMEs" in earlier
    assert "~~5485~~ **5495**" in earlier


def test_a_restatement_is_told_in_the_edition_that_shows_it(
    golden_copy: Path, tmp_path: Path, compare: Compare
) -> None:
    extract = tmp_path / "alerts.csv"
    text = (golden_copy / "data/snapshots/alerts/2021-02.csv").read_text(encoding="utf-8")
    extract.write_text(text.replace(",2908448,", ",2908449,"), encoding="utf-8")
    run(
        *(golden_copy, "ingest", str(extract), "--dataset", "alerts", "--month", "2021-02"),
        *("--provenance", "illustrative", "--replace", "--why", "One Alert was missing."),
    )
    told = compare()
    assert section(told, "Restatements") == ""
    restated = section(told, "Restatements", "illustrative")
    assert restated.startswith("- Spurious Alerts: February 2021 (illustrative), on ")
    assert restated.endswith("outstanding 7,440,712 became 7,440,713. One Alert was missing.")


def test_a_paper_issued_again_is_told_with_what_it_changes(
    project_copy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paper = (ROOT / "tests/fixtures/OPSG_44_0203.txt").read_text(encoding="utf-8")
    again = tmp_path / "OPSG_44_0203.txt"
    again.write_text(paper.replace("a few live assets", "some live assets"), encoding="utf-8")
    run(project_copy, "import-paper", str(again))
    capsys.readouterr()
    assert main(["compare", str(FEBRUARY)], root=project_copy) == 0
    told = capsys.readouterr().out
    assert section(told, "Restatements").startswith(
        "- Spurious Alerts: OPSG\\_44\\_0203, version 2 (taken in on "
    )
    assert section(told, "Restatements").endswith("): other words under Status.")
    assert "There are ~~a few~~ **some** live assets" in section(told, "Words")


def test_an_issue_that_is_named_no_more_and_then_again_is_told(
    golden_copy: Path, tmp_path: Path, compare: Compare
) -> None:
    paper = ("--paper", "OPSG_45_0303", "--paper-date", "2021-03-23")
    run(golden_copy, "new-month", "2021-03", "--classification", "White", *paper)
    (golden_copy / "data/issues/spurious-alerts/2021-03.md").unlink()
    left = section(compare("--reported-only"), "Issues and stages")
    assert left == "- Spurious Alerts is no longer named by the paper."
    before = shutil.copytree(golden_copy / "data", tmp_path / "before" / "data")
    paper = ("--paper", "OPSG_46_0404", "--paper-date", "2021-04-27")
    run(golden_copy, "new-month", "2021-04", "--classification", "White", *paper)
    source = (GOLDEN / ALERTS).read_text(encoding="utf-8").replace("2021-02", "2021-04")
    front, _, rest = source.partition("figures:")
    entry = golden_copy / "data/issues/spurious-alerts/2021-04.md"
    entry.write_text(front + rest[rest.index("---\n") :], encoding="utf-8")
    back = section(compare("--reported-only", base=str(before)), "Issues and stages")
    assert back == "- Spurious Alerts is named by the paper again."


def test_the_base_may_be_a_revision(golden_copy: Path, compare: Compare) -> None:
    git(golden_copy, "init", "--quiet")
    git(golden_copy, "commit", "--quiet", "--allow-empty", "--message", "empty")
    git(golden_copy, "add", "data")
    git(golden_copy, "commit", "--quiet", "--message", "February")
    change(golden_copy / ALERTS, "for the majority of", "for most of")
    assert "~~the majority~~ **most**" in compare(base="HEAD")
    git(golden_copy, "commit", "--quiet", "--all", "--message", "words")
    assert "Nothing: the data is the same." in compare(base="HEAD")
    assert "~~the majority~~ **most**" in compare(base="HEAD~1")


@pytest.mark.parametrize(
    ("base", "problem"),
    [
        ("nowhere", "There is no such folder"),
        ("", "There is no such folder"),
        ("--all", "There is no such folder"),
        (str(GOLDEN / "notebooks"), "The folder holds no issues log."),
        (__file__, "It is no folder."),
    ],
)
def test_what_is_no_base_is_refused(base: str, problem: str, refusal: Compare) -> None:
    said = refusal(base) if not base.startswith("-") else refusal("--", base)
    assert said.startswith(f"error: {base}: {problem}" if base else f"error: {problem}")
    assert "Name a project's folder" in said


def test_a_revision_without_a_log_is_refused(golden_copy: Path, refusal: Compare) -> None:
    git(golden_copy, "init", "--quiet")
    git(golden_copy, "commit", "--quiet", "--allow-empty", "--message", "empty")
    assert "HEAD: The revision has no issues log in data/." in refusal("HEAD")
    assert "no such folder or Git revision" in refusal("HEAD~7")


def test_a_base_that_this_program_cannot_read_is_named_and_not_its_files(
    tmp_path: Path, refusal: Compare
) -> None:
    base = Path(shutil.copytree(GOLDEN / "data", tmp_path / "old" / "data"))
    (base / "stages.yml").write_text("- {nom: Raised}\n", encoding="utf-8")
    said = refusal(str(base))
    assert said.startswith(f"error: {base}: This program cannot read the data as it was: data/st")
    (base / "stages.yml").write_bytes((GOLDEN / "data/stages.yml").read_bytes())
    (base / "snapshots/alerts/2021-02.csv").write_text("month,what\n2021-02,x\n", encoding="utf-8")
    said = refusal(str(base))
    assert said.startswith(f"error: {base}: This program cannot read the data as it was: ")


def test_data_that_is_not_in_order_is_refused_as_by_a_build(
    golden_copy: Path, refusal: Compare
) -> None:
    change(golden_copy / ALERTS, "stage: Monitoring", "stage: Nowhere")
    assert "data/issues/spurious-alerts/2021-02.md:3" in refusal(BASE)
