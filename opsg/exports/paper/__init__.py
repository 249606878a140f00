"""The monthly paper as Word and PDF and the meeting's briefing, made from the log and its figures.

from opsg.data import log
from opsg.exports import paper
paper.write(log.load(), Edition("2021-02", reported_only=True), Path("reports"))
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opsg.core.edition import Edition
    from opsg.data.log import IssueLog


def write(log: IssueLog, edition: Edition, folder: Path) -> list[Path]:
    """Write the paper for the meeting of the edition's month, `2021-02.docx` and `2021-02.pdf`.

    Beside it the meeting's briefing, `2021-02-briefing.pdf`.

    Every page says of an inner edition that it is one.

    The same log and snapshots give the same bytes; dates in the files are the paper's. Raises
    UserError if the month has no meeting, or a file cannot be made.
    """
    from opsg.core.files import write_all
    from opsg.exports.paper import briefing, report
    from opsg.exports.paper.document import document

    as_word, as_pdf = report.write(document(log, edition))
    files = {
        folder / f"{edition.month}.docx": as_word,
        folder / f"{edition.month}.pdf": as_pdf,
        folder / f"{edition.month}-briefing.pdf": briefing.write(log, edition),
    }
    write_all(files)
    return list(files)
