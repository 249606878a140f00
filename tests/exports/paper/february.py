"""February's paper as the tests of its report know it: its sentences without Markdown."""

import re
from collections.abc import Iterator

from projects import FEBRUARY

from opsg.data import frontmatter
from opsg.data.log import IssueLog

DATA = FEBRUARY / "data"
MONTH = "2021-02"


def squeezed(text: str) -> str:
    """A text without spaces: files break lines, and set hyphens and bullets apart, as they like."""
    return re.sub(r"[\s•–‣◦o]+", "", text)


def paragraphs(log: IssueLog, month: str) -> Iterator[tuple[str, str]]:
    """Every paragraph and item of every section of the month, with the issue's name.

    One with a footnote's mark is two, as the mark may come back as a letter of the text.
    """
    for issue in log.issues:
        entry = issue.entry(month)
        for section in (issue.issue_and_impact, entry.status, entry.next_steps):
            text = re.sub(r"^\[\^\d+\]:\s+", "", section, flags=re.MULTILINE)
            for part in re.split(r"\n\s*\n|\[\^\d+\]", text):
                yield issue.slug, re.sub(r"^\s*(-|[a-c]\))\s+", "", frontmatter.plain(part))
