"""What the log refuses: each mistake by file, line and remedy, and all of them at once."""

from pathlib import Path

import pytest
from editing import change

from opsg.core.errors import UserError
from opsg.data import log

ISSUE = "issues/han-drops/issue.md"
ENTRY = "issues/han-drops/2021-02.md"

# What is wrong, the file, the text that is replaced and its replacement, and what is said.
MISTAKES = [
    (
        "an unknown key, with the nearest",
        ISSUE, "improvement:", "improvment:",
        [
            "issue.md:8: 'improvement' is missing.",
            "issue.md:13: 'improvment' is not a key here. Did you mean 'improvement'?",
        ],
    ),
    (
        "an unknown key in a list, with the nearest",
        ENTRY, "owner: DCC", "ownr: DCC",
        ["2021-02.md:8: 'ownr' is not a key here. Did you mean 'owner'?"],
    ),
    (
        "an unknown key inside a figure's snapshot",
        ENTRY, "{dataset: han_stability, column: esmes}", "{dataset: han_stability, colum: esmes}",
        ["2021-02.md:28: 'column' is missing.", "2021-02.md:28: 'colum' is not a key here. Did"],
    ),
    (
        "a missing key",
        ISSUE, "title: Drops off the HAN\n", "",
        ["issue.md:1: 'title' is missing."],
    ),
    (
        "a stage that is not one",
        ENTRY, "stage: Investigating", "stage: Investigation",
        ["2021-02.md:3: There is no stage 'Investigation'. Did you mean 'Investigating'?"],
    ),
    (
        "a stage in the history that is not one",
        ISSUE, "Raised, since", "Risen, since",
        ["issue.md:22: There is no stage 'Risen'. Did you mean 'Raised'?"],
    ),
    (
        "a stage that the history contradicts",
        ISSUE, "since: 2021-02", "since: 2021-03",
        ["2021-02.md:3: The stage is 'Investigating', but by stage_history of issue.md it is 'R"],
    ),
    (
        "a history out of order",
        ISSUE, "since: 2020-06", "since: 2021-02",
        ["issue.md:23: 'Investigating' since 2021-02 does not come after 2021-02. List the stag"],
    ),
    (
        "a history that is empty",
        "issues/late-reads/issue.md",
        "stage_history:\n  - {stage: Raised, since: 2021-02, provenance: reported}", "raised:",
        ["issue.md:1: 'stage_history' is missing."],
    ),
    (
        "a word outside a closed list",
        ISSUE, "affects: [Consumers]", "affects: [Custommers]",
        ["issue.md:5: 'Custommers' is not a valid affects. Did you mean 'Consumers'?"],
    ),
    (
        "a missing section",
        ENTRY, "## Next Steps", "### Next Steps",
        ["2021-02.md: The section 'Next Steps' is missing. Add it under '## Next Steps'."],
    ),
    (
        "a misspelt section",
        ENTRY, "## Next Steps", "## Next steps",
        [
            "2021-02.md:44: 'Next steps' is not a section of this file. Did you mean 'Next Steps",
            "2021-02.md: The section 'Next Steps' is missing.",
        ],
    ),
    (
        "a section that comes twice",
        ENTRY, "## Next Steps", "## Status\n\nAgain.\n\n## Next Steps",
        ["2021-02.md:44: The section 'Status' comes twice. The first is on line 31."],
    ),
    (
        "a section with nothing in it",
        ENTRY, "DCC to look for the cause.", "",
        ["2021-02.md:44: The section 'Next Steps' is empty."],
    ),
    (
        "text that is in no section",
        ENTRY, "## Status", "As of today:\n\n## Status",
        ["2021-02.md:31: This text is in no section. Put it under '## Status'."],
    ),
    (
        "no front matter",
        ISSUE, "---\nslug", "slug",
        ["issue.md:1: The front matter is missing. Begin the file with a line '---', YAML, and"],
    ),
    (
        "a month that is not one",
        ISSUE, "since: 2020-06", "since: 2020-13",
        ["issue.md:22: '2020-13' is not a month. Write it as YYYY-MM"],
    ),
    (
        "a day where a month should be",
        "events.yml", "month: 2021-01", "month: 2021-01-15",
        ["events.yml:1: '2021-01-15' is not a month. Write it as YYYY-MM, e.g. 2021-02."],
    ),
    (
        "a date that does not exist",
        ENTRY, "as_at: 2021-02-08", "as_at: 2021-02-30",
        ["2021-02.md:24: This is not YAML that can be read: there is no date 2021-02-30. Look"],
    ),
    (
        "YAML that cannot be read",
        ENTRY, "owner: DCC", "owner: DCC: the",
        ["2021-02.md:8: This is not YAML that can be read: mapping values are not allowed"],
    ),
    (
        "a key that comes twice",
        ENTRY, "owner: DCC", "owner: DCC\n    owner: Users",
        ["2021-02.md:9: 'owner' is given a second time. The first is on line 8."],
    ),
    (
        "a YAML alias",
        ENTRY, "owner: DCC", "owner: &who DCC\n    due_text: *who",
        ["2021-02.md:9: This is not YAML that can be read: aliases are not used here."],
    ),
    (
        "a tag that would run code",
        "stages.yml", "name: Closed", "name: !!python/object/apply:os.getcwd []",
        ["stages.yml:5: This is not YAML that can be read: could not determine a constructor"],
    ),
    (
        "the marks of an unfinished merge",
        ENTRY, "DCC to look", "<<<<<<< HEAD\nDCC to look\n=======\n>>>>>>> other\nDCC to look",
        [
            "2021-02.md:46: An unfinished merge left its marks here. Resolve it.",
            "2021-02.md:49: An unfinished merge left its marks here. Resolve it.",
        ],
    ),
    (
        "a slug that is not the folder's name",
        ISSUE, "slug: han-drops", "slug: han-drop",
        ["issue.md:2: The slug 'han-drop' is not the name of the folder, 'han-drops'. Make them"],
    ),
    (
        "a month that is not the file's name",
        ENTRY, "month: 2021-02\n", "month: 2021-01\n",
        ["2021-02.md:2: The month 2021-01 is not that of the file's name, 2021-02. Make them"],
    ),
    (
        "a slug that is no part of an address",
        ISSUE, "slug: han-drops", "slug: HAN drops",
        ["issue.md:2: 'slug' should match pattern '^[a-z0-9]+(-[a-z0-9]+)*$', not 'HAN drops'."],
    ),
    (
        "a word where yes or no should be",
        ISSUE, "backlog: true", "backlog: perhaps",
        ["issue.md:14: 'backlog' should be true or false, not 'perhaps'."],
    ),
    (
        "two issues of the same order",
        ISSUE, "order: 2", "order: 1",
        [
            "issues/late-reads/issue.md:4: Two issues have the order 1. The other is at "
            "data/issues/han-drops/issue.md:4."
        ],
    ),
    (
        "two meetings with one number",
        "meetings.yml", "number: 43", "number: 44",
        [
            "meetings.yml:10: There are two entries of the meeting number '44'. The first is at "
            "data/meetings.yml:1."
        ],
    ),
    (
        "two meetings with one paper",
        "meetings.yml", "OPSG_43_2601", "OPSG_44_0203",
        ["meetings.yml:12: There are two entries of the paper 'OPSG_44_0203'. The first is at"],
    ),
    (
        "a paper that is dated after today",
        "meetings.yml", "paper_date: 2021-02-23", "paper_date: 2921-02-23",
        [
            "meetings.yml:4: The paper is dated 23 February 2921, which is yet to come. Mend the "
            "date, or leave it out until the paper is published."
        ],
    ),
    (
        "an event of an unknown issue",
        "events.yml", "[han-drops]", "[late-reads, han-drop]",
        ["events.yml:4: There is no issue 'han-drop'. Did you mean 'han-drops'?"],
    ),
    (
        "an address that is not https",
        ISSUE, "https://", "http://",
        ["issue.md:20: 'http://example.org/mp119' is not an https address. Start it with https:"],
    ),
    (
        "a percentage above 100",
        ENTRY, "percent_complete: 70", "percent_complete: 170",
        ["2021-02.md:10: 'percent_complete' should be less than or equal to 100, not '170'."],
    ),
    (
        "a percentage below 0",
        ENTRY, "percent_complete: 70", "percent_complete: -1",
        ["2021-02.md:10: 'percent_complete' should be greater than or equal to 0, not '-1'."],
    ),
    (
        "a due date that is neither a day nor a month",
        ENTRY, "due: 2021-03", "due: spring",
        ["2021-02.md:9: 'spring' is no date. Write YYYY-MM or YYYY-MM-DD, or leave it out."],
    ),
    (
        "a number where text should be",
        ISSUE, "id: MP119", "id: 8.11",
        ["issue.md:19: 'id' should be text, not '8.11'. Put it in quotes."],
    ),
    (
        "text where a number should be",
        ENTRY, "value: 5700", "value: 5.7k",
        ["2021-02.md:14: 'value' should be a number, not '5.7k'."],
    ),
    (
        "nothing where a list should be",
        ENTRY, "  - what: Look for the cause\n    owner: DCC\n    due: 2021-03\n"
        "    percent_complete: 70\n", "",
        ["2021-02.md:6: 'actions' should be a list, not nothing."],
    ),
    (
        "a quote that is not the text's",
        ENTRY, "quote: About 48k", "quote: Around 48k",
        ["2021-02.md:27: 'quote' is not in the issue's text word for word. Copy it from Issue an"],
    ),
    (
        "a stage's reason that is not the text's",
        ENTRY, "stage_reason: look for", "stage_reason: search for",
        ["2021-02.md:5: 'stage_reason' is not in the issue's text word for word."],
    ),
    (
        "an inferred stage without its reason",
        ENTRY, "stage_reason: look for the cause\n", "",
        ["2021-02.md:4: The stage is inferred, and 'stage_reason' is missing. Give the words"],
    ),
    (
        "a figure's name that comes twice",
        ENTRY, "name: all_meters", "name: mm1",
        ["2021-02.md:20: There are two entries of the figure 'mm1'. The first is at data/issues"],
    ),
    (
        "two headline figures",
        ENTRY, "approximate: true", "approximate: true\n    headline: true",
        ["2021-02.md:27: A second figure is marked as the headline. Mark one at most."],
    ),
    (
        "a headline on a dataset that is not the issue's",
        ISSUE, "datasets: [han_stability]", "datasets: [han_stabilty]",
        ["issue.md:10: 'han_stability' is not one of the issue's datasets. Did you mean 'han_sta"],
    ),
    (
        "a ranked group without its noun",
        ISSUE, "  group_noun: combination\n", "",
        ["issue.md:8: 'group' needs a 'group_noun', the word for one of them."],
    ),
    (
        "a rate that is not in percent",
        "issues/late-reads/issue.md", 'unit: "%"', "unit: reads",
        ["issue.md:7: A rate ('of' is given) is in '%', not in 'reads'."],
    ),
    (
        "an entry for a month without a meeting",
        "meetings.yml", "month: 2021-01", "month: 2020-12",
        [
            "data/issues/han-drops/2021-01.md: There was no meeting in 2021-01. Add the meeting",
            "data/meetings.yml:2: There is no meeting for 2021-01. Import its paper",
        ],
    ),
    (
        "a meeting that comes twice",
        "meetings.yml", "month: 2021-01", "month: 2021-02",
        [
            "meetings.yml:11: There are two entries of the meeting for '2021-02'. The first is at",
            "data/issues/han-drops/2021-01.md: There was no meeting in 2021-01.",
        ],
    ),
    (
        "a stage that comes twice",
        "stages.yml", "name: Closed", "name: Raised",
        ["stages.yml:5: There are two entries of the stage 'Raised'. The first is at data/stage"],
    ),
    (
        "a term that comes twice",
        "glossary.yml", "term: DRF", "term: HAN",
        ["glossary.yml:5: There are two entries of the term 'HAN'."],
    ),
    (
        "a reference that comes twice",
        ISSUE, "stage_history:", "  - {kind: modification, id: MP119}\nstage_history:",
        ["issue.md:21: There are two entries of the reference 'MP119'."],
    ),
]  # fmt: skip


