"""The commands of the monthly round: papers, extracts, months and issues; no logic of their own."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from opsg.core.edition import Edition, Level, Provenance
from opsg.core.errors import UserError

if TYPE_CHECKING:
    from opsg.data.log import IssueLog

app = typer.Typer()

Month = Annotated[str, typer.Argument(metavar="YYYY-MM", help="The month.")]
MonthOption = Annotated[str, typer.Option("--month", metavar="YYYY-MM", help="The month.")]
LevelOption = Annotated[
    Level,
    typer.Option("--classification", case_sensitive=False, help="Its classification."),
]
Replace = Annotated[bool, typer.Option("--replace", help="Overwrite what is there already.")]


@app.command("import-paper")
def import_paper(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="The paper: .txt, .docx or .pdf with text.")],
    month: Annotated[
        str | None,
        typer.Option(metavar="YYYY-MM", help="The paper's month; default that of its date."),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would change and write nothing.")
    ] = False,
    replace: Replace = False,
) -> None:
    """Write a published paper into the log."""
    from opsg.intake.papers import importer

    done = importer.import_paper(
        file, _own(context), month=month, dry_run=dry_run, replace=replace,
        notebooks=context.obj.root / "notebooks",
    )  # fmt: skip
    _tell(done.told())


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
) -> None:
    """Make the month's snapshot of a dataset from an extract."""
    from opsg.intake.extracts import ingest

    summary = ingest(
        file, dataset, month, data=_own(context), provenance=provenance, sheet=sheet,
        replace=replace, why=why,
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
        _log(context, unfinished=True, to_write=True), slug, title, month=month,
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

    log = _log(context, unfinished=True, to_write=True)
    _tell(rounds.close_issue(log, slug, month).lines())


@app.command()
def report(
    context: typer.Context,
    month: Annotated[
        str | None, typer.Option(metavar="YYYY-MM", help="The meeting's month; default the latest.")
    ] = None,
    folder: Annotated[
        Path, typer.Option(metavar="DIR", help="Where to write them.", show_default=True)
    ] = Path("_reports"),
) -> None:
    """Write the paper for the meeting as Word and PDF."""
    from opsg.data import classification
    from opsg.exports import paper

    log, request = _log(context), context.obj
    if above := classification.check(log, request.ceiling):
        raise UserError.of(above)
    edition = Edition(month or log.latest_month, request.reported_only, request.ceiling)
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


def _own(context: typer.Context) -> Path:
    """The data folder, to write into. Raises UserError if it only mirrors a bucket."""
    from opsg.core import bucket

    bucket.require_own(context.obj.data)
    data: Path = context.obj.data
    return data


def _log(context: typer.Context, *, unfinished: bool = False, to_write: bool = False) -> IssueLog:
    from opsg.data import log

    data = _own(context) if to_write else context.obj.data
    return log.load(data, unfinished=unfinished)


def _tell(lines: Iterable[str]) -> None:
    for line in lines:
        typer.echo(line)
