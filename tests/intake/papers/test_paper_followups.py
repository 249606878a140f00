"""What an import points out: numbers that come and go, actions whose Next Steps changed."""

from collections.abc import Callable
from pathlib import Path

from opsg.data import log
from opsg.intake import rounds
from opsg.intake.papers.importer import import_paper

Make = Callable[[dict[str, str]], Path]


def test_numbers_newly_named_and_no_longer_named_are_told(
    data: Path, paper: Make, march: dict[str, str]
) -> None:
    result = import_paper(paper({**march, "DP096": "MP096", "TS1353": "TS1400"}), data)
    told = [line for line in result.lines() if line.startswith("See: ")]
    assert (
        "See: power-outage-reporting: MP096 is newly named; if DP096 has become it, add to the "
        "steps of data/modifications/DP096.yml: "
        "{date: 2021-03-23, what: …, stage: …, id: MP096, source: OPSG_45_0303}." in told
    )
    assert (
        "See: duplicate-headers: TS1400 is newly named; it is no reference of the issue yet."
        in told
    )
    assert "See: duplicate-headers: TS1353 is no longer named, as it was in February 2021." in told
    waiting = [str(one) for one in log.load(data).warnings]
    assert any("TS1400 is named in 2021-03, and is no reference" in one for one in waiting)
    assert not any("MP096" in one for one in waiting)


def test_actions_whose_next_steps_changed_are_told(
    data: Path, paper: Make, march: dict[str, str]
) -> None:
    result = import_paper(paper({**march, "regenerate the data": "look again"}), data)
    told = [line for line in result.lines() if "does this action still hold" in line]
    assert told == [
        "See: no-meters-on-hubs: the Next Steps changed; does this action still hold: Start "
        "decommissioning activity?",
        "See: no-meters-on-hubs: the Next Steps changed; does this action still hold: Regenerate "
        "the data and quantify the improvement to OPSG?",
    ]


def test_a_paper_with_the_same_words_points_nothing_out(
    data: Path, paper: Make, march: dict[str, str]
) -> None:
    assert not [line for line in import_paper(paper(march), data).lines() if "See: " in line]


def test_what_is_left_of_a_draft_is_no_entry_of_a_paper_that_does_not_name_the_issue(
    data: Path, paper: Make, march: dict[str, str]
) -> None:
    rounds.new_month(log.load(data), "2021-03", classification="White")
    import_paper(paper({**march, "Power Outage Reporting\n": "Brand New Thing\n"}), data)
    loaded = log.load(data)
    assert [issue.slug for issue in loaded.absent("2021-03")] == ["power-outage-reporting"]
    told = [str(one) for one in loaded.warnings if "does not name the issue" in str(one)]
    assert told[0].startswith("data/issues/power-outage-reporting/2021-03.md: OPSG_45_0303 does")
    rounds.close_issue(loaded, "power-outage-reporting", "2021-03")
    closed = log.load(data).closed("2021-03")
    assert [issue.slug for issue in closed] == ["power-outage-reporting"]
