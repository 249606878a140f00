"""The commands that write into the log: what comes in, the rounds, and taking back."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

import typer

from opsg.cli.app import DryRun, LevelOption, Month, MonthOption, Proposal, Replace, app
from opsg.cli.writing import journal_of, log_of, own, tell, tell_odds, writing
from opsg.core.edition import Level, Provenance
from opsg.core.errors import display


@app.command("import-paper")
def import_paper(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="The paper: .txt, .docx or .pdf with text.")],
    month: Annotated[
        str | None,
        typer.Option(metavar="YYYY-MM", help="The paper's month; default that of its date."),
    ] = None,
    classification: Annotated[
        Level | None,
        typer.Option(
            case_sensitive=False, help="Its classification, where it does not say that clearly."
        ),
    ] = None,
    dry_run: DryRun = False,
    replace: Replace = False,
) -> None:
    """Write a published paper into the log."""
    from opsg.intake.papers import importer

    done = importer.import_paper(
        file, own(context, dry_run=dry_run), month=month, said=classification or "",
        dry_run=dry_run, replace=replace, notebooks=context.obj.root / "notebooks",
    )  # fmt: skip
    tell(done.lines())
    if not dry_run:
        tell_odds(context.obj.data)


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

    done = settle.accept(own(context), proposal, name=name, label=label, unit=unit, kind=kind)
    tell(done.lines())
    tell_odds(context.obj.data)


@app.command("dismiss-figure")
def dismiss_figure(context: typer.Context, proposal: Proposal) -> None:
    """Say that a number that an import proposed is no figure."""
    from opsg.intake.papers import settle

    tell(settle.dismiss(own(context), proposal).lines())


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
    new_parties: Annotated[
        bool,
        typer.Option(
            "--new-parties", help="Add names that are new to the list that OPSG_PARTIES names."
        ),
    ] = False,
    dry_run: DryRun = False,
) -> None:
    """Make the month's snapshot of a dataset from an extract."""
    from opsg.intake.extracts.importer import ingest
    from opsg.intake.extracts.order import Order

    order = Order(
        file, dataset, month, data=own(context, dry_run=dry_run), provenance=provenance,
        sheet=sheet, replace=replace, why=why or "", new_parties=new_parties,
        dry_run=dry_run,
    )  # fmt: skip
    tell(ingest(order).lines())
    if not dry_run:
        tell_odds(context.obj.data)


@app.command()
def datasets(context: typer.Context) -> None:
    """List the datasets: their columns, units and last month."""
    from opsg.intake.forms import listing

    tell(listing.lines(context.obj.data))


@app.command()
def template(
    context: typer.Context,
    dataset: Annotated[str, typer.Argument(metavar="DATASET", help="One that datasets lists.")],
    month: Annotated[
        str | None,
        typer.Option(metavar="YYYY-MM", help="The month; default the one after the last."),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="FILE", help="Where to write it: .xlsx or .csv."),
    ] = None,
) -> None:
    """Write a form for a month's figures, to be filled in and ingested."""
    from opsg.intake.forms.form import template

    tell(template(dataset, data=context.obj.data, month=month, output=output).lines())


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
        log_of(context, to_write=True), month, classification=classification, paper=paper,
        paper_date=paper_date.date() if paper_date else None,
    )  # fmt: skip
    tell(done.lines())


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
        log_of(context, to_write=True), slug, title, month=month,
        classification=classification, notebooks=context.obj.root / "notebooks",
    )  # fmt: skip
    tell(done.lines())


@app.command("close-issue")
def close_issue(
    context: typer.Context,
    slug: Annotated[str, typer.Argument(help="The issue.")],
    month: MonthOption,
) -> None:
    """Move an issue to Closed; its page stays, and it leaves the active list."""
    from opsg.intake import rounds

    log = log_of(context, to_write=True)
    tell(rounds.close_issue(log, slug, month).lines())


@app.command()
def undo(context: typer.Context) -> None:
    """Put back what the last command that wrote into the log replaced: one step, once."""
    from opsg.core import bucket
    from opsg.core import undo as journal

    bucket.require_own(context.obj.data)
    context.with_resource(writing(context.obj))
    done = journal.undo(journal_of(context.obj), display)
    typer.echo(f"Undone: {done.command}, of {done.when}.")
    tell(f"Put back {display(path)}." for path in done.restored)
    tell(f"Took away {display(path)}." for path in done.removed)