def refusal(data: Path) -> str:
    with pytest.raises(UserError) as caught:
        log.load(data)
    return str(caught.value)


@pytest.mark.parametrize(
    ("file", "old", "new", "said"), [row[1:] for row in MISTAKES], ids=[row[0] for row in MISTAKES]
)
def test_a_mistake_is_refused_by_file_and_line(
    data: Path, file: str, old: str, new: str, said: list[str]
) -> None:
    change(data / file, old, new)
    text = refusal(data)
    for sentence in said:
        assert sentence in text
    assert len(text.splitlines()) == len(said), text


def test_everything_that_is_wrong_is_told_at_once(data: Path) -> None:
    change(data / "stages.yml", "meaning: It is done with.", "means: It is done with.")
    change(data / "events.yml", "[han-drops]", "[han-drop]")
    change(data / ISSUE, "backlog: true", "backlog: perhaps")
    change(data / ENTRY, "percent_complete: 70", "percent_complete: 170")
    change(data / ENTRY, "## Next Steps", "## Next")
    places = [line.split(": ")[0] for line in refusal(data).splitlines()]
    assert places == [
        "data/stages.yml:5",
        "data/stages.yml:6",
        "data/issues/han-drops/issue.md:14",
        "data/issues/han-drops/2021-02.md:10",
        "data/issues/han-drops/2021-02.md:44",
        "data/issues/han-drops/2021-02.md",
        "data/events.yml:4",
    ]


