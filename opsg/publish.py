"""Put a finished site in the place of the published one, whole or not at all.

Beside the published folder `_site` lies `._site.opsg` with the site in the making (`new`), the one
that was published before (`previous`) and the lock. On Linux the new and the published site
change places in one step (`renameat2` with `RENAME_EXCHANGE`), so that at every instant a reader
finds the complete old or the complete new one, and a build killed at any moment leaves one of
the two. Where the file system cannot exchange, the old one is renamed aside and the new one into
its place: between the two renames, some microseconds, there is no site; a build killed there is
mended by the next one.

A build puts its site in place by `replacement`; `opsg.build.rollback` calls `roll_back`.
"""

from __future__ import annotations

import ctypes
import errno
import logging
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from opsg.core.cache import digests
from opsg.core.errors import UserError
from opsg.core.lock import lock

MARKER = ".opsg-site"
_NOTICE = "A build made this folder and the next one replaces it whole, with all that is in it.\n"
_AT_WORKING_FOLDER = -100
_RENAME_EXCHANGE = 2
_CANNOT_EXCHANGE = (errno.ENOSYS, errno.EINVAL, errno.EOPNOTSUPP)

_log = logging.getLogger(__name__)


@contextmanager
def replacement(output: Path) -> Iterator[Path]:
    """An empty folder to build a site in, which takes the place of `output` at the end.

    Where it holds the same as `output`, that stays, and so does the site published before. If the
    block raises, `output` stays as it is. Raises UserError if `output` holds something that no
    build made, or if another build is publishing to it.
    """
    output = _resolved(output)
    _refuse_foreign(output)
    room = _room(output)
    with lock(room / "lock", what=f"build publishes to {output}"):
        _mend(output, room)
        new = room / "new"
        new.mkdir()
        try:
            yield new
            (new / MARKER).write_text(_NOTICE, encoding="utf-8")
            # The same site again would push out the one to which readers may want to go back.
            if digests.digest_tree(new, hidden=True) != digests.digest_tree(output, hidden=True):
                _log.debug("%s takes the place of %s", new, output)
                _put_in_place(new, output, room / "previous")
            else:
                _log.debug("%s holds the same already and stays", output)
        finally:
            shutil.rmtree(new, ignore_errors=True)


def previous_site(output: Path) -> Path | None:
    """The site that was published at `output` before the present one, if there was one."""
    previous = _room(_resolved(output)) / "previous"
    return previous if _is_site(previous) else None


def roll_back(output: Path, look: Callable[[Path], object]) -> None:
    """Put the site that was published before in the place of the one at `output`, and keep that.

    Done a second time, it undoes itself. Raises UserError if no site was published before, if a
    build is publishing, or as `look` does, which is given the folder before it is put in place.
    """
    output = _resolved(output)
    _refuse_foreign(output)
    previous = previous_site(output)
    if previous is None:
        raise UserError(
            "no site was published here before the present one.",
            where=str(output),
            remedy="Build the one that is wanted.",
        )
    room = _room(output)
    with lock(room / "lock", what=f"build publishes to {output}"):
        _mend(output, room)
        look(previous)
        try:
            if _is_site(output):
                _swap(previous, output)
            else:
                # It is empty: what no build made was refused.
                if output.exists():
                    output.rmdir()
                previous.rename(output)
        except OSError as error:
            raise UserError(
                f"the site cannot be put in place: {error.strerror}.", where=str(output)
            ) from error


def _put_in_place(new: Path, output: Path, previous: Path) -> None:
    try:
        _publish(new, output, previous)
    except OSError as error:
        raise UserError(
            f"the new site cannot be put in place: {error.strerror}.",
            where=str(output),
            remedy="If this is where a disk is mounted, name a folder inside it with --output.",
        ) from error


def _publish(new: Path, output: Path, previous: Path) -> None:
    if not output.exists():
        new.rename(output)
    elif _is_site(output):
        # Readers have the new site from here on; `new` holds the one that was published.
        _swap(new, output)
        # A swap, so that a build killed here has one or the other to go back to; what is left in
        # `new` goes with it.
        if previous.exists():
            _swap(new, previous)
        else:
            new.rename(previous)
    else:
        output.rmdir()
        new.rename(output)


def _swap(one: Path, other: Path) -> None:
    """Let two folders change places: in one step where the file system can, else in three."""
    try:
        _exchange(one, other)
    except OSError as error:
        if error.errno not in _CANNOT_EXCHANGE:
            raise
        # Killed after this rename, the next build finds the site here and brings it back.
        aside = one.with_name("aside")
        other.rename(aside)
        one.rename(other)
        aside.rename(one)


def _exchange(one: Path, other: Path) -> None:
    # Python has no call for it, and systems other than Linux no such function.
    library = ctypes.CDLL(None, use_errno=True)
    if not hasattr(library, "renameat2"):
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))
    failed = library.renameat2(
        _AT_WORKING_FOLDER, os.fsencode(one), _AT_WORKING_FOLDER, os.fsencode(other),
        _RENAME_EXCHANGE,
    )  # fmt: skip
    if failed:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code), str(one), None, str(other))


def _mend(output: Path, room: Path) -> None:
    """Clear up what a killed build left, and bring the site back if it was killed between renames.

    Whoever calls holds the lock, so that nothing here belongs to a build that still runs.
    """
    aside = room / "aside"
    if _is_site(aside) and not output.exists():
        aside.rename(output)
    for left in (aside, room / "new"):
        shutil.rmtree(left, ignore_errors=True)


def _refuse_foreign(output: Path) -> None:
    if not output.exists() or _is_site(output):
        return
    if not output.is_dir():
        raise UserError(
            "the output is a file.", where=str(output), remedy="Name a folder with --output."
        )
    strangers = sorted(path.name for path in output.iterdir())
    if strangers:
        raise UserError(
            f"the output folder holds what no build made ('{strangers[0]}'), and a build would"
            " replace it.",
            where=str(output),
            remedy="Name a new or an empty folder with --output.",
        )


def _is_site(folder: Path) -> bool:
    return (folder / MARKER).is_file()


def _room(output: Path) -> Path:
    return output.with_name(f".{output.name}.opsg")


def _resolved(output: Path) -> Path:
    try:
        return output.resolve()
    except (OSError, RuntimeError) as error:
        raise UserError(f"the output cannot be reached: {error}.", where=str(output)) from error
