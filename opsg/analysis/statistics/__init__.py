"""Trends that tell a signal from noise: pure functions over series and tidy frames."""

from opsg.analysis.statistics.change import Change, Move, change
from opsg.analysis.statistics.clearance import Clearing, backtest, clearing
from opsg.analysis.statistics.decomposition import decompose, decompose_rate
from opsg.analysis.statistics.forecast_error import forecast_error
from opsg.analysis.statistics.ranking import Concentration, concentration, rank
from opsg.analysis.statistics.rates import rate
from opsg.analysis.statistics.result import Result, examine
from opsg.analysis.statistics.series import Improvement, Values
from opsg.analysis.statistics.slope import Slope, slope
from opsg.analysis.statistics.status import Status, shown, status, statuses
from opsg.analysis.statistics.xmr import assurance, xmr

__all__ = [
    "Change",
    "Clearing",
    "Concentration",
    "Improvement",
    "Move",
    "Result",
    "Slope",
    "Status",
    "Values",
    "assurance",
    "backtest",
    "change",
    "clearing",
    "concentration",
    "decompose",
    "decompose_rate",
    "examine",
    "forecast_error",
    "rank",
    "rate",
    "shown",
    "slope",
    "status",
    "statuses",
    "xmr",
]
