"""Trends that tell a signal from noise: pure functions over series and tidy frames."""

from opsg.trends.change import Change, Move, change
from opsg.trends.clearing import Clearing, backtest, clearing
from opsg.trends.decomposition import decompose, decompose_rate
from opsg.trends.forecast import forecast_error
from opsg.trends.ranking import Concentration, concentration, rank
from opsg.trends.rates import rate
from opsg.trends.result import Result, examine
from opsg.trends.series import Improvement, Values
from opsg.trends.slope import Slope, slope
from opsg.trends.status import Status, shown, status, statuses
from opsg.trends.xmr import assurance, xmr

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
