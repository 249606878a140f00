"""The command line: options, commands and exit codes; the work is done elsewhere.

Exit codes: 0 done, 1 an error that the user can mend, 2 wrong usage, 130 interrupted.
Heavy libraries are imported inside the commands, so that `--help` is instant.
"""

from __future__ import annotations

import errno
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from opsg import monthly
from opsg.errors import UserError

if TYPE_CHECKING:
    from opsg.build import Request

INTERRUPTED = 130
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EROFS)

app = typer.Typer(
    add_completion=False,
    invoke_without_command=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Options stand before the command, as in: build.py --reported-only serve",
)


@app.callback()
def site(
    context: typer.Context,
    month: Annotated[
        str | None,
        typer.Option(metavar="YYYY-MM", help="Build as of this month; default the latest."),
    ] = None,
    only: Annotated[
        list[str] | None,
        typer.Option(
            metavar="SLUG",
            help="Run this page's notebook and keep the others of the last build; repeatable.",
        ),
    ] = None,
    renderer: Annotated[
        Literal["auto", "quarto", "pandoc"],
        typer.Option(help="What turns notebooks into pages; auto is Quarto where it is found."),
    ] = "auto",
    engine: Annotated[
        Literal["opsg", "kernel"],
        typer.Option(help="What runs the notebooks; kernel is papermill's ordinary engine."),
    ] = "opsg",
    data: Annotated[
        Path | None, typer.Option(metavar="DIR", help="The folder of facts; default data.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Where to publish; default _site.")
    ] = None,
    keep_going: Annotated[
        bool,
        typer.Option("--keep-going", help="When a notebook fails, run the others all the same."),
    ] = False,
    reported_only: Annotated[
        bool,
        typer.Option("--reported-only", help="Build the edition of published figures alone."),
    ] = False,
    no_cache: Annotated[
        bool,
        typer.Option("--no-cache", help="Make everything anew, and take nothing from the cache."),
    ] = False,
) -> None:
    """Build the OPSG Issues Log as a static site and publish it."""
    from opsg.build import Request, project_folder

    root = context.obj or project_folder(Path.cwd())
    context.obj = Request(
        root=root,
        data=(data or root / "data").resolve(),
        output=output or root / "_site",
        month=month,
        only=tuple(only or ()),
        renderer=renderer,
        engine=engine,
        keep_going=keep_going,
        reported_only=reported_only,
        recall=not no_cache,
    )
    if context.invoked_subcommand is None:
        _build(context.obj)


@app.command()
def check(
    context: typer.Context,
    data: Annotated[
        Path | None, typer.Option(metavar="DIR", help="The folder of facts; default data.")
    ] = None,
) -> None:
    """Check the data and build nothing."""
    from opsg.build import checked
    from opsg.console import console

    request = replace(context.obj, data=data.resolve()) if data else context.obj
    with console() as show:
        log = checked(request, show)
        show.done(f"The data is in order: {len(log.issues)} issues, latest {log.latest_month}.")


@app.command()
def why(
    context: typer.Context,
    page: Annotated[str, typer.Argument(metavar="SLUG", help="The page's notebook.")],
) -> None:
    """Tell why the next build runs a page's notebook again, or that it does not."""
    from opsg.build import why
    from opsg.console import console

    with console() as show:
        for made, changes in why(context.obj, page, show).items():
            if changes:
                show.done("\n  ".join([f"The next build runs the notebook of {made}:", *changes]))
            else:
                show.done(f"The next build takes {made} from the cache: nothing has changed.")


@app.command()
def serve(context: typer.Context) -> None:
    """Build the site and show it on this machine until Ctrl-C."""
    from opsg.serving import serve

    _build(context.obj)
    serve(context.obj.output)


app.add_typer(monthly.app)


def main(arguments: Sequence[str] | None = None, *, root: Path | None = None) -> int:
    """Run the command and return its exit code.

    `root` is the project's folder; without it, it is looked for from the working folder upwards.
    """
    try:
        app(args=arguments, obj=root)
    except UserError as error:
        return _complain(error)
    except OSError as error:
        if error.errno not in _NO_ROOM:
            raise
        where = str(error.filename or "")
        return _complain(UserError(f"{error.strerror}.", where=where, remedy="Make room there."))
    except SystemExit as end:
        if end.code == INTERRUPTED:
            print("Interrupted. The published site is as it was.", file=sys.stderr)
        return end.code if isinstance(end.code, int) else 0
    return 0


def _complain(error: UserError) -> int:
    from opsg.console import complain

    complain(error)
    return 1


def _build(request: Request) -> None:
    from opsg.build import build
    from opsg.console import console

    with console() as show:
        build(request, show)
