"""The command itself, to which `site` and `facts` add theirs, and options that several have."""

from __future__ import annotations

from typing import Annotated

import typer

from opsg.core.edition import Level

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
