"""Where the other state of the data is: in a folder, or in a revision that Git has."""

from __future__ import annotations

import io
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from opsg.core.errors import UserError

_EVERY_LOG_HAS = "stages.yml"


@contextmanager
def open_base(base: str, data: Path) -> Iterator[Path]:
    """The data folder that `base` names: of a project, the folder itself, or of a Git revision.

    A revision is one of the repository that holds `data`; what it has of that folder is laid out in
    a temporary one. Raises UserError if there is no such folder or revision, or it has no data.
    """
    folder = Path(base)
    # An empty name, such as that of a variable that is not set, is not the working folder.
    for each in (folder / "data", folder):
        if base and (each / _EVERY_LOG_HAS).is_file():
            yield each.resolve()
            return
    revision = _revision(base, data)
    if revision is None:
        raise _nothing_there(base, data)
    with tempfile.TemporaryDirectory() as temporary:
        target = Path(temporary) / "data"
        _lay_out(base, revision, data, target)
        yield target


def _revision(base: str, data: Path) -> str | None:
    """The commit that `base` names in the repository of `data`, or None."""
    asked = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{base}^{{commit}}")
    done = _git(data, *asked)
    return done.stdout.decode().strip() if done.returncode == 0 else None


def _lay_out(base: str, revision: str, data: Path, target: Path) -> None:
    """Write what a commit has of the folder `data` into `target`."""
    inside = _git(data, "rev-parse", "--show-prefix").stdout.decode().strip().rstrip("/")
    top = Path(_git(data, "rev-parse", "--show-toplevel").stdout.decode().strip())
    done = _git(top, "archive", "--format=tar", f"{revision}:{inside}")
    if done.returncode == 0:
        with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
            archive.extractall(target, filter="data")
    if not (target / _EVERY_LOG_HAS).is_file():
        raise UserError(
            f"The revision has no issues log in {inside or 'its folder'}/.",
            where=base,
            remedy="Name a later one: `git log --oneline -- " + f"{inside or '.'}` lists them.",
        )


def _nothing_there(base: str, data: Path) -> UserError:
    if base and Path(base).exists():
        problem = "The folder holds no issues log." if Path(base).is_dir() else "It is no folder."
        remedy = "Name a project's folder, its data folder, or a Git revision."
        return UserError(problem, where=base, remedy=remedy)
    problem = "There is no such folder"
    if _git(data, "rev-parse", "--git-dir").returncode:
        remedy = "Name a project's folder or its data folder."
        return UserError(f"{problem}, and {data} is not kept in Git.", where=base, remedy=remedy)
    remedy = "Name a project's folder, its data folder, or a revision, such as main or HEAD~1."
    if _git(data, "rev-parse", "--is-shallow-repository").stdout.strip() == b"true":
        remedy = "This clone is shallow: run `git fetch --unshallow`, then compare again."
    return UserError(f"{problem} or Git revision.", where=base, remedy=remedy)


def _git(folder: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(["git", "-C", folder, *arguments], capture_output=True, check=False)
    except FileNotFoundError:
        # As good as a folder that Git does not keep.
        return subprocess.CompletedProcess(arguments, 128, b"", b"")
