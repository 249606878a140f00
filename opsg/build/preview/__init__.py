"""Shows the site on this machine and keeps it up to date while somebody works on it.

The build is the ordinary one, forked from a process that stays (`kept`). The page that the browser
shows is made before the others. Only the pages as served know of it: what is published holds
nothing of this.
"""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING, NoReturn

from opsg.build.preview.rebuild import builder
from opsg.build.preview.server import served
from opsg.build.preview.state import State
from opsg.build.preview.watch import watching

if TYPE_CHECKING:
    from opsg.build.request import Request

NOTICED_S = 0.2
"""How long after a build has seen a change it may take until the watch has, too."""


def serve(request: Request) -> None:
    """Serve the site and build it, now and whenever a file changes.

    Ctrl-C, or SIGTERM, ends it all.
    """
    state = State(request.output.resolve())
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _interrupt)
    try:
        with (
            builder(request) as build,
            watching(request) as changed,
            served(request.output, request.root, state) as address,
        ):
            print(f"Serving {request.output} at {address} until Ctrl-C.", flush=True)
            while True:
                changed.clear()
                outcome = build(state.shown.removesuffix(".html"), state.show_first)
                # What changed while it was being built is built again, and may be whole by then.
                if outcome.succeeded or not changed.wait(NOTICED_S):
                    state.tell(outcome)
                changed.wait()
    except KeyboardInterrupt:
        print("Stopped.")


def _interrupt(*_: object) -> NoReturn:
    raise KeyboardInterrupt
