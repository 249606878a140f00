"""What a worker of a Dask cluster does for a build: it says what it has, and runs notebooks.

Notebooks run as on the build's own machine, each in a process of its own. The worker keeps the
process that these are forked from, and what was shipped, until a build of other contents comes.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from opsg.core.cache import digests
from opsg.core.cache.inputs import Inputs
from opsg.core.cache.tracking import Reads
from opsg.core.errors import Finding
from opsg.execution import shipping
from opsg.execution.plan import Task
from opsg.execution.run import Done, run_one
from opsg.execution.runner import Runner, runner

PACKAGES = (
    "dataframely", "distributed", "ipykernel", "ipython", "nbformat", "papermill", "plotly",
    "polars", "pydantic",
)  # fmt: skip


@dataclass(frozen=True)
class Home:
    """The build's folders, by their paths on its machine, and the digest of what is in them."""

    root: Path
    data: Path
    contents: str


class Seen(NamedTuple):
    """What a worker has: versions by name, and whether it finds the build's very folders."""

    versions: dict[str, str]
    shares: bool


def look(home: Home) -> Seen:
    """What this worker has, as seen by a build."""
    inputs = Inputs(home.root, home.data)
    return Seen(versions(inputs), shipping.contents(inputs) == home.contents)


def versions(inputs: Inputs) -> dict[str, str]:
    """What must be the same on all machines, so that a page does not depend on where it is made."""
    program = inputs.program
    found = {name: program["packages"].get(name, "missing") for name in PACKAGES}
    return {"opsg": digests.of(program["code"])[:8], "Python": program["Python"], **found}


@dataclass
class _Place:
    """Where a worker has a build's folders, and what runs notebooks there."""

    root: Path
    data: Path
    runner: Runner
    open: ExitStack
    users: int = field(default=0)


_places: dict[Home, _Place] = {}
_guard = threading.Lock()


def run_there(
    task: Task, executed: Path, home: Home, packed: bytes | None
) -> tuple[Done | Finding, bytes | None]:
    """Run the notebook of a task; what came of it, with the build's paths, and the executed file.

    `executed` is where the build puts that; `packed` is what was shipped, None if the worker finds
    the build's folders.
    """
    with _place(home, packed) as place, TemporaryDirectory() as folder:
        moved = replace(task, notebook=place.root / "notebooks" / task.notebook.name)
        outcome = run_one(moved, runner=place.runner, executed=Path(folder))
        if isinstance(outcome, Finding):
            outcome = replace(outcome, remedy=outcome.remedy.replace(folder, str(executed)))
        elif outcome.reads:
            paths = ([_at_home(path, place, home) for path in each] for each in outcome.reads)
            outcome = replace(outcome, reads=Reads(*paths))
        made = Path(folder, f"{task.page}.ipynb")
        return outcome, made.read_bytes() if made.is_file() else None


@contextmanager
def _place(home: Home, packed: bytes | None) -> Iterator[_Place]:
    with _guard:
        for other in [known for known, place in _places.items() if known != home]:
            if not _places[other].users:
                _places.pop(other).open.close()
        if home not in _places:
            _places[home] = _opened(home, packed)
        place = _places[home]
        place.users += 1
    try:
        yield place
    finally:
        with _guard:
            place.users -= 1


def _opened(home: Home, packed: bytes | None) -> _Place:
    with ExitStack() as stack:
        own = Path(stack.enter_context(TemporaryDirectory(prefix="opsg-"))).resolve()
        root, data = home.root, home.data
        if packed is not None:
            root, data = own / "project", own / "project" / "data"
            shipping.unpack(packed, root)
        temporary = own / "temporary"
        temporary.mkdir()
        environment = {"OPSG_DATA": str(data), "TMPDIR": str(temporary)}
        local = stack.enter_context(runner("opsg", environment))
        return _Place(root, data, local, stack.pop_all())


def _at_home(path: str, place: _Place, home: Home) -> str:
    """A path below the build's folders here as it is on the build's machine."""
    for there, here in ((place.data, home.data), (place.root, home.root)):
        if Path(path).is_relative_to(there):
            return str(here / Path(path).relative_to(there))
    return path
