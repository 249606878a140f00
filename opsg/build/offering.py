"""What is made beside the pages: data files, feeds, papers and the pages' abbreviations.

They can be called in another process by their names, because all arguments are plain values.
Each file says the `note`, such as that the edition is an inner one.
"""

from __future__ import annotations

from pathlib import Path

from opsg.core.cache import digests

OFFERED = {
    "feeds": ("feed.xml", "headlines.json"),
    "downloads": ("downloads/data/*",),
    "abbreviations": ("_abbreviations.yml",),
}
"""Functions of this module with patterns for the files that each makes, slowest first."""


def abbreviations(project: str, data: str, month: str, reported_only: bool, note: str) -> None:
    """Write the glossary's abbreviations into the project; see `opsg.exports.abbreviations`."""
    from opsg.data import log
    from opsg.exports import abbreviations

    abbreviations.write(Path(project), log.load(Path(data)).glossary)


def downloads(project: str, data: str, month: str, reported_only: bool, note: str) -> None:
    """Write every dataset and their Data Package into the project; see `opsg.exports.downloads`."""
    from opsg.data import log
    from opsg.exports import downloads

    whole = log.load(Path(data))
    downloads.write(Path(project), whole, month=month, reported_only=reported_only, note=note)


def feeds(project: str, data: str, month: str, reported_only: bool, note: str) -> None:
    """Write the feed and the headline figures into the project; see `opsg.exports.feeds`."""
    from opsg.data import log
    from opsg.exports import feeds
    from opsg.pages import overview

    updates = overview.updates(log.load(Path(data)), month, reported_only=reported_only)
    feeds.write(Path(project), updates, reported_only=reported_only, note=note)


def report(project: str, data: str, month: str, reported_only: bool, note: str) -> None:
    """Write the month's paper as Word and PDF into the project; see `opsg.exports.paper`."""
    from opsg.data import log
    from opsg.exports import paper

    then = log.load(Path(data)).until(month)
    paper.write(then, month, Path(project) / "reports", reported_only=reported_only, note=note)


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
        each: digests.of(
            whole.until(each).model_dump(
                mode="json",
                exclude={"folder": True, "warnings": True, "issues": {"__all__": {"entries"}}},
            ),
            {name: digest for name, digest in files.items() if Path(name).stem <= each},
        )
        for each in months
    }
