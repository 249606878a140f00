"""The command line: options, commands and exit codes; the work is done elsewhere.

`site` has the commands about the site, `facts` those that write into the log. Every option is
described there, and nowhere else.

Exit codes: 0 done, 1 an error that the user can mend, 2 wrong usage, 3 published with a page that
an earlier build made, 130 interrupted.
Heavy libraries are imported inside the commands, so that `--help` is instant.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path

# They add their commands to the app.
from opsg.cli import facts, site  # noqa: F401
from opsg.cli.app import app
from opsg.cli.writing import arguments as running
from opsg.core.errors import NO_ROOM, UserError

__all__ = ["app", "main"]

INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None, *, root: Path | None = None) -> int:
    """Run the command and return its exit code.

    `root` is the project's folder; without it, it is looked for from the working folder upwards.
    """
    if arguments is None:
        _settle_encoding()
    running[:] = list(sys.argv[1:] if arguments is None else arguments)
    try:
        app(args=arguments, obj=root)
    except UserError as error:
        return _complain(error)
    except OSError as error:
        if error.errno not in NO_ROOM:
            raise
        where = str(error.filename or "")
        return _complain(UserError(f"{error.strerror}.", where=where, remedy="Make room there."))
    except SystemExit as end:
        if end.code == INTERRUPTED:
            print("Interrupted. The published site is as it was.", file=sys.stderr)
        return end.code if isinstance(end.code, int) else 0
    return 0


def _settle_encoding() -> None:
    """Begin anew in UTF-8 where the locale has other names of files; never fail at printing."""
    if sys.getfilesystemencoding() != "utf-8":
        # Libraries take a name of letters in UTF-8 alone; Python is what the locale says.
        again = [sys.executable, "-X", "utf8", *sys.orig_argv[1:]]
        os.execve(sys.executable, again, os.environ | {"PYTHONUTF8": "1"})
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")


def _complain(error: UserError) -> int:
    from opsg.core.console import tell

    tell(error.findings)
    return 1
