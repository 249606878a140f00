"""Run the notebooks: which, with what, and how."""

from opsg.execution.plan import Plan, Task, plan
from opsg.execution.previous import Stale
from opsg.execution.run import Executed, run
from opsg.execution.runner import Runner, runner

__all__ = ["Executed", "Plan", "Runner", "Stale", "Task", "plan", "run", "runner"]
