"""The monthly paper as a page (`web`), and as Word and PDF, made from the log and its figures.

from opsg import log, reports
reports.write(log.load(), "2021-02", Path("reports"), reported_only=True)
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opsg.data.log import Log


def write(log: Log, month: str, folder: Path, *, reported_only: bool, note: str = "") -> list[Path]:
    """Write the paper for the meeting of `month` to `folder`, as `2021-02.docx` and `2021-02.pdf`.

    Every page says the `note`, such as that the edition is an inner one.

    The same log and snapshots give the same bytes; dates in the files are the paper's. Raises
    UserError if the month has no meeting, or a file cannot be made.
    """
    from opsg.core.files import write_all
    from opsg.exports.paper import pdf, word
    from opsg.exports.paper.document import document

    paper = document(log, month, reported_only=reported_only, note=note)
    files = {
        folder / f"{month}.docx": word.write(paper),
        folder / f"{month}.pdf": pdf.write(paper),
    }
    write_all(files)
    return list(files)
