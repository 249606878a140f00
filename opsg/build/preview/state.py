"""What the pages that are open in browsers are told of the builds."""

from __future__ import annotations

import threading
import time


class State:
    """The build that ended last: its name, which no other has, and what went wrong in it."""

    def __init__(self) -> None:
        self.build = _name()
        self.error = ""
        self._told = threading.Condition()

    def tell(self, error: str) -> None:
        """A build has ended; `error` is what it complained of, if it failed."""
        with self._told:
            self.error = error
            self.build = _name()
            self._told.notify_all()

    def wait(self, build: str, timeout_s: float) -> str:
        """The name of the build that ended last, as soon as it is not `build` or time is up."""
        with self._told:
            self._told.wait_for(lambda: self.build != build, timeout_s)
            return self.build


def _name() -> str:
    return str(time.time_ns())
