"""What is made beside the pages: data files, feeds, papers and the pages' abbreviations.

They can be called in another process by their names, because all arguments are plain values.
Each file says the `note`, such as that the edition is an inner one.
"""

from __future__ import annotations

from pathlib import Path

OFFERED = {
    "reports": ("reports/*.docx", "reports/*.pdf"),
    "feeds": ("feed.xml", "headlines.json"),
    "downloads": ("downloads/data/*",),
    "abbreviations": ("_abbreviations.yml",),
}
"""The functions of this module with patterns for the files that each makes, slowest first."""


def abbreviations(project: str, data: str, month: str, reported_only: bool, note: str) -> None:
    """Write the abbreviations of the glossary into the project; see `opsg.abbreviations`."""
    from opsg import abbreviations, log

    abbreviations.write(Path(project), log.load(Path(data)).glossary)


def downloads(project: str, data: str, month: str, reported_only: bool, note: str) -> None:
    """Write every dataset and their Data Package into the project; see `opsg.downloads`."""
    from opsg import downloads, log

    whole = log.load(Path(data))
    downloads.write(Path(project), whole, month=month, reported_only=reported_only, note=note)


def feeds(project: str, data: str, month: str, reported_only: bool, note: str) -> None:
    """Write the feed and the headline figures into the project; see `opsg.feeds`."""
    from opsg import feeds, log, overview

    updates = overview.updates(log.load(Path(data)), month, reported_only=reported_only)
    feeds.write(Path(project), updates, reported_only=reported_only, note=note)


def reports(project: str, data: str, month: str, reported_only: bool, note: str) -> None:
    """Write the papers up to the month as Word and PDF into the project; see `opsg.reports`."""
    from opsg import log, reports

    folder = Path(project) / "reports"
    whole = log.load(Path(data))
    reports.write_until(whole, month, folder, reported_only=reported_only, note=note)
