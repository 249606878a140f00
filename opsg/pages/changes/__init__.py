"""What changed in the log between two months."""

from opsg.pages.changes.compare import compare
from opsg.pages.changes.page import WhatChanged, open_month
from opsg.pages.changes.states import states

__all__ = ["WhatChanged", "compare", "open_month", "states"]
