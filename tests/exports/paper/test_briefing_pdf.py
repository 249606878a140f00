"""The briefing: two pages that say what the log says, in each edition and in a second month."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from february import MONTH, squeezed
from pypdf import PdfReader

from opsg.core.edition import Edition
from opsg.data.log import Issue, IssueLog
from opsg.exports.paper import briefing as printed

EDITIONS = pytest.mark.parametrize("reported_only", [True, False])


def said(file: bytes, folder: Path) -> list[str]:
    path = folder / "briefing.pdf"
    path.write_bytes(file)
    return [page.extract_text() for page in PdfReader(path).pages]


@EDITIONS
@pytest.mark.parametrize("month", [MONTH, "2021-03"])
def test_it_fits_on_two_pages_and_has_every_step(
    of_month: Callable[[str], IssueLog], month: str, reported_only: bool, tmp_path: Path
) -> None:
    log = of_month(month)
    edition = Edition(month, reported_only)
    file = printed.write(log, edition)
    pages = said(file, tmp_path)
    assert len(pages) == 2
    words = squeezed("".join(pages))
    for issue in log.issues:
        for action in issue.entry(month).actions:
            assert squeezed(action.what) in words
    for page in pages:
        assert "This document has a Classification of White" in page
        assert ("Illustrative edition: not for decisions" in page) is not reported_only
        assert not reported_only or "llustrative" not in page
    assert printed.write(log, edition) == file, "the same data gives the same bytes"


def test_with_many_more_words_and_steps_it_still_fits(
    of_month: Callable[[str], IssueLog], tmp_path: Path
) -> None:
    """Thirty steps, and other words in every text of every issue."""
    log = of_month("2021-03")

    def longer(number: int, issue: Issue) -> Issue:
        entry = issue.entry("2021-03")
        new = f"Number {number} has moved, and much is to be said of it. " * 12
        steps = (*entry.actions, *entry.actions[:1] * (number % 3 > 0))
        changed = entry.model_copy(
            update={"status": new, "next_steps": f"{entry.next_steps} {new}", "actions": steps}
        )
        return issue.model_copy(update={"entries": {**issue.entries, "2021-03": changed}})

    issues = tuple(longer(number, issue) for number, issue in enumerate(log.issues))
    long = log.model_copy(update={"issues": issues})
    assert sum(len(issue.entry("2021-03").actions) for issue in issues) == 30
    for reported_only in (True, False):
        pages = said(printed.write(long, Edition("2021-03", reported_only)), tmp_path)
        assert len(pages) == 2


def test_it_is_tagged_and_links_to_no_page_beside_it(
    of_month: Callable[[str], IssueLog], tmp_path: Path
) -> None:
    (tmp_path / "a.pdf").write_bytes(printed.write(of_month(MONTH), Edition(MONTH)))
    file = PdfReader(tmp_path / "a.pdf")
    root = file.root_object
    assert root["/MarkInfo"]["/Marked"] and root["/Lang"] == "en-GB"
    assert "pdfuaid" in root["/Metadata"].get_object().get_data().decode()
    assert file.metadata and file.metadata.title == "Briefing for OPSG 44, February 2021"
    assert not any("/Annots" in page for page in file.pages)
