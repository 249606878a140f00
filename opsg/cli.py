"""The command line: options, commands and exit codes; the work is done elsewhere.

It is over 300 lines long because every option is described here, and nowhere else.

Exit codes: 0 done, 1 an error that the user can mend, 2 wrong usage, 3 published with a page that
an earlier build made, 130 interrupted.
Heavy libraries are imported inside the commands, so that `--help` is instant.
"""

from __future__ import annotations

import errno
import json
import logging
import shlex
import sys
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from opsg.core.edition import Level, Provenance, ceiling_of
from opsg.core.errors import UserError

if TYPE_CHECKING:
    from opsg.build.request import Request
    from opsg.data.log import IssueLog

STALE = 3
INTERRUPTED = 130
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EROFS)

_command: list[str] = []
"""The arguments of the command that runs, for the record of what it writes."""

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
Month = Annotated[str, typer.Argument(metavar="YYYY-MM", help="The month.")]
MonthOption = Annotated[str, typer.Option("--month", metavar="YYYY-MM", help="The month.")]
LevelOption = Annotated[
    Level,
    typer.Option("--classification", case_sensitive=False, help="Its classification."),
]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Show what would change and write nothing.")
]
Proposal = Annotated[str, typer.Argument(metavar="ID", help="The proposal, as check names it.")]
Replace = Annotated[bool, typer.Option("--replace", help="Overwrite what is there already.")]


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

    # The same command builds, without its last word.
    serve(context.obj, [sys.executable, *sys.argv[:-1]])


@app.command("import-paper")
def import_paper(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="The paper: .txt, .docx or .pdf with text.")],
    month: Annotated[
        str | None,
        typer.Option(metavar="YYYY-MM", help="The paper's month; default that of its date."),
    ] = None,
    dry_run: DryRun = False,
    replace: Replace = False,
) -> None:
    """Write a published paper into the log."""
    from opsg.intake.papers import importer

    done = importer.import_paper(
        file, _own(context, dry_run=dry_run), month=month, dry_run=dry_run, replace=replace,
        notebooks=context.obj.root / "notebooks",
    )  # fmt: skip
    _tell(done.lines())


@app.command("accept-figure")
def accept_figure(
    context: typer.Context,
    proposal: Proposal,
    name: Annotated[
        str | None,
        typer.Option(help="The figure's name; one that the issue has had goes on with it."),
    ] = None,
    label: Annotated[str | None, typer.Option(help="What pages call it.")] = None,
    unit: Annotated[str | None, typer.Option(help="What is counted.")] = None,
    kind: Annotated[
        Literal["level", "cumulative", "share", "estimate"] | None,
        typer.Option(help="How it may be used."),
    ] = None,
) -> None:
    """Make a number that an import proposed a figure of its issue."""
    from opsg.intake.papers import settle

    done = settle.accept(_own(context), proposal, name=name, label=label, unit=unit, kind=kind)
    _tell(done.lines())


@app.command("dismiss-figure")
def dismiss_figure(context: typer.Context, proposal: Proposal) -> None:
    """Say that a number that an import proposed is no figure."""
    from opsg.intake.papers import settle

    _tell(settle.dismiss(_own(context), proposal).lines())


@app.command()
def ingest(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="The extract: CSV, Excel or Parquet.")],
    dataset: Annotated[str, typer.Option(metavar="NAME", help="The dataset it is of.")],
    month: MonthOption,
    provenance: Annotated[
        Provenance,
        typer.Option(help="Whether the month's paper publishes these figures."),
    ],
    sheet: Annotated[str | None, typer.Option(help="The workbook's sheet.")] = None,
    replace: Replace = False,
    why: Annotated[str | None, typer.Option(help="Why a month is restated; pages show it.")] = None,
    dry_run: DryRun = False,
) -> None:
    """Make the month's snapshot of a dataset from an extract."""
    from opsg.intake.extracts import ingest

    summary = ingest(
        file, dataset, month, data=_own(context, dry_run=dry_run), provenance=provenance,
        sheet=sheet, replace=replace, why=why, dry_run=dry_run,
    )  # fmt: skip
    _tell(summary.lines())


