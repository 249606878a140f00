"""What the site offers beside its pages: data files, feeds and papers, made by plain functions.

They can be called in another process by their names, because all arguments are plain values.
"""

from __future__ import annotations

from pathlib import Path

OFFERED = {
    "reports": ("reports/*.docx", "reports/*.pdf"),
    "feeds": ("feed.xml", "headlines.json"),
    "downloads": ("downloads/data/*",),
}
"""The functions of this module with patterns for the files that each makes, slowest first."""


def downloads(project: str, data: str, month: str, reported_only: bool) -> None:
    """Write every dataset and their Data Package into the project; see `opsg.downloads`."""
    from opsg import downloads, log

    whole = log.load(Path(data))
    downloads.write(Path(project), whole, month=month, reported_only=reported_only)


def feeds(project: str, data: str, month: str, reported_only: bool) -> None:
    """Write the feed and the headline figures into the project; see `opsg.feeds`."""
    from opsg import feeds, log, overview

    updates = overview.updates(log.load(Path(data)), month, reported_only=reported_only)
    feeds.write(Path(project), updates, reported_only=reported_only)


def reports(project: str, data: str, month: str, reported_only: bool) -> None:
    """Write the papers up to the month as Word and PDF into the project; see `opsg.reports`."""
    from opsg import log, reports

    folder = Path(project) / "reports"
    reports.write_until(log.load(Path(data)), month, folder, reported_only=reported_only)
