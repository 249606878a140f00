"""What a worker of a Dask cluster does for a build: it says what it has, and runs notebooks.

`dask_client` sends these functions there, and an archive of the build's folders where the worker
does not find them. Notebooks run as on the build's own machine, each in a process of its own.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile

from opsg.core.cache import digests
from opsg.core.cache.inputs import CONFIGURATION, Inputs
from opsg.core.cache.tracking import Reads
from opsg.core.errors import Finding, UserError
from opsg.execution.plan import Done, Task
from opsg.execution.run import run_one
from opsg.execution.runner import Runner, open_runner

PACKAGES = (
    "dataframely", "distributed", "ipykernel", "ipython", "nbformat", "papermill", "plotly",
    "polars", "pydantic",
)  # fmt: skip
MOST_BYTES = 8 * 2**20
_PARTS = ("data", "notebooks", "site")


@dataclass(frozen=True)
class Home:
    """The build's folders, by their paths on its machine, and the digest of what is in them."""

    root: Path
    data: Path
    contents: str


class Equipment(NamedTuple):
    """What a worker has: versions by name, and whether it finds the build's very folders."""

    versions: dict[str, str]
    shares: bool


def home_of(inputs: Inputs) -> Home:
    """The folders of a build; the digest is of all that notebooks may read, wherever they are."""
    contents = digests.digest(inputs[CONFIGURATION], *map(inputs.below, _PARTS))
    return Home(inputs.root, inputs.data, contents)


def inspect_worker(home: Home) -> Equipment:
    """What this worker has, as seen by a build."""
    inputs = Inputs(home.root, home.data)
    return Equipment(versions(inputs), home_of(inputs).contents == home.contents)


def versions(inputs: Inputs) -> dict[str, str]:
    """What must be the same on all machines, so that a page does not depend on where it is made."""
    program = inputs.program
    installed = {name: program["packages"].get(name, "missing") for name in PACKAGES}
    return {"opsg": digests.digest(program["code"])[:8], "Python": program["Python"], **installed}


def pack(inputs: Inputs) -> bytes:
    """An archive of what notebooks read. Raises UserError if it is larger than MOST_BYTES."""
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for name in [CONFIGURATION, *(name for part in _PARTS for name in inputs.below(part))]:
            if not name.endswith("/"):
                archive.write(inputs.path(name), name)
    if packed.tell() > MOST_BYTES:
        raise UserError(
            f"packed it has {packed.tell() / 2**20:.0f} MiB, too much to send with the work.",
            where=str(inputs.data),
            remedy="Keep it where all workers find it under this path, or its Parquet in a bucket.",
        )
    return packed.getvalue()


def run_on_worker(
    task: Task, home: Home, archive: bytes | None
) -> tuple[Done | Finding, bytes | None]:
    """Run the notebook of a task; what came of it, with the build's paths, and the executed file.

    `archive` is None if the worker finds the build's folders.
    """
    with _copy(home, archive) as copy, TemporaryDirectory() as folder:
        moved = replace(task, notebook=copy.root / "notebooks" / task.notebook.name)
        outcome = run_one(moved, runner=copy.runner, executed=Path(folder))
        if isinstance(outcome, Done) and outcome.reads:
            read = outcome.reads
            files, folders = (
                [_path_at_home(path, copy, home) for path in each]
                for each in (read.files, read.folders)
            )
            outcome = replace(outcome, reads=Reads(files, folders, read.facts))
        notebook = Path(folder, f"{task.page}.ipynb")
        return outcome, notebook.read_bytes() if notebook.is_file() else None


@dataclass
class _Copy:
    """Where a worker has a build's folders, and what runs notebooks there."""

    root: Path
    data: Path
    runner: Runner
    resources: ExitStack
    users: int = 0


# They outlive the call: unpacking and importing the libraries would cost each notebook seconds.
_copies: dict[Home, _Copy] = {}
_guard = threading.Lock()


@contextmanager
def _copy(home: Home, archive: bytes | None) -> Iterator[_Copy]:
    """The build's folders here. Those of builds of other contents go, unless still in use."""
    with _guard:
        for other in [each for each, copy in _copies.items() if each != home and not copy.users]:
            _copies.pop(other).resources.close()
        if home not in _copies:
            _copies[home] = _open_copy(home, archive)
        copy = _copies[home]
        copy.users += 1
    try:
        yield copy
    finally:
        with _guard:
            copy.users -= 1


def _open_copy(home: Home, archive: bytes | None) -> _Copy:
    with ExitStack() as stack:
        own = Path(stack.enter_context(TemporaryDirectory(prefix="opsg-"))).resolve()
        root, data = home.root, home.data
        if archive is not None:
            # The archive has the data in `data`, wherever the build has it.
            root, data = own / "project", own / "project" / "data"
            ZipFile(BytesIO(archive)).extractall(root)
        temporary = own / "temporary"
        temporary.mkdir()
        environment = {"OPSG_DATA": str(data), "TMPDIR": str(temporary)}
        runner = stack.enter_context(open_runner("opsg", environment))
        return _Copy(root, data, runner, stack.pop_all())


def _path_at_home(path: str, copy: _Copy, home: Home) -> str:
    """A path below the build's folders here as it is on the build's machine."""
    # The data first, which may lie below the root.
    for here, there in ((copy.data, home.data), (copy.root, home.root)):
        if Path(path).is_relative_to(here):
            return str(there / Path(path).relative_to(here))
    return path
