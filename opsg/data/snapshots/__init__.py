"""The months' figures: one file a dataset and month, read lazily and checked against its contract.

from opsg.data import snapshots
snapshots.scan("alerts", until="2021-02").filter(pl.col("alert_code") == "8F3E")
"""

from opsg.data.snapshots.files import months
from opsg.data.snapshots.scan import by_month, collect, held, pieces, scan, states

__all__ = ["by_month", "collect", "held", "months", "pieces", "scan", "states"]
