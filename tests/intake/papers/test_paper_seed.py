"""The paper of February 2021 is read as the log of February 2021 has it."""

import json
import subprocess
from datetime import date
from pathlib import Path

import pytest
from projects import FEBRUARY

from opsg.core.pandoc import binary
from opsg.data import log
from opsg.data.models import Ask
from opsg.intake.papers import importer, model

ROOT = Path(__file__).parents[3]
PAPER = importer.read(ROOT / "tests/fixtures/OPSG_44_0203.txt")
LOG = log.load(FEBRUARY / "data")
MP119 = "https://smartenergycodecompany.co.uk/modifications/ch-alert-storm-consolidation/"
PAIRS = list(zip(PAPER.issues, LOG.issues, strict=True))


def sections(
    issue: model.PaperIssue | log.Issue, entry: model.PaperIssue | log.Entry
) -> dict[str, str]:
    return {
        "Issue and Impact": issue.issue_and_impact,
        "Status": entry.status,
        "Next Steps": entry.next_steps,
    }


def structure(markdown: list[str], folder: Path) -> object:
    """Pandoc's reading of the texts, each by itself, in one run."""
    files = [folder / f"{place}.md" for place in range(len(markdown))]
    for file, text in zip(files, markdown, strict=True):
        file.write_text(text, encoding="utf-8")
    command = [binary(), "--file-scope", "--from=markdown", "--to=json", *map(str, files)]
    return json.loads(subprocess.run(command, capture_output=True, check=True).stdout)["blocks"]


def test_the_meeting_is_read() -> None:
    assert (PAPER.number, PAPER.paper, PAPER.date) == (44, "OPSG_44_0203", date(2021, 2, 23))
    assert (PAPER.classification, PAPER.team) == ("White", "SECAS Team")
    assert PAPER.title == "OPSG Issues Log – Progress Report"
    assert PAPER.asks == (
        Ask(verb="NOTE", what="the contents of this paper"),
        Ask(verb="APPROVE", what="the recommended next steps for each issue"),
    )
    assert PAPER.purpose.split() == LOG.meeting("2021-02").purpose.split()


def test_the_issues_are_those_of_the_log_in_its_order() -> None:
    assert [issue.title for issue in PAPER.issues] == [issue.title for issue in LOG.issues]


@pytest.mark.parametrize(("read", "known"), PAIRS, ids=[known.slug for _, known in PAIRS])
def test_an_issue_has_the_log_s_words(read: model.PaperIssue, known: log.Issue) -> None:
    committed = sections(known, known.entry("2021-02"))
    for heading, text in sections(read, read).items():
        assert text.split() == committed[heading].split()


def test_lists_and_footnotes_are_built_as_in_the_log(tmp_path: Path) -> None:
    read, committed = tmp_path / "read", tmp_path / "committed"
    read.mkdir()
    committed.mkdir()
    texts = [text for issue in PAPER.issues for text in sections(issue, issue).values()]
    known = [
        text for issue in LOG.issues for text in sections(issue, issue.entry("2021-02")).values()
    ]
    assert unbroken(structure(texts, read)) == unbroken(structure(known, committed))


def unbroken(node: object) -> object:
    """A piece of Pandoc's JSON without its line breaks."""
    if isinstance(node, list):
        return [unbroken(part) for part in node]
    if isinstance(node, dict):
        if node.get("t") == "SoftBreak":
            return {"t": "Space"}
        return {key: unbroken(part) for key, part in node.items()}
    return node


def test_nothing_is_left_over_and_the_link_is_kept_apart() -> None:
    assert PAPER.leftovers == ()
    assert {issue.title: issue.links for issue in PAPER.issues if issue.links} == {
        "Capacity Management Concerns": (MP119,)
    }
