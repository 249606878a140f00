"""How much an extract may hold, and the kinds of extracts that are read apart."""

from __future__ import annotations

from pathlib import Path

from opsg.core.errors import UserError
from opsg.core.sandbox import Untrusted

LARGEST_FILE = 50_000_000
MOST_ROWS = 1_000_000
MOST_COLUMNS = 200
LONGEST_CELL = 500

AS_XLSX = "Save it as .xlsx, without a password, or as CSV."

_SLOW = "Save what is needed of it as CSV."
WORKBOOK = Untrusted(
    "a workbook",
    "It is damaged, or made as Excel does not make them; open it in Excel and save it as .xlsx, or "
    "as CSV.",
    _SLOW,
)
PARQUET = Untrusted("Parquet", "It is damaged or far too large; export it again.", _SLOW)


def check_size(file: Path, where: str) -> int:
    """The size of a file in bytes. Raises UserError if it is not one, or too large."""
    try:
        if file.is_dir():
            raise UserError("This is a folder.", where=where, remedy="Name the extract's file.")
        # Opening a pipe or a device would wait, perhaps for ever.
        if file.exists() and not file.is_file():
            raise UserError("This is not a file.", where=where, remedy="Name the extract's file.")
        size = file.stat().st_size
    except (OSError, ValueError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or "its name is not one"
        raise UserError(f"It cannot be read: {reason}.", where=where) from None
    if size > LARGEST_FILE:
        raise UserError(
            f"It is larger than {LARGEST_FILE // 1_000_000} MB.",
            where=where,
            remedy="Is this one month's extract of one dataset?",
        )
    return size
