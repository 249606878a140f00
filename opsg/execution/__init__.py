"""Run the notebooks: which, with what, and how."""

from opsg.execution.planning import Plan, Task, plan
from opsg.execution.running import Runner, run, runner

__all__ = ["Plan", "Runner", "Task", "plan", "run", "runner"]