def test_a_missing_file_is_refused_by_name(data: Path) -> None:
    (data / "glossary.yml").unlink()
    assert refusal(data) == "data/glossary.yml: It cannot be read: No such file or directory."


def test_a_folder_without_its_issue_is_refused(data: Path) -> None:
    (data / "issues/han-drops/issue.md").unlink()
    assert "data/issues/han-drops/issue.md: It cannot be read" in refusal(data)


def test_an_empty_file_is_refused(data: Path) -> None:
    (data / "meetings.yml").write_text("")
    assert refusal(data) == "data/meetings.yml:1: The file should be a list, not nothing."


def test_a_file_that_is_not_utf8_is_refused(data: Path) -> None:
    (data / "events.yml").write_bytes("title: “New”".encode("cp1252"))
    assert refusal(data) == "data/events.yml: It is not UTF-8. Save it as UTF-8."


def test_an_issue_without_an_entry_is_refused(data: Path) -> None:
    (data / "issues/late-reads/2021-02.md").unlink()
    assert refusal(data) == "data/issues/late-reads: The issue has no entry. Add 2021-02.md."


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("2021-2.md", "'2021-2' is not a month."),
        ("2021-13.md", "'2021-13' is not a month."),
        ("notes.txt", "This is neither issue.md nor a month's entry."),
        ("2021-02.txt", "This is neither issue.md nor a month's entry."),
    ],
)
def test_a_file_that_is_no_entry_is_refused(data: Path, name: str, said: str) -> None:
    (data / "issues/han-drops" / name).write_text("")
    assert refusal(data) == (
        f"data/issues/han-drops/{name}: {said} Name an entry YYYY-MM.md, e.g. 2021-02.md."
    )


def test_a_file_among_the_issues_folders_is_refused(data: Path) -> None:
    (data / "issues/readme.txt").write_text("")
    assert refusal(data).startswith("data/issues/readme.txt: This is not an issue's folder.")


def test_an_entry_that_cannot_be_read_is_not_called_missing_as_well(data: Path) -> None:
    change(data / ENTRY, "stage: Investigating", "stage: [")
    assert "missing" not in refusal(data)
