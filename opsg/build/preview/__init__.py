"""Shows the site on this machine and keeps it up to date while somebody works on it.

The build is the ordinary one, in a process of its own each time, so that changed code counts too.
Only the pages as served know of it: what is published holds nothing of this.
"""

from __future__ import annotations

import signal
from collections.abc import Sequence
from typing import TYPE_CHECKING, NoReturn

from opsg.build.preview.rebuild import run
from opsg.build.preview.server import State, served
from opsg.build.preview.watch import watching

if TYPE_CHECKING:
    from opsg.build.request import Request


def serve(request: Request, build: Sequence[str]) -> None:
    """Serve the site and run the command `build`, now and whenever a file changes.

    Ctrl-C, or SIGTERM, ends it all.
    """
    state = State()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _interrupt)
    try:
        with watching(request) as changed, served(request.output, state) as address:
            print(f"Serving {request.output} at {address} until Ctrl-C.", flush=True)
            while True:
                changed.clear()
                error = run(build)
                # What changed while it was being built is built again, and may be whole by then.
                if not (error and changed.is_set()):
                    state.tell(error)
                changed.wait()
    except KeyboardInterrupt:
        print("Stopped.")


def _interrupt(*_: object) -> NoReturn:
    raise KeyboardInterrupt
