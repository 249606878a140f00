"""The command line: options, commands and exit codes; the work is done elsewhere.

Exit codes: 0 done, 1 an error that the user can mend, 2 wrong usage, 3 published with a page that
an earlier build made, 130 interrupted.
Heavy libraries are imported inside the commands, so that `--help` is instant.
"""

from __future__ import annotations

import errno
import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from opsg import monthly
from opsg.core.errors import UserError

if TYPE_CHECKING:
    from opsg.build.request import Request

STALE = 3
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


Data = Annotated[
    str | None,
    typer.Option(metavar="DIR", help="The folder of facts, or s3://bucket/folder; default data."),
]


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
    data: Data = None,
    output: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Where to publish; default _site.")
    ] = None,
    keep_going: Annotated[
        bool,
        typer.Option(
            "--keep-going",
            help="When a notebook fails, publish its page as it last was, marked so.",
        ),
    ] = False,
    reported_only: Annotated[
        bool,
        typer.Option("--reported-only", help="Build the edition of published figures alone."),
    ] = False,
    ceiling: Annotated[
        str,
        typer.Option(
            metavar="LEVEL",
            help="The highest classification that the site may hold: white, green, amber or red.",
        ),
    ] = "white",
    no_cache: Annotated[
        bool,
        typer.Option("--no-cache", help="Make everything anew, and take nothing from the cache."),
    ] = False,
    dask: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS",
            help="Run the notebooks on the Dask cluster with this scheduler: tcp://scheduler:8786.",
        ),
    ] = None,
) -> None:
    """Build the OPSG Issues Log as a static site and publish it."""
    from opsg.build.request import Request, project_folder
    from opsg.core.edition import ceiling_of

    root = context.obj or project_folder(Path.cwd())
    context.obj = Request(
        root=root,
        data=_located(data, root),
        output=output or root / "_site",
        month=month,
        only=tuple(only or ()),
        renderer=renderer,
        engine=engine,
        keep_going=keep_going,
        reported_only=reported_only,
        ceiling=ceiling_of(ceiling),
        recall=not no_cache,
        dask=dask,
    )
    if context.invoked_subcommand is None:
        _build(context.obj)


@app.command()
def check(
    context: typer.Context,
    data: Data = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print what is found as one JSON document.")
    ] = False,
) -> None:
    """Tell all that is wrong with data and notebooks."""
    from opsg.build.check import check_all
    from opsg.core.console import tell

    request = context.obj
    found = check_all(replace(request, data=_located(data, request.root)) if data else request)
    tell(found.all)
    if as_json:
        typer.echo(json.dumps(found.document(), indent=1, ensure_ascii=False))
    elif not found.errors:
        typer.echo(found.summary)
    if found.errors:
        raise typer.Exit(1)


@app.command()
def why(
    context: typer.Context,
    page: Annotated[str, typer.Argument(metavar="SLUG", help="The page's notebook.")],
) -> None:
    """Tell why the next build runs a page's notebook again, or that it does not."""
    from opsg.build import why
    from opsg.core.console import console

    with console() as show:
        for made, changes in why(context.obj, page, show).items():
            if changes:
                show.done("\n  ".join([f"The next build runs the notebook of {made}:", *changes]))
            else:
                show.done(f"The next build takes {made} from the cache: nothing has changed.")


@app.command()
def serve(context: typer.Context) -> None:
    """Show the site and keep it up to date until Ctrl-C."""
    from opsg.build.preview import serve

    # The same command builds, without its last word.
    serve(context.obj, [sys.executable, *sys.argv[:-1]])


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


def _located(data: str | None, root: Path) -> Path:
    """The folder of facts, which for data in a bucket is its mirror."""
    if data and "://" in data:
        from opsg.core import bucket

        return bucket.mirror(data, root / ".opsg" / "remote")
    return Path(data or root / "data").resolve()


def _complain(error: UserError) -> int:
    from opsg.core.console import tell

    tell(error.findings)
    return 1


def _build(request: Request) -> None:
    from opsg.build import build
    from opsg.core.console import console

    with console() as show:
        stale = build(request, show)
    if stale:
        pages = ", ".join(sorted(stale))
        print(f"Not up to date, because their notebooks failed: {pages}.", file=sys.stderr)
        raise typer.Exit(STALE)
