"""Importing a paper writes its wording into the log, and spoils nothing that is there."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import nbformat
import pytest

from opsg.cli import main
from opsg.core.errors import UserError
from opsg.data import log
from opsg.intake import rounds
from opsg.intake.papers.importer import import_paper
from opsg.pages import history

Make = Callable[[dict[str, str]], Path]
ONE_TITLE = "Power Outage Reporting\n"


def tree(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_february_s_paper_changes_nothing_in_february_s_log(data: Path, february: Path) -> None:
    before = tree(data)
    result = import_paper(february, data)
    assert {change.kind for change in result.changes} == {"unchanged"}
    assert (result.absent, result.new_issues, result.by_hand, result.leftovers) == ((), (), (), ())
    assert tree(data) == before


def test_a_month_with_the_same_words_is_a_log_that_loads(
    data: Path, paper: Make, march: dict[str, str]
) -> None:
    result = import_paper(paper(march), data)
    assert [change.name for change in result.by_kind("new")][:2] == [
        "data/meetings.yml",
        "data/issues/no-meters-on-hubs/2021-03.md",
    ]
    whole = log.load(data)
    assert whole.latest_month == "2021-03"
    for issue in whole.issues:
        new, old = issue.entry("2021-03"), issue.entry("2021-02")
        assert new.next_steps.split() == old.next_steps.split()
        assert (new.stage, new.stage_source) == (old.stage, "inferred")
        assert (new.actions, new.figures) == (old.actions, old.figures)
    assert not any("figures" in task for task in result.by_hand)


def test_actions_stay_behind_where_next_steps_say_something_else(
    data: Path, paper: Make, march: dict[str, str]
) -> None:
    result = import_paper(paper({**march, "regenerate the data": "look again"}), data)
    assert log.load(data).issue("no-meters-on-hubs").entry("2021-03").actions == ()
    assert "add actions" in result.by_hand[0]


def test_a_second_import_changes_nothing(data: Path, paper: Make, march: dict[str, str]) -> None:
    march |= {ONE_TITLE: "Brand New Thing\n"}
    import_paper(paper(march), data)
    before = tree(data)
    again = import_paper(paper(march), data)
    assert {change.kind for change in again.changes} == {"unchanged"}
    assert tree(data) == before


def test_a_dry_run_tells_what_would_change_and_writes_nothing(
    data: Path, paper: Make, march: dict[str, str]
) -> None:
    before = tree(data)
    result = import_paper(paper(march), data, dry_run=True)
    assert tree(data) == before
    assert "data/meetings.yml: would be new, the meeting of 2021-03" in list(result.lines())


def test_an_entry_edited_by_hand_is_kept_and_the_difference_shown(
    data: Path, february: Path
) -> None:
    entry = data / "issues/no-meters-on-hubs/2021-02.md"
    edit(entry, "imminently", "soon")
    before = tree(data)
    result = import_paper(february, data)
    (kept,) = result.by_kind("kept")
    assert kept.name == "data/issues/no-meters-on-hubs/2021-02.md"
    assert "-Users have mentioned that they are starting decommissioning activity soon;" in (
        kept.difference.splitlines()
    )
    assert tree(data) == before


def test_replacing_overwrites_the_wording_and_keeps_the_front_matter(
    data: Path, february: Path
) -> None:
    entry = data / "issues/no-meters-on-hubs/2021-02.md"
    before = entry.read_text(encoding="utf-8")
    edit(entry, "starting decommissioning activity imminently;", "idle;")
    edit(entry, "owner: DCC", "owner: DCC # for now")
    result = import_paper(february, data, replace=True)
    assert [change.name for change in result.by_kind("changed")] == [
        "data/issues/no-meters-on-hubs/2021-02.md"
    ]
    after = entry.read_text(encoding="utf-8")
    assert "owner: DCC # for now" in after
    assert after.replace(" # for now", "").split() == before.split()
    assert any("see whether" in task for task in result.by_hand)


def test_line_breaks_escapes_and_quotes_are_no_edit(data: Path, february: Path) -> None:
    entry = data / "issues/incorrect-dno-certificates/2021-02.md"
    edit(entry, "~17,683 failures\n(", "\\~17,683 failures (")
    edit(data / "issues/capacity-management/2021-02.md", "MP119 ‘CH", "MP119 'CH")
    edit(data / "issues/han-stability/2021-02.md", "[^1]", "[^mm]")
    assert import_paper(february, data).by_kind("kept") == ()


def test_a_list_made_flat_is_an_edit(data: Path, february: Path) -> None:
    entry = data / "issues/communications-hub-exceptions/2021-02.md"
    edit(entry, "    - they do", "- they do")
    assert [change.name for change in import_paper(february, data).by_kind("kept")] == [
        "data/issues/communications-hub-exceptions/2021-02.md"
    ]


def test_a_month_that_was_begun_is_brought_up_to_date(
    data: Path, paper: Make, march: dict[str, str]
) -> None:
    rounds.new_month(log.load(data), "2021-03", classification="White")
    file = paper({**march, "We expect these": "We hope that", "SECAS Team": "SECAS"})
    result = import_paper(file, data)
    assert len(result.by_kind("changed")) == 1 + 12
    assert [change.name for change in result.by_kind("new")] == ["data/papers/OPSG_45_0303.md"]
    assert (result.by_kind("kept"), result.set_aside) == ((), ())
    whole = log.load(data)
    (waiting,) = whole.warnings
    assert "The actions are those of 2021-02, whose Next Steps said" in str(waiting)
    meeting = whole.meeting("2021-03")
    assert (meeting.paper, meeting.paper_date) == ("OPSG_45_0303", date(2021, 3, 23))
    assert meeting.team == "SECAS"
    entry = whole.issue("spurious-alerts").entry("2021-03")
    assert "We hope that" in entry.next_steps
    assert not entry.carried_forward
    assert entry.actions == whole.issue("spurious-alerts").entry("2021-02").actions
    again = import_paper(file, data)
    assert {change.kind for change in again.changes} == {"unchanged"}


def test_a_carried_entry_loses_the_reason_of_its_stage_with_the_words(
    data: Path, paper: Make, march: dict[str, str]
) -> None:
    rounds.new_month(log.load(data), "2021-03", classification="White")
    result = import_paper(paper({**march, "to lower their numbers": "on it"}), data)
    text = (data / "issues/no-meters-on-hubs/2021-03.md").read_text(encoding="utf-8")
    assert "stage: Implementing\nstage_source: carried\n" in text
    assert "stage_reason" not in text
    assert any("the stage is still that of the entry before" in task for task in result.by_hand)
    log.load(data)


def test_an_issue_begun_by_hand_gets_its_texts(
    data: Path, paper: Make, march: dict[str, str], tmp_path: Path
) -> None:
    title = "Late Reads"
    rounds.new_month(log.load(data), "2021-03", classification="White")
    rounds.new_issue(
        log.load(data),
        "late-reads",
        title,
        month="2021-03",
        classification="White",
        notebooks=tmp_path,
    )
    result = import_paper(paper({**march, ONE_TITLE: f"{title}\n"}), data)
    assert result.new_issues == ()
    issue = log.load(data).issue("late-reads")
    assert issue.issue_and_impact.startswith("Current Power Outage Reporting Performance")
    assert issue.entry("2021-03").status.startswith("DCC is in conversation with the DNOs")


def test_a_new_title_makes_a_new_issue_and_says_what_it_lacks(
    data: Path, paper: Make, march: dict[str, str], tmp_path: Path
) -> None:
    notebooks = tmp_path / "notebooks"
    notebooks.mkdir()
    file = paper({**march, ONE_TITLE: "A: ‘Brand’ New\n"})
    result = import_paper(file, data, notebooks=notebooks)
    assert result.new_issues == ("a-brand-new",)
    text = (data / "issues/a-brand-new/issue.md").read_text(encoding="utf-8")
    assert text.startswith(
        "---\nslug: a-brand-new\ntitle: 'A: ‘Brand’ New'\norder: 13\nraised: 2021-03\n"
        "classification: White\nstage_history:\n- stage: Raised\n  since: 2021-03\n"
        "  provenance: log\n---\n\n## Issue and Impact\n\nCurrent Power Outage Reporting"
    )
    told = list(result.lines())
    assert any("2021-03.md: its stage is 'Raised', as it is new" in line for line in told)
    assert (
        "2. Take them in: python build.py ingest FILE --dataset a_brand_new --month 2021-03 "
        "--provenance reported" in told
    )
    nbformat.validate(nbformat.read(notebooks / "a-brand-new.ipynb", 4))

    rounds.close_issue(log.load(data), "power-outage-reporting", "2021-03")
    brand_new = log.load(data).issue("a-brand-new")
    assert brand_new.entry("2021-03").stage == "Raised"
    assert not brand_new.is_closed("2021-03")
    again = import_paper(file, data, notebooks=notebooks)
    assert {change.kind for change in again.changes} == {"unchanged"}


def test_an_issue_absent_from_the_paper_is_told_and_stays(
    data: Path, paper: Make, march: dict[str, str]
) -> None:
    before = tree(data / "issues/power-outage-reporting")
    result = import_paper(paper({**march, ONE_TITLE: "Brand New Thing\n"}), data)
    assert result.absent == ("power-outage-reporting",)
    assert (
        "Not in the paper: power-outage-reporting. Its page keeps its text. If it was closed: "
        "python build.py close-issue power-outage-reporting --month 2021-03" in list(result.lines())
    )
    assert tree(data / "issues/power-outage-reporting") == before


def test_a_closed_issue_is_not_missed(data: Path, paper: Make, march: dict[str, str]) -> None:
    entry = data / "issues/power-outage-reporting/2021-02.md"
    edit(entry, "stage: Solution design", "stage: Closed")
    assert import_paper(paper({**march, ONE_TITLE: "Brand New Thing\n"}), data).absent == ()


@pytest.mark.parametrize(
    "title",
    ["'Other User' data  retrieval", "“Other User” Data-Retrieval", "OTHER USER DATA RETRIEVAL"],
)
def test_a_title_in_other_dress_is_the_same(data: Path, paper: Make, title: str) -> None:
    result = import_paper(paper({"‘Other User’ Data Retrieval": title}), data)
    assert {change.kind for change in result.changes} == {"unchanged"}


def test_a_near_title_is_asked_about_and_nothing_written(data: Path, paper: Make) -> None:
    before = tree(data)
    with pytest.raises(UserError, match="Did you mean '‘Other User’ Data Retrieval'"):
        import_paper(paper({"‘Other User’ Data Retrieval": "Other Users’ Data Retrievals"}), data)
    assert tree(data) == before


def test_text_without_a_place_is_shown(data: Path, paper: Make) -> None:
    result = import_paper(
        paper(
            {
                "by OPSG.\n\nNo meters": "by OPSG.\n\nTwo are closed.\n\nNo meters",
                "SECAS Team": "SECAS Team, with thanks to everybody who helped.\n\nSECAS Team",
            }
        ),
        data,
    )
    assert list(map(str, result.leftovers)) == [
        "Actively Managed Issues: Two are closed.",
        "Recommendation & Next Steps: SECAS Team, with thanks to everybody who helped.",
    ]


def test_a_link_that_the_issue_does_not_refer_to_is_shown(data: Path, paper: Make) -> None:
    result = import_paper(paper({"ch-alert-storm-consolidation/": "ch-other/"}), data)
    assert [str(leftover) for leftover in result.leftovers] == [
        "Capacity Management Concerns, a link: "
        "https://smartenergycodecompany.co.uk/modifications/ch-other/"
    ]


def test_a_stage_in_words_is_taken_from_the_paper(
    data: Path, paper: Make, march: dict[str, str]
) -> None:
    old = "No meters on Hubs\n\nCurrent Stage\n"
    import_paper(paper({**march, old: f"{old}\nCurrent stage: Monitoring\n"}), data)
    text = (data / "issues/no-meters-on-hubs/2021-03.md").read_text(encoding="utf-8")
    assert "stage: Monitoring\nstage_source: reported\n" in text


def test_what_stands_under_current_stage_and_is_no_stage_is_shown(
    data: Path, paper: Make, march: dict[str, str]
) -> None:
    old = "No meters on Hubs\n\nCurrent Stage\n"
    stages = "".join(f"\n{stage.name}\n" for stage in log.load(data).stages)
    result = import_paper(paper({**march, old: f"{old}{stages}\nAll is well.\n"}), data)
    (leftover,) = result.leftovers
    names = " ".join(stage.name for stage in log.load(data).stages)
    assert str(leftover) == f"No meters on Hubs, Current Stage: {names} All is well."
    entry = log.load(data).issue("no-meters-on-hubs").entry("2021-03")
    assert (entry.stage, entry.stage_source) == ("Implementing", "inferred")


def test_a_carried_stage_keeps_its_reason_only_while_the_words_stand(
    data: Path, paper: Make, march: dict[str, str]
) -> None:
    result = import_paper(paper({**march, "to lower their numbers": "on it"}), data)
    text = (data / "issues/no-meters-on-hubs/2021-03.md").read_text(encoding="utf-8")
    assert "stage_reason" not in text
    assert result.by_hand[0] == (
        "data/issues/no-meters-on-hubs/2021-03.md: see whether the stage is 'Implementing' as "
        "before."
    )
    assert log.load(data).issue("no-meters-on-hubs").entry("2021-03").stage_source == "carried"


def test_a_closed_issue_that_a_paper_names_again_is_open_in_its_last_open_stage(
    data: Path, paper: Make, march: dict[str, str]
) -> None:
    other = {**march, ONE_TITLE: "Brand New Thing\n"}
    import_paper(paper(other), data)
    rounds.close_issue(log.load(data), "power-outage-reporting", "2021-03")
    import_paper(paper({"OPSG_44_0203": "OPSG_46_0403", "23 February 2021": "27 April 2021"}), data)
    issue = log.load(data).issue("power-outage-reporting")
    stages = [issue.stage(month) for month in ("2021-02", "2021-03", "2021-04")]
    assert stages == ["Solution design", "Closed", "Solution design"]
    assert issue.entry("2021-04").stage_source == "carried"
    assert issue.stage_history[-1].provenance == "log"


def test_new_words_of_issue_and_impact_are_the_month_s_and_the_old_ones_stay(
    data: Path, paper: Make, march: dict[str, str]
) -> None:
    slug, new = "han-stability", {"is often disrupted": "is now seldom disrupted"}
    before = tree(data / "issues")
    result = import_paper(paper({**march, **new}), data)
    assert {name: tree(data / "issues")[name] for name in before} == before
    text = (data / f"issues/{slug}/2021-03.md").read_text(encoding="utf-8")
    assert "\n\n## Issue and Impact\n\nThe stability of the Home Area Network" in text
    others = [path for path in data.glob("issues/*/2021-03.md") if path.parent.name != slug]
    assert not any("## Issue and Impact" in path.read_text() for path in others)

    issue = log.load(data).issue(slug)
    assert "is often disrupted" in issue.impact("2021-02")
    assert "is now seldom disrupted" in issue.impact("2021-03")
    said = history.compare_papers(issue, "2021-03").html
    assert "<h4>Issue and Impact</h4>" in said and "seldom" in said
    again = import_paper(paper({**march, **new}), data)
    assert {change.kind for change in again.changes} == {"unchanged"}

    april = {"23 February 2021": "27 April 2021", "OPSG_44_0203": "OPSG_46_0404"}
    import_paper(paper({**april, **new}), data)
    assert "## Issue and Impact" not in (data / f"issues/{slug}/2021-04.md").read_text()
    assert "is now seldom disrupted" in log.load(data).issue(slug).impact("2021-04")
    assert result.by_kind("kept") == ()


def test_an_older_paper_does_not_change_what_an_issue_is(
    data: Path, paper: Make, march: dict[str, str]
) -> None:
    import_paper(paper(march), data)
    before = tree(data)
    old = paper(
        {
            "23 February 2021": "26 January 2021",
            "OPSG_44_0203": "OPSG_43_0103",
            "breach of Party obligations": "worse",
        }
    )
    result = import_paper(old, data, replace=True)
    (kept,) = result.by_kind("kept")
    assert (kept.name, kept.why) == (
        "data/issues/spurious-alerts/issue.md",
        "as the log goes on to 2021-03",
    )
    after = tree(data)
    assert {name: after[name] for name in before if name != "meetings.yml"} == {
        name: text for name, text in before.items() if name != "meetings.yml"
    }
    months = [line for line in after["meetings.yml"].splitlines() if "  month: " in line]
    assert months == ["  month: 2021-01", "  month: 2021-02", "  month: 2021-03"]


def test_meetings_keep_their_comments(data: Path, paper: Make, march: dict[str, str]) -> None:
    file = data / "meetings.yml"
    commented = "# All meetings\n" + file.read_text(encoding="utf-8") + "# The end so far\n"
    file.write_text(commented, encoding="utf-8")
    import_paper(paper(march), data)
    assert file.read_text(encoding="utf-8").startswith(commented + "- number: 45\n")


def test_a_meeting_edited_by_hand_is_kept_until_replaced(data: Path, february: Path) -> None:
    file = data / "meetings.yml"
    before = file.read_text(encoding="utf-8")
    edit(file, "SECAS Team", "The Team\n  # He knows them all")
    (kept,) = import_paper(february, data).by_kind("kept")
    assert kept.difference == "- team: The Team\n+ team: SECAS Team"
    import_paper(february, data, replace=True)
    after = file.read_text(encoding="utf-8")
    assert after == before.replace("SECAS Team", "SECAS Team\n  # He knows them all")


def test_a_meeting_s_number_belongs_to_one_month(data: Path, february: Path) -> None:
    with pytest.raises(UserError, match="OPSG 44 is the meeting of 2021-02, not of 2021-05"):
        import_paper(february, data, month="2021-05")


def test_what_a_new_meeting_needs_must_be_in_the_paper(
    data: Path, paper: Make, march: dict[str, str]
) -> None:
    before = tree(data)
    del march["OPSG_44_0203"]
    file = paper({**march, "OPSG_44_0203": "", "SECAS Team": ""})
    with pytest.raises(UserError) as told:
        import_paper(file, data)
    assert [finding.problem for finding in told.value.findings] == [
        "The paper's number was not found in it.",
        "The paper's team was not found in it.",
    ]
    assert tree(data) == before
    begin = told.value.findings[0].remedy.partition("build.py ")[2]
    assert main(["--data", str(data), *begin.split()], root=data.parent) == 0
    import_paper(file, data)
    assert log.load(data).meeting("2021-03").number == 45


def test_a_paper_without_a_date_needs_a_month(data: Path, paper: Make) -> None:
    file = paper({"23 February 2021": ""})
    with pytest.raises(UserError, match="date was not found in it"):
        import_paper(file, data)
    result = import_paper(file, data, month="2021-02")
    assert {change.kind for change in result.changes} == {"unchanged"}


def test_a_section_without_text_is_refused(data: Path, paper: Make) -> None:
    text = (
        "DCC to request Industry’s help to understand the scale of the issue and provide Guidance "
        "to ensure\n\nthat accurate processes are followed by all parties."
    )
    with pytest.raises(
        UserError, match="'MPxN issues on Churned/Crossed Meters', Next Steps: There is no text"
    ):
        import_paper(paper({text: ""}), data)


def test_windows_line_ends_stay(data: Path, february: Path) -> None:
    meetings, entry = data / "meetings.yml", data / "issues/no-meters-on-hubs/2021-02.md"
    before = {file: file.read_bytes().replace(b"\n", b"\r\n") for file in (meetings, entry)}
    meetings.write_bytes(before[meetings].replace(b"SECAS Team", b"The Team"))
    entry.write_bytes(before[entry].replace(b"imminently;", b"soon;"))
    import_paper(february, data, replace=True)
    assert meetings.read_bytes() == before[meetings]
    after = entry.read_bytes()
    front = before[entry].index(b"## Status")
    assert after[:front] == before[entry][:front]
    assert after.split() == before[entry].split()
    assert after.count(b"\n") == after.count(b"\r\n")


def test_a_stage_that_the_paper_prints_enters_the_issue_s_history(
    data: Path, paper: Make, march: dict[str, str]
) -> None:
    def printing(stage: str) -> Path:
        file = paper(march)
        text = file.read_text(encoding="utf-8")
        cut = text.index("Current Stage", text.index("\nSpurious Alerts\n"))
        cut += len("Current Stage")
        file.write_text(f"{text[:cut]}\n\n{stage}\n{text[cut:]}", encoding="utf-8")
        return file

    result = import_paper(printing("Implementing"), data)
    issue = log.load(data).issue("spurious-alerts")
    assert issue.entry("2021-03").stage == issue.stage_history[-1].stage == "Implementing"
    assert (issue.stage_history[-1].since, issue.stage_history[-1].provenance) == (
        "2021-03", "reported",
    )  # fmt: skip
    changed = {change.name: change.why for change in result.by_kind("changed")}
    assert changed["data/issues/spurious-alerts/issue.md"] == (
        "as the paper gives the stage as 'Implementing'"
    )
    again = import_paper(printing("Implementing"), data)
    assert {change.kind for change in again.changes} == {"unchanged"}


def test_a_new_issue_has_the_classification_that_is_said_of_its_paper(
    data: Path, paper: Make, march: dict[str, str]
) -> None:
    rounds.new_month(log.load(data), "2021-03", classification="Green")
    bare = {
        "This document has a\nClassification of White\n\n": "",
        "Power Outage Reporting": "Late Reads",
    }
    import_paper(paper({**march, **bare}), data, said="Green")
    assert "classification: Green\n" in (data / "issues/late-reads/issue.md").read_text()


def test_an_older_paper_that_comes_later_has_raised_its_issue_earlier(
    data: Path, paper: Make, march: dict[str, str]
) -> None:
    april = {"23 February 2021": "20 April 2021", "OPSG_44_0203": "OPSG_46_0404"}
    new = {ONE_TITLE: "Late Reads\n"}
    import_paper(paper({**april, **new}), data)
    import_paper(paper({**march, **new}), data)
    issue = log.load(data).issue("late-reads")
    assert issue.raised == "2021-03"
    assert [(spell.stage, spell.since) for spell in issue.stage_history] == [("Raised", "2021-03")]


def test_a_stage_that_an_older_paper_prints_leaves_later_months_in_theirs(
    data: Path, paper: Make, march: dict[str, str]
) -> None:
    import_paper(paper({"23 February 2021": "20 April 2021", "OPSG_44_0203": "OPSG_46_0404"}), data)
    old = "No meters on Hubs\n\nCurrent Stage\n"
    import_paper(paper({**march, old: f"{old}\nMonitoring\n"}), data)
    issue = log.load(data).issue("no-meters-on-hubs")
    assert [entry.stage for _, entry in sorted(issue.entries.items())] == [
        "Implementing", "Monitoring", "Implementing",
    ]  # fmt: skip
    assert [(spell.stage, spell.since) for spell in issue.stage_history[-2:]] == [
        ("Monitoring", "2021-03"), ("Implementing", "2021-04"),
    ]  # fmt: skip


def test_a_figure_that_the_tables_contradict_is_told_at_once(
    golden_copy: Path, paper: Make, capsys: pytest.CaptureFixture[str]
) -> None:
    file = paper({"approximately 59k": "about 61k"})
    assert main(["import-paper", str(file)], root=golden_copy) == 0
    assert "The check refuses this now: data/issues/han-stability/2021-02.md" in (
        capsys.readouterr().out
    )


def test_a_paper_that_is_dated_in_the_future_is_refused(data: Path, paper: Make) -> None:
    before = tree(data)
    with pytest.raises(UserError, match="which is yet to come"):
        import_paper(paper({"23 February 2021": "23 March 2999", "OPSG_44": "OPSG_45"}), data)
    assert tree(data) == before