@app.command("new-month")
def new_month(
    context: typer.Context,
    month: Month,
    classification: LevelOption,
    paper: Annotated[str | None, typer.Option(help="The paper's number, if known.")] = None,
    paper_date: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The paper's date, if known.")
    ] = None,
) -> None:
    """Begin a month: its meeting, and every open issue's entry carried forward."""
    from opsg.intake import rounds

    done = rounds.new_month(
        _log(context, to_write=True), month, classification=classification, paper=paper,
        paper_date=paper_date.date() if paper_date else None,
    )  # fmt: skip
    _tell(done.lines())


@app.command("new-issue")
def new_issue(
    context: typer.Context,
    slug: Annotated[str, typer.Argument(help="Its name in addresses: late-reads.")],
    title: Annotated[str, typer.Option(help="Its title, as the paper prints it.")],
    month: MonthOption,
    classification: LevelOption,
) -> None:
    """Begin an issue: its text, its entry and a notebook that already shows a page."""
    from opsg.intake import rounds

    done = rounds.new_issue(
        _log(context, to_write=True), slug, title, month=month,
        classification=classification, notebooks=context.obj.root / "notebooks",
    )  # fmt: skip
    _tell(done.lines())


@app.command("close-issue")
def close_issue(
    context: typer.Context,
    slug: Annotated[str, typer.Argument(help="The issue.")],
    month: MonthOption,
) -> None:
    """Move an issue to Closed; its page stays, and it leaves the active list."""
    from opsg.intake import rounds

    log = _log(context, to_write=True)
    _tell(rounds.close_issue(log, slug, month).lines())


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
    """Write the paper for the meeting as Word and PDF."""
    from opsg.data import classification, unwritten
    from opsg.exports import paper

    log, request = _log(context), context.obj
    edition = replace(request, month=month or request.month).edition(log)
    found = unwritten.in_edition(unwritten.unwritten(log), edition, log)
    wrong = [finding for finding in found if finding.severity == "error"]
    if wrong := [*classification.check(log, request.ceiling), *wrong]:
        raise UserError.of(wrong)
    _tell(map(str, paper.write(log, edition, folder)))


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
    """Put the site that was published before back in place; once more puts this one back."""
    from opsg.publish import roll_back

    roll_back(context.obj.output)
    typer.echo(f"{context.obj.output} is the site that was there before.")


@app.command()
def undo(context: typer.Context) -> None:
    """Put back what the last command that wrote into the log replaced: one step, once."""
    from opsg.core import bucket
    from opsg.core import undo as journal

    bucket.require_own(context.obj.data)
    context.with_resource(_writing(context.obj))
    done = journal.undo(_journal(context.obj), _shown)
    typer.echo(f"Undone: {done.command}, of {done.when}.")
    _tell(f"Put back {_shown(path)}." for path in done.restored)
    _tell(f"Took away {_shown(path)}." for path in done.removed)


def main(arguments: Sequence[str] | None = None, *, root: Path | None = None) -> int:
    """Run the command and return its exit code.

    `root` is the project's folder; without it, it is looked for from the working folder upwards.
    """
    _command[:] = list(sys.argv[1:] if arguments is None else arguments)
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


def _own(context: typer.Context, *, dry_run: bool = False) -> Path:
    """The data folder, to write into; what is written can be undone from now on.

    A dry run needs no room for that.

    Raises UserError if it only mirrors a bucket.
    """
    from opsg.core import bucket
    from opsg.core import undo as journal

    bucket.require_own(context.obj.data)
    data: Path = context.obj.data
    if dry_run:
        return data
    folder = _journal(context.obj)
    command = shlex.join(["python", "build.py", *_command])
    half = journal.interrupted(folder)
    if half and half != command:
        raise UserError(
            f"'{half}' was interrupted while it wrote.",
            remedy="Take back what it wrote with: python build.py undo",
        )
    context.with_resource(_writing(context.obj))
    journal.keep(folder, command)
    context.call_on_close(journal.stop)
    return data


def _writing(request: Request) -> AbstractContextManager[None]:
    """The lock of commands that write, of which one runs at a time."""
    from opsg.core.lock import lock

    return lock(request.work / "writing.lock", what="command writes into the log")


def _journal(request: Request) -> Path:
    """Where a project keeps what the last command replaced."""
    return request.work / "undo"


def _shown(path: Path) -> str:
    """A path as messages show it: from the working folder, if it is in there."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)


def _log(context: typer.Context, *, to_write: bool = False) -> IssueLog:
    from opsg.data import log

    data = _own(context) if to_write else context.obj.data
    return log.load(data)


def _tell(lines: Iterable[str]) -> None:
    for line in lines:
        typer.echo(line)
