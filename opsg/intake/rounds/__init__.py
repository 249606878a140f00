"""The monthly round: begins a month, begins an issue, closes an issue.

from opsg.data import log
from opsg.intake import rounds
print(*rounds.new_month(log.load(), "2021-03", classification="White").lines(), sep="\\n")
"""

from opsg.intake.rounds.close_issue import close_issue
from opsg.intake.rounds.new_issue import contract_stub, new_issue
from opsg.intake.rounds.new_month import new_month
from opsg.intake.rounds.transaction import Done

__all__ = ["Done", "close_issue", "contract_stub", "new_issue", "new_month"]
