"""A process that stays, and in which each build is a fork: the libraries are imported once.

`rebuild` starts it with `multiprocessing` and asks for builds over a connection. Nothing passes
from one build to the next, and what a build takes of memory goes with it. No thread may be started
here and no Polars query run: a fork would wait for them for ever.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
import traceback
from contextlib import suppress
from importlib import import_module
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any

from opsg.build.preview import first
from opsg.core.console import Console, console, tell
from opsg.core.errors import Finding, UserError
from opsg.execution import runner

if TYPE_CHECKING:
    from opsg.build.request import Request

FORKS = sys.platform == "linux"
LIBRARIES = ("opsg.build", "opsg.rendering.source", "opsg.rendering.pandoc")
"""What every build imports; its notebooks' processes have libraries of their own."""


def main(connection: Connection, request: Request) -> None:
    """Build whenever a page's path (`issues/han-stability`, or nothing) comes, once without forks.

    What is sent are pairs: `first` and the folder of a page that was made before the others,
    `findings` and the documents of a build's errors and warnings, `bug` and its traceback, and at
    last `ended` and the exit code.
    """
    os.setsid()
    # A build that is interrupted clears up; this process ends when nobody asks any more.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for library in LIBRARIES:
        import_module(library)
    runner.import_papermill()
    if not FORKS:
        run(connection, request, connection.recv())
    request.temporary.mkdir(parents=True, exist_ok=True)
    if request.engine == "opsg":
        runner.keep(request.environment, in_turn=request.in_turn)
    gc.collect()
    gc.freeze()
    with suppress(EOFError, OSError):
        while True:
            shown = connection.recv()
            # Else each notebook would read the log that has changed, and count as made from it all.
            runner.refresh()
            process = os.fork()
            if process == 0:
                run(connection, request, shown)
            _, status = os.waitpid(process, 0)
            if os.WIFSIGNALED(status):
                connection.send(("bug", f"The build was ended by signal {os.WTERMSIG(status)}."))
                connection.send(("ended", 1))


def run(connection: Connection, request: Request, shown: str) -> None:
    """Make the page that is shown, then build; never returns."""
    code = 1
    try:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        with suppress(UserError):  # which the build tells
            if shown and (folder := first.make(request, shown)):
                connection.send(("first", str(folder)))
        build = import_module("opsg.build").build
        with console() as show:
            noted = _Noted(show)
            try:
                build(request, noted)
                code = 0
            except UserError as error:
                noted.findings[:0] = error.findings
                tell(error.findings)
            finally:
                found = [finding.document() for finding in noted.findings]
                connection.send(("findings", found))
    except KeyboardInterrupt:
        pass
    except BaseException:
        said = traceback.format_exc()
        print(said, file=sys.stderr)
        connection.send(("bug", said))
    finally:
        with suppress(OSError):
            connection.send(("ended", code))
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


class _Noted:
    """A console that passes everything on, and notes the warnings."""

    def __init__(self, console: Console) -> None:
        self.findings: list[Finding] = []
        self._console = console

    def __getattr__(self, name: str) -> Any:
        return getattr(self._console, name)

    def warn(self, finding: Finding) -> None:
        self.findings.append(finding)
        self._console.warn(finding)
