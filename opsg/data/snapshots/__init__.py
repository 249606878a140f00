"""The months' figures: one file a dataset and month, read lazily and checked against its contract.

from opsg import snapshots
snapshots.scan("alerts", until="2021-02").filter(pl.col("alert_code") == "8F3E")
"""

from __future__ import annotations

from pathlib import Path

from opsg.core.errors import Finding
from opsg.data.snapshots.files import months, root
from opsg.data.snapshots.scan import scan

__all__ = ["check", "months", "scan"]


def check(data: Path | None = None) -> list[Finding]:
    """Everything that is wrong with the snapshots of `data`, file by file; empty if nothing is.

    Reads every file through once, a hundred thousand rows at a time at most.
    """
    from opsg.data.snapshots.check import check_folder

    return check_folder(root(data))
