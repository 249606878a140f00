"""What changed between two months, on logs made by hand."""

from dataclasses import replace
from datetime import date

import pytest
from small_states import BETTER, CALM, HUBS, READS, WORSE, entry, figure, standing, state

from opsg.pages.changes import compare
from opsg.pages.changes.model import Changes, Signal, StageChange, Standing, Step, Subject

JANUARY = {"month": "2021-01", "paper": "OPSG_43"}
FEBRUARY = {"month": "2021-02", "paper": "OPSG_44"}


def changed(before: Standing, after: Standing) -> Changes:
    return compare(state(before, **JANUARY), state(after, **FEBRUARY))


def kinds(found: Changes) -> list[str]:
    return [each.kind for each in (*found.issues, *found.signals, *found.steps)]


def test_nothing_changes_between_a_state_and_itself() -> None:
    same = standing(entry=entry(), figure=figure(10))
    found = changed(same, same)

    assert (found.issues, found.stages, found.signals, found.steps) == ((), (), (), ())
    assert found.texts == ()
    assert found.same_words == (HUBS,)


def test_an_issue_that_goes_to_another_stage_moved() -> None:
    found = changed(standing(stage="Raised"), standing(stage="Monitoring"))

    assert found.stages == (StageChange(HUBS, "Raised", "Monitoring", illustrative=False),)


def test_a_move_from_a_made_up_stage_is_illustrative() -> None:
    before = standing(stage="Raised", stage_illustrative=True)
    [move] = changed(before, standing(stage="Investigating")).stages

    assert move.illustrative


def test_an_issue_without_an_earlier_stage_was_opened_and_did_not_move() -> None:
    found = changed(standing(stage=None), standing(stage="Raised"))

    assert kinds(found) == ["opened"]
    assert found.stages == ()


def test_an_issue_that_reaches_its_end_was_closed_and_did_not_move() -> None:
    closed = standing(stage="Closed", closed=True)

    assert kinds(changed(standing(), closed)) == ["closed"]
    assert changed(standing(), closed).stages == ()
    assert kinds(changed(closed, closed)) == []


def test_an_open_issue_that_the_later_paper_omits_left_it_and_a_closed_one_did_not() -> None:
    closed = standing(stage="Closed", closed=True)

    assert kinds(changed(standing(), standing(stage=None))) == ["left"]
    assert kinds(changed(closed, standing(stage=None))) == []


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        (CALM, WORSE, ["appeared"]),
        (WORSE, BETTER, ["turned"]),
        (WORSE, CALM, ["ended"]),
        (WORSE, Signal("Not enough history", "none", "no signal"), ["ended"]),
        (Signal("Not enough history", "none", "no signal"), CALM, []),
        (WORSE, replace(WORSE, rule="in a run of seven or more months above average"), []),
    ],
)
def test_a_signal_appears_turns_or_ends_with_what_it_means(
    before: Signal, after: Signal, kind: list[str]
) -> None:
    found = changed(standing(signal=before), standing(signal=after))

    assert kinds(found) == kind
    assert all(turn.illustrative == (BETTER in (before, after)) for turn in found.signals)


def test_a_change_is_in_percent_of_the_earlier_figure_and_of_a_rate_in_points() -> None:
    def size(subject: Subject, before: float, after: float) -> float | None:
        [moved] = changed(
            standing(subject, figure=figure(before)), standing(subject, figure=figure(after))
        ).figures
        return moved.size

    assert size(HUBS, 200, 150) == -25
    assert size(HUBS, -4, -2) == 50
    assert size(HUBS, 0, 5) is None
    assert size(READS, 60, 64) == 4


def test_a_figure_of_one_month_alone_is_shown_without_a_change() -> None:
    [moved] = changed(standing(), standing(figure=figure(7))).figures

    assert moved.before is None
    assert moved.size is None
    assert changed(standing(), standing()).figures == ()


def test_figures_of_either_month_that_were_replaced_are_told() -> None:
    found = changed(standing(restated=("January.",)), standing(restated=("February.",)))

    assert [(each.subject, each.says) for each in found.restatements] == [
        (HUBS, "January."),
        (HUBS, "February."),
    ]


