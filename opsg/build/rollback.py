"""Puts the site that was published before back, once it has been looked over as a new one is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from opsg import publish
from opsg.core import months
from opsg.core.errors import UserError
from opsg.data import classification, log
from opsg.verification import inspect
from opsg.verification.marking import HEADLINES, headlines

if TYPE_CHECKING:
    from opsg.build.request import Request


def roll_back(request: Request) -> str:
    """Put back the site before the present one; returns of which month and edition it is.

    Raises UserError as `publish.roll_back` does, and with everything for which a build would not
    publish it today; the present site stays then.
    """

    def look(site: Path) -> None:
        if above := classification.check(log.load(request.data), request.ceiling):
            raise UserError.of(above)
        if not {"edition", "month"} <= headlines(site).keys():
            problem = "it does not say of which month and edition the site is."
            raise UserError(problem, where=str(site / HEADLINES), remedy="Build the site anew.")
        reported = request.reported_only or _edition(request.output) == "reported"
        if reported and _edition(site) != "reported":
            raise UserError(
                "the site before is of the illustrative edition, and would stand in the place of"
                " the reported one.",
                where=str(site),
                remedy="Build the one that is wanted: python build.py --reported-only",
            )
        inspect(str(site), None, str(request.data), request.ceiling)

    publish.roll_back(request.output, look)
    told = headlines(request.output)
    draft = ", a draft" if told.get("draft") else ""
    return f"{_edition(request.output)} edition, {months.named(told['month'])}{draft}"


def _edition(site: Path) -> object:
    return headlines(site).get("edition")
