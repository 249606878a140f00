"""Forms for a month's figures, and the list of what can be handed in.

    from opsg.intake.forms import template
    print(*template("alerts", data=data, month="2021-03").lines(), sep="\\n")

A form holds what `ingest` asks for: the contract's columns, the keys of the last month, and no
count. Filled in, it is an extract like any other; while a count is missing it is refused.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from opsg.core import months
from opsg.core.errors import UserError

if TYPE_CHECKING:
    from opsg.intake.forms.form import Form

__all__ = ["template"]

_ENDINGS = (".xlsx", ".csv")


def template(
    name: str, *, data: Path, month: str | None = None, output: Path | None = None
) -> Form:
    """Write a form for the figures of the dataset `name` in a month.

    `month` is by default the one after the dataset's last. `output` ends in `.xlsx` or `.csv` and
    is by default named after dataset and month, in the working folder.

    Raises UserError if there is a file already, which somebody may have filled in, or if there is
    no such dataset or month.
    """
    from opsg.core.files import write_all
    from opsg.data import snapshots
    from opsg.data.datasets import dataset
    from opsg.intake.forms import form

    described = dataset(name)
    wanted = month or _next(snapshots.months(name, data))
    months.first_day(wanted)
    path = output or Path(f"{name}-{wanted}.xlsx")
    if path.suffix.lower() not in _ENDINGS:
        problem = "A form is an Excel workbook or CSV."
        raise UserError(problem, where=str(path), remedy="Let its name end in .xlsx or .csv.")
    if path.exists():
        problem = "There is a file already, which may have been filled in."
        raise UserError(problem, where=str(path), remedy="Name another with -o, or remove it.")
    blank = form.prepare(described, wanted, data, path)
    write_all({path: blank.content})
    return blank


def _next(written: list[str]) -> str:
    if not written:
        return months.text(date.today())
    return months.text(months.add(months.first_day(written[-1]), 1))