def test_words_are_compared_where_both_papers_tell_of_the_issue() -> None:
    old, new = entry("Nothing is known."), entry("The cause is known.")
    found = changed(standing(entry=old), standing(entry=new))

    [text] = found.texts
    assert [(run.kind, run.words) for run in text.status] == [
        ("removed", ("Nothing",)),
        ("added", ("The", "cause")),
        ("same", ("is", "known.")),
    ]
    assert text.next_steps == ()
    assert changed(standing(), standing(entry=new)).texts == ()


def test_a_month_without_a_paper_is_named() -> None:
    found = compare(state(standing(), month="2021-01"), state(standing(), **FEBRUARY))

    assert [each.name for each in found.without_paper] == ["January 2021"]


def actions(*steps: Step, earlier: tuple[Step, ...] | None = ()) -> list[tuple[str, str]]:
    before = None if earlier is None else entry("", "", *earlier)
    listed = standing(entry=before, listed=True)
    found = changed(listed, standing(entry=entry("", "", *steps)))
    return [(action.kind, action.step.what) for action in found.steps]


def test_a_step_is_new_unless_the_earlier_paper_has_its_words() -> None:
    again = Step("send the logs", "DCC")

    assert actions(Step("Send the logs", "DCC"), earlier=(again,)) == []
    assert actions(Step("Send the data", "DCC"), again, earlier=(again,)) == [
        ("new", "Send the data")
    ]


def test_a_step_with_another_owner_date_or_progress_is_changed_and_says_what_it_was() -> None:
    was = Step("Send the logs", "DCC", "no date given")
    for now in (
        replace(was, owner="SECAS"), replace(was, when="in March"),
        replace(was, progress="70% complete"),
    ):  # fmt: skip
        found = changed(standing(entry=entry("", "", was)), standing(entry=entry("", "", now)))
        [change] = found.steps
        assert (change.kind, change.step, change.was) == ("changed", now, was)
        assert change.before == "; before: DCC, no date given"
    done = replace(was, done=True)
    assert actions(was, earlier=(done,)) == [("changed", "Send the logs")], "asked for again"


def test_steps_of_the_same_words_are_told_apart_by_their_owners() -> None:
    dcc, users = Step("Report back", "DCC"), Step("Report back", "Users")

    assert actions(dcc, users, earlier=(users, dcc)) == []
    assert actions(replace(dcc, when="weekly"), users, earlier=(users, dcc)) == [
        ("changed", "Report back")
    ]
    assert actions(users, earlier=(dcc, users)) == [("gone", "Report back")]


def test_the_steps_of_an_issue_that_is_new_in_a_paper_are_new() -> None:
    before, after = standing(stage=None), standing(entry=entry("", "", Step("Report", "DCC")))
    paper = state(before, month="2021-01", paper="OPSG_43")

    assert [each.kind for each in compare(paper, state(after)).steps] == ["new"]
    assert compare(state(before, month="2021-01"), state(after)).steps == ()
    listed = state(replace(before, listed=True), month="2021-01", paper="OPSG_43")
    assert compare(listed, state(after)).steps == (), "it may have been asked for before"


def test_a_step_is_done_once() -> None:
    done = Step("Send the logs", "DCC", done=True)

    assert actions(done, earlier=(Step("Send the logs", "DCC"),)) == [("done", "Send the logs")]
    assert actions(done, earlier=()) == [("done", "Send the logs")]
    assert actions(done, earlier=(done,)) == []


def test_a_step_becomes_late_when_its_date_has_passed_even_without_an_earlier_paper() -> None:
    late = Step("Report", "DCC", due=date(2021, 1, 31))

    assert actions(late, earlier=(late,)) == [("late", "Report")]
    assert actions(late, earlier=None) == [("late", "Report")]
    assert actions(replace(late, due=date(2021, 2, 1)), earlier=None) == []
    assert actions(replace(late, due=date(2020, 12, 31)), earlier=(late,)) == []
    assert actions(replace(late, done=True), earlier=(replace(late, done=True),)) == []


def test_a_step_that_is_dropped_undone_is_not_listed_any_more() -> None:
    dropped, done = Step("Report", "DCC"), Step("Send the logs", "DCC", done=True)

    assert actions(earlier=(dropped, done)) == [("gone", "Report")]
