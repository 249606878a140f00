"""The commands that build the site, look at it, and write the paper for the meeting."""

from __future__ import annotations

import json
import logging
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from opsg.cli.app import Data, app
from opsg.cli.writing import log_of, tell
from opsg.core.edition import ceiling_of
from opsg.core.errors import UserError, display

if TYPE_CHECKING:
    from opsg.build.request import Request

STALE = 3


@app.callback()
def site(
    context: typer.Context,
    month: Annotated[
        str | None,
        typer.Option(
            metavar="YYYY-MM",
            help="Build as of this month; default the latest, of the reported edition the newest"
            " that is published.",
        ),
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
    verbose: Annotated[
        bool,
        typer.Option("-v", "--verbose", help="Tell what each step does, on standard error."),
    ] = False,
) -> None:
    """Build the OPSG Issues Log as a static site and publish it."""
    from opsg.build.request import Request, project_folder

    if verbose:
        _log_to_stderr()
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
def tidy(
    context: typer.Context,
    notebooks: Annotated[
        list[Path] | None,
        typer.Argument(metavar="FILE...", help="Notebooks; default all; - from input to output."),
    ] = None,
) -> None:
    """Take out of notebooks what editors add: outputs, counts and metadata."""
    from opsg.core import notebook_file

    if notebooks == [Path("-")]:
        sys.stdout.buffer.write(notebook_file.tidied(sys.stdin.buffer.read()))
        return
    every = notebooks or sorted((context.obj.root / "notebooks").glob("*.ipynb"))
    tell(f"{display(path)} is tidy now." for path in every if notebook_file.tidy_file(path))


@app.command()
def compare(
    context: typer.Context,
    base: Annotated[
        str, typer.Argument(metavar="BASE", help="A folder with the log, or a Git revision.")
    ],
) -> None:
    """Tell, as Markdown, what the data changes on the site, compared with another state of it."""
    from opsg.build.comparison import compare

    typer.echo(compare(context.obj, base))


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

    serve(context.obj)


@app.command()
def report(
    context: typer.Context,
    month: Annotated[
        str | None,
        typer.Option(metavar="YYYY-MM", help="The meeting's month; default that of the edition."),
    ] = None,
    folder: Annotated[
        Path, typer.Option(metavar="DIR", help="Where to write them.", show_default=True)
    ] = Path("_reports"),
) -> None:
    """Write the paper for the meeting as Word and PDF, and its briefing as PDF."""
    from opsg.data import classification, unwritten
    from opsg.exports import paper

    log, request = log_of(context), context.obj
    edition = replace(request, month=month or request.month).edition(log)
    found = unwritten.in_edition(unwritten.unwritten(log), edition, log)
    wrong = [finding for finding in found if finding.severity == "error"]
    if wrong := [*classification.check(log, request.ceiling), *wrong]:
        raise UserError.of(wrong)
    tell(map(str, paper.write(log, edition, folder)))


@app.command()
def verify(
    context: typer.Context,
    folder: Annotated[
        Path | None, typer.Argument(metavar="DIR", help="A built site; default the published one.")
    ] = None,
) -> None:
    """Look over a built site: whole, sound, without secrets, asking no other host."""
    from opsg.verification import inspect

    site = folder or context.obj.output
    inspect(str(site), None, str(context.obj.data), context.obj.ceiling)
    typer.echo(f"{site} is in order.")


@app.command()
def rollback(context: typer.Context) -> None:
    """Look over the site that was published before and put it back; once more undoes that."""
    from opsg.build.rollback import roll_back

    what = roll_back(context.obj)
    typer.echo(f"{context.obj.output} is the site that was there before: {what}.")


def _log_to_stderr() -> None:
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(relativeCreated)6d ms  %(name)s: %(message)s"))
    logger = logging.getLogger("opsg")
    logger.handlers = [handler]
    logger.setLevel(logging.DEBUG)


def _located(data: str | None, root: Path) -> Path:
    """The folder of facts, which for data in a bucket is its mirror."""
    if data and "://" in data:
        from opsg.core import bucket

        return bucket.mirror(data, root / ".opsg" / "remote")
    return Path(data or root / "data").resolve()


def _build(request: Request) -> None:
    from opsg.build import build
    from opsg.core.console import console

    with console() as show:
        stale = build(request, show)
    if stale:
        pages = ", ".join(sorted(stale))
        print(f"Not up to date, because their notebooks failed: {pages}.", file=sys.stderr)
        raise typer.Exit(STALE)
