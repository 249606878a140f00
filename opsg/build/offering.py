"""What is made beside the pages: data files, feeds, papers and the pages' abbreviations.

They can be called in another process by their names, because all arguments are plain values.
`edition` has the fields of an Edition; each file of an inner one says so.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from opsg.core.cache import digests
from opsg.core.edition import Edition

OFFERED = {
    "feeds": ("feed.xml", "headlines.json"),
    "downloads": ("downloads/data/*",),
    "abbreviations": ("_abbreviations.yml",),
}
"""Functions of this module with patterns for the files that each makes, slowest first."""


def abbreviations(project: str, data: str, edition: dict[str, Any]) -> None:
    """Write the glossary's abbreviations into the project; see `opsg.exports.abbreviations`."""
    from opsg.data import log
    from opsg.exports import abbreviations

    abbreviations.write(Path(project), log.load(Path(data)).glossary)


def downloads(project: str, data: str, edition: dict[str, Any]) -> None:
    """Write every dataset and their Data Package into the project; see `opsg.exports.downloads`."""
    from opsg.data import log
    from opsg.exports import downloads

    downloads.write(Path(project), log.load(Path(data)), Edition(**edition))


def feeds(project: str, data: str, edition: dict[str, Any]) -> None:
    """Write the feed and the headline figures into the project; see `opsg.exports.feeds`."""
    from opsg.data import log
    from opsg.exports import feeds
    from opsg.pages import overview

    asked = Edition(**edition)
    feeds.write(Path(project), overview.updates(log.load(Path(data)), asked), asked)


def report(project: str, data: str, edition: dict[str, Any]) -> None:
    """Write the month's paper as Word and PDF into the project; see `opsg.exports.paper`."""
    from opsg.data import log
    from opsg.exports import paper

    asked = Edition(**edition)
    paper.write(log.load(Path(data)).until(asked.month), asked, Path(project) / "reports")


def report_keys(root: str, data: str, month: str) -> dict[str, str]:
    """By month, the digest of all data that a paper is made from, for the papers up to `month`.

    Nothing of a later month counts, so a new month leaves the papers before it what they are.
    """
    from opsg.core.cache.inputs import Inputs
    from opsg.data import log

    whole = log.load(Path(data))
    # Entries and snapshots are named for months. Other names begin with letters, which come after.
    files = Inputs(Path(root), Path(data)).below("data")
    months = [meeting.month for meeting in whole.meetings if meeting.month <= month]
    return {
        each: digests.digest(
            whole.until(each).model_dump(
                mode="json",
                exclude={"folder": True, "warnings": True, "issues": {"__all__": {"entries"}}},
            ),
            {name: digest for name, digest in files.items() if Path(name).stem <= each},
        )
        for each in months
    }
