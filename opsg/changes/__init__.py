"""What changed in the log between two months."""

from opsg.changes.comparing import between
from opsg.changes.page import WhatChanged, open_month
from opsg.changes.standings import states

__all__ = ["WhatChanged", "between", "open_month", "states"]
