"""Imports a published Issues Log Progress Report into the log.

from opsg import papers
papers.import_paper(Path("OPSG_44_0203.docx"), Path("data"), dry_run=True).told()
"""

from opsg.intake.papers.changes import Change, Import
from opsg.intake.papers.importer import import_paper, read
from opsg.intake.papers.model import Leftover, Paper, PaperIssue

__all__ = ["Change", "Import", "Leftover", "Paper", "PaperIssue", "import_paper", "read"]
