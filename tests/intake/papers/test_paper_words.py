"""A paper's words are kept as they came, and nothing edited passes for them."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from editing import change

from opsg.cli import main
from opsg.core.edition import Edition
from opsg.core.errors import UserError
from opsg.data import log
from opsg.data.papers import agreement, files
from opsg.exports.paper.document import document
from opsg.intake import rounds
from opsg.intake.papers.importer import import_paper
from opsg.pages.changes import compare
from opsg.pages.changes.states import states
from opsg.pages.issue import IssuePage
from opsg.pages.paper import Report

Make = Callable[[dict[str, str]], Path]
HUBS = "issues/no-meters-on-hubs"
WORDS = "The words are those of the paper"


def heading(data: Path, month: str = "2021-02") -> str:
    whole = log.load(data)
    return Report(whole, Edition(month, True)).heading().html


def begin_march(data: Path) -> None:
    rounds.new_month(log.load(data), "2021-03", classification="White")


def test_an_import_keeps_words_source_digest_and_day(
    data: Path, paper: Make, march: dict[str, str]
) -> None:
    import_paper(paper(march), data, when=date(2021, 3, 24))
    kept = log.load(data).paper("2021-03")
    assert kept is not None
    assert (kept.name, kept.version) == ("data/papers/OPSG_45_0303.md", 1)
    assert (kept.source, kept.imported) == ("paper.txt", date(2021, 3, 24))
    assert len(kept.sha256) == 64 and kept.number == 45
    assert next(iter(kept.issues)) == "no-meters-on-hubs"
    assert kept.issues["han-stability"].status.endswith("Communications Hub")
    path = data / "papers/OPSG_45_0303.md"
    assert files.written(kept) == path.read_text(encoding="utf-8")


def test_a_log_without_kept_papers_loads_and_says_so(data: Path) -> None:
    (data / "papers/OPSG_44_0203.md").unlink()
    assert log.load(data).warnings == ()
    assert WORDS not in heading(data)
    assert "the paper was not imported to hold them against" in heading(data)


def test_the_check_says_where_an_entry_is_not_its_paper(data: Path) -> None:
    change(data / HUBS / "2021-02.md", "the greatest number", "a great number")
    (warning,) = log.load(data).warnings
    assert str(warning.where) == "data/issues/no-meters-on-hubs/2021-02.md:26"
    assert warning.problem == (
        "Status is not as OPSG_44_0203 has it: the paper says 'for the greatest', this says "
        "'for a great'."
    )
    assert "data/papers/OPSG_44_0203.md" in warning.remedy


def test_an_edited_issue_and_impact_is_pointed_out_where_it_stands(data: Path) -> None:
    change(data / HUBS / "issue.md", "Users are responsible", "Nobody is responsible")
    (warning,) = log.load(data).warnings
    assert str(warning.where).startswith("data/issues/no-meters-on-hubs/issue.md:")


def test_an_edited_meeting_is_pointed_out(data: Path) -> None:
    change(data / "meetings.yml", "SECAS Team", "SECAS")
    change(data / "meetings.yml", "each issue", "every issue")
    assert [warning.problem for warning in log.load(data).warnings] == [
        "'team' of 2021-02 is not as OPSG_44_0203 has it.",
        "'asks' of 2021-02 is not as OPSG_44_0203 has it.",
    ]
    assert "what is said of its team and what is said of its asks" in heading(data)


def test_line_breaks_and_quotes_are_no_edit(data: Path) -> None:
    change(data / "issues/capacity-management/2021-02.md", "MP119 ‘CH", "MP119 'CH")
    assert log.load(data).warnings == ()
    assert f"{WORDS}. The stages" in heading(data)


def test_pages_and_reports_name_the_edited_sections(data: Path) -> None:
    change(data / HUBS / "2021-02.md", "the greatest number", "a great number")
    said = heading(data)
    assert f"{WORDS}, but for these, which were edited since: " in said
    assert '<a href="#no-meters-on-hubs-status">Status</a> of No meters on Hubs. The' in said
    whole = log.load(data)
    edition = Edition("2021-02", True)
    issue = whole.issue("no-meters-on-hubs")
    text = str(IssuePage(whole, issue, edition).stages().html)
    assert "Status below: edited since OPSG_44_0203" in text
    assert "greatest" in text and "great" in text
    other = IssuePage(whole, whole.issue("spurious-alerts"), edition).stages().html
    assert "edited since" not in other


def test_word_and_pdf_name_the_edited_sections(project_copy: Path) -> None:
    data = project_copy / "data"
    edition = Edition("2021-02", True)
    assert "Edited since the paper" not in document(log.load(data), edition).body
    change(data / HUBS / "2021-02.md", "the greatest number", "a great number")
    assert (
        "Edited since the paper: Status of No meters on Hubs."
        in document(log.load(data), edition).body
    )


def test_a_draft_claims_no_paper(data: Path) -> None:
    begin_march(data)
    assert "A draft: its words are not those of a paper yet" in heading(data, "2021-03")


def test_the_first_paper_takes_a_draft_s_place_and_loses_nothing(
    data: Path, paper: Make, march: dict[str, str]
) -> None:
    begin_march(data)
    entry = data / HUBS / "2021-03.md"
    change(entry, "Users have mentioned", "Some Users have said")
    change(entry, "carried_forward: true\n", "")
    still = data / "issues/spurious-alerts/2021-03.md"
    change(still, "continue to drop", "go on dropping")
    change(
        data / "meetings.yml", "month: 2021-03\n", "month: 2021-03\n  meeting_date: 2021-03-02\n"
    )

    result = import_paper(paper(march), data, when=date(2021, 3, 24))
    assert result.by_kind("kept") == ()
    assert log.load(data).warnings == ()
    assert WORDS in heading(data, "2021-03")
    aside = data / "papers/OPSG_45_0303.set-aside.md"
    text = aside.read_text(encoding="utf-8")
    assert "# Set aside on 24 March 2021 for OPSG_45_0303" in text
    assert "## data/issues/no-meters-on-hubs/2021-03.md: Next Steps\n\nSome Users have said" in text
    assert "go on dropping" in text
    lines = [line for line in result.lines() if line.startswith("Set aside: ")]
    assert lines == [
        f"Set aside: Next Steps of data/issues/{slug}/2021-03.md; it is kept in "
        "data/papers/OPSG_45_0303.set-aside.md."
        for slug in ("no-meters-on-hubs", "spurious-alerts")
    ]
    assert "meeting_date: 2021-03-02" in (data / "meetings.yml").read_text()


def test_an_import_again_keeps_what_was_edited_after_the_first(
    data: Path, paper: Make, march: dict[str, str]
) -> None:
    begin_march(data)
    file = paper(march)
    import_paper(file, data)
    entry = data / HUBS / "2021-03.md"
    change(entry, "Users have mentioned", "Some Users have said")
    result = import_paper(file, data)
    assert [each.name for each in result.by_kind("kept")] == [f"data/{HUBS}/2021-03.md"]
    assert "Some Users have said" in entry.read_text()

    replaced = import_paper(file, data, replace=True)
    assert [each.heading for each in replaced.set_aside] == ["Next Steps"]
    assert "Some Users have said" in (data / "papers/OPSG_45_0303.set-aside.md").read_text()
    assert log.load(data).warnings == ()


def test_a_paper_issued_again_is_a_version_and_the_old_words_stay(
    data: Path, paper: Make, march: dict[str, str]
) -> None:
    import_paper(paper(march), data, when=date(2021, 3, 24))
    for number, days, words in ((2, "30 March 2021", "99k"), (3, "31 March 2021", "98k")):
        again = {**march, "23 February 2021": days, "around 109k": f"around {words}"}
        result = import_paper(paper(again), data, when=date(2021, 3, 31))
        assert result.by_kind("kept") == ()
        assert [each.name for each in result.by_kind("new")] == [
            f"data/papers/OPSG_45_0303.v{number}.md"
        ]
        assert import_paper(paper(again), data).by_kind("new") == ()
    whole = log.load(data)
    assert whole.warnings == ()
    assert [paper.version for paper in whole.papers if paper.month == "2021-03"] == [1, 2, 3]
    assert "around 98k" in whole.issue("no-meters-on-hubs").entry("2021-03").status
    assert whole.meeting("2021-03").paper_date == date(2021, 3, 31)
    said = heading(data, "2021-03")
    assert (
        "This is OPSG_45_0303, version 3, which changed what is said of No meters on Hubs." in said
    )
    page = IssuePage(whole, whole.issue("no-meters-on-hubs"), Edition("2021-03", True))
    history = str(page.history().html)
    changed = "Instances of a Communications Hub with no meter, in the three categories"
    for number, day, values in (
        (2, 30, "109,000 became 99,000"),
        (3, 31, "99,000 became 98,000"),
    ):
        version = f"OPSG_45_0303, version {number} ({day} March 2021)"
        assert f"{version}: other words under Status; {changed}: {values}." in history


def test_what_was_edited_by_hand_is_kept_when_a_paper_is_issued_again(
    data: Path, paper: Make, march: dict[str, str]
) -> None:
    import_paper(paper(march), data)
    change(data / HUBS / "2021-03.md", "Users have mentioned", "Some Users have said")
    again = paper({**march, "around 109k": "around 99k"})
    result = import_paper(again, data)
    (kept,) = [each for each in result.changes if each.name == f"data/{HUBS}/2021-03.md"]
    assert kept.why == "only its figures, as it was edited by hand; --replace overwrites it"
    assert "Some Users have said" in (data / HUBS / "2021-03.md").read_text(encoding="utf-8")
    whole = log.load(data)
    printed = whole.paper("2021-03")
    assert printed is not None
    assert [edit.heading for edit in agreement.edits(printed, whole.issues)] == [
        "Status",
        "Next Steps",
    ]


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("### Status", "### State", "'Status' is missing"),
        ("{#han-stability}", "{#han-stable}", "There is no issue 'han-stable'"),
        ("{#han-stability}", "", "does not begin an issue"),
        ("{#han-stability}", "{#no-meters-on-hubs}", "comes twice"),
        ("month: 2021-02", "month: 2021-05", "There was no meeting in 2021-05"),
        ("sha256: ", "sha256: x", "sha256"),
    ],
)
def test_a_spoilt_file_of_a_paper_is_refused(data: Path, old: str, new: str, problem: str) -> None:
    change(data / "papers/OPSG_44_0203.md", old, new)
    with pytest.raises(UserError) as told:
        log.load(data)
    assert problem in str(told.value)
    assert "data/papers/OPSG_44_0203.md" in str(told.value)


def test_a_number_that_is_another_month_s_paper_is_refused(
    data: Path, paper: Make, march: dict[str, str]
) -> None:
    number = march.pop("OPSG_44_0203")
    with pytest.raises(UserError):
        import_paper(paper(march), data)
    assert number and not (data / "papers/OPSG_44_0203.v2.md").exists()


def test_the_command_shows_what_it_set_aside(
    golden_copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["import-paper", str(Path(__file__).parents[2] / "fixtures/OPSG_44_0203.txt"),
                 "--dry-run"], root=golden_copy) == 0  # fmt: skip
    assert "data/papers/OPSG_44_0203.v2.md: would be new" in capsys.readouterr().out


def test_a_report_has_no_issue_that_its_paper_does_not_have(
    data: Path, paper: Make, march: dict[str, str], tmp_path: Path
) -> None:
    begin_march(data)
    rounds.new_issue(
        log.load(data), "late-reads", "Late reads", month="2021-03", classification="White",
        notebooks=tmp_path,
    )  # fmt: skip
    assert "Late reads" in heading(data, "2021-03")
    import_paper(paper(march), data)
    assert "Late reads" not in heading(data, "2021-03")


def test_a_quote_of_edited_words_is_not_the_paper_s(data: Path) -> None:
    entry = data / HUBS / "2021-02.md"
    text = entry.read_text(encoding="utf-8").replace("around 109k", "around 99k")
    entry.write_text(text, encoding="utf-8")
    with pytest.raises(UserError) as told:
        log.load(data)
    (error, _) = sorted(told.value.findings, key=lambda finding: finding.severity)
    assert error.problem == "'quote' is not in OPSG_44_0203 word for word."
    assert str(error.where).startswith(f"data/{HUBS}/2021-02.md:")
    assert "data/papers/OPSG_44_0203.md" in error.remedy


def test_a_stage_that_rests_on_edited_words_is_refused(data: Path) -> None:
    entry = data / "issues/capacity-management/2021-02.md"
    text = entry.read_text(encoding="utf-8").replace("to discuss the", "to look at the")
    entry.write_text(text, encoding="utf-8")
    with pytest.raises(UserError, match="'stage_reason' is not in OPSG_44_0203 word for word"):
        log.load(data)


def test_a_report_has_the_paper_s_order(data: Path, paper: Make, march: dict[str, str]) -> None:
    change(data / "issues/spurious-alerts/issue.md", "order: 3", "order: 30")
    import_paper(paper(march), data)
    whole = log.load(data)
    report = Report(whole, Edition("2021-03", True))
    assert [issue.slug for issue in report.issues][2] == "spurious-alerts"


@pytest.mark.parametrize("writing", ["\r\n", "\ufeff"])
def test_a_kept_paper_may_have_windows_ways_of_writing(data: Path, writing: str) -> None:
    file = data / "papers/OPSG_44_0203.md"
    text = file.read_text(encoding="utf-8")
    text = text.replace("\n", "\r\n") if writing == "\r\n" else writing + text
    file.write_bytes(text.encode())
    assert log.load(data).warnings == ()


def test_a_paper_issued_again_without_an_issue_is_told(
    data: Path, paper: Make, march: dict[str, str]
) -> None:
    file = paper(march)
    import_paper(file, data)
    text = file.read_text(encoding="utf-8")
    start, end = text.index("Capacity Management Concerns"), text.index("Power Outage Reporting")
    shorter = file.with_name("again.txt")
    shorter.write_text(text[:start] + text[end:], encoding="utf-8")
    result = import_paper(shorter, data)
    assert result.absent == ("capacity-management",)
    whole = log.load(data)
    issue = whole.issue("capacity-management")
    page = IssuePage(whole, issue, Edition("2021-03", True))
    assert "it no longer has the issue" in str(page.history().html)
    assert "Capacity" not in str(Report(whole, page.edition).heading())


def test_what_changed_tells_of_a_paper_issued_again(
    data: Path, paper: Make, march: dict[str, str]
) -> None:
    import_paper(paper(march), data)
    import_paper(paper({**march, "around 109k": "around 99k"}), data, when=date(2021, 3, 31))
    earlier, later = states(log.load(data), Edition("2021-03", True))
    (told,) = compare(earlier, later).restatements
    assert told.subject.slug == "no-meters-on-hubs"
    assert told.says == (
        "OPSG_45_0303, version 2 (taken in on 31 March 2021): other words under Status; "
        "Instances of a Communications Hub with no meter, in the three categories: 109,000 became "
        "99,000."
    )


def test_figures_of_a_paper_issued_again_are_told_before_and_after(
    data: Path, paper: Make, march: dict[str, str]
) -> None:
    import_paper(paper(march), data)
    combined = "provided a combined figure of ~17,683 failures"
    again = {
        **march,
        "(Meter APS ACK & Meter Defects): 42300": "(Meter APS ACK & Meter Defects): 41900",
        combined: "provided no figure of failures",
    }
    result = import_paper(paper(again), data, when=date(2021, 3, 31))
    whole = log.load(data)
    page = IssuePage(whole, whole.issue("han-stability"), Edition("2021-03", True))
    assert "MM2: 42,300 became 41,900." in str(page.history().html)
    (aside,) = result.set_aside
    assert aside.heading == "the figure certificate_failures"
    assert "value: 17683" in (data / "papers/OPSG_45_0303.set-aside.md").read_text()
    page = IssuePage(whole, whole.issue("incorrect-dno-certificates"), Edition("2021-03", True))
    assert "17,683, is no longer given" in str(page.history().html)
    kept = whole.paper("2021-03")
    assert kept and [(each.was, each.now) for each in kept.revised] == [
        (17683, None),
        (42300, 41900),
    ]


def test_a_draft_s_figure_that_no_paper_gives_is_set_aside(
    data: Path, paper: Make, march: dict[str, str]
) -> None:
    begin_march(data)
    entry = data / HUBS / "2021-03.md"
    change(
        entry,
        "carried_forward: true\n",
        "figures:\n  - {name: draft, label: A draft's, value: 7, unit: hubs, kind: level, "
        "quote: starting decommissioning activity at seven hubs}\n",
    )
    change(entry, "activity imminently", "activity at seven hubs")
    result = import_paper(paper(march), data)
    assert [each.heading for each in result.set_aside] == ["Next Steps", "the figure draft"]
    assert all(warning.severity == "warning" for warning in log.load(data).warnings)
    names = [
        each.name for each in log.load(data).issue("no-meters-on-hubs").entry("2021-03").figures
    ]
    assert "draft" not in names
