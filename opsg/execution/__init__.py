"""Run the notebooks: which, with what, and how."""

from opsg.execution.earlier import Stale
from opsg.execution.planning import Plan, Task, plan
from opsg.execution.runners import Runner, runner
from opsg.execution.running import Executed, run

__all__ = ["Executed", "Plan", "Runner", "Stale", "Task", "plan", "run", "runner"]
