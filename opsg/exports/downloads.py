"""The data files that the site offers: every dataset as CSV and Parquet, and their Data Package.

The Data Package descriptor follows version 2 of the standard, https://datapackage.org.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from opsg.core import months
from opsg.core.edition import COMMENT, marked
from opsg.core.errors import UserError
from opsg.data.frontmatter import parse, read_text

if TYPE_CHECKING:
    import polars as pl

    from opsg.core.edition import Edition
    from opsg.data.datasets import Dataset
    from opsg.data.log import Log, Meeting

FOLDER = "downloads/data"
"""Where the files are, from the site's own folder. Their addresses stay the same every month."""

PACKAGE = f"{FOLDER}/datapackage.json"

LICENCES = {
    "reported": "no licence stated",
    "illustrative": "made by this project, under the MIT licence like its code",
}
"""What may be done with rows, by their provenance."""

_EDITIONS = {
    "reported": "Every row is in the published paper.",
    "illustrative": "Each row is reported (in the published paper) or illustrative (made up to "
    "show what the site does, not for decisions), as its column `provenance` says.",
}
_PROFILES = "https://datapackage.org/profiles/2.0"
_MIT = {"name": "MIT", "title": "MIT License", "path": "https://opensource.org/license/mit"}
_FORMULA = r"^([=+\-@\t\r\n\x00＝＋－＠])"


@dataclass(frozen=True)
class Field:
    """A column of a dataset as a reader of its files needs to know it.

    `kind` is `month`, `text` or `whole number`; `unit` is empty for what is not counted;
    `example` is empty where there is no row; `allowed` lists the values of a closed vocabulary;
    `least` and `most` are None where open.
    """

    name: str
    kind: str
    unit: str
    description: str
    example: str
    allowed: tuple[str, ...]
    least: int | None
    most: int | None
    derived: bool


@dataclass(frozen=True)
class Offer:
    """What the site offers of a dataset: all rows up to a month together, sorted by their keys.

    Its files say the `note`, such as that the edition is an inner one.
    """

    dataset: Dataset
    rows: pl.DataFrame
    note: str = ""

    @cached_property
    def csv(self) -> bytes:
        """The rows as CSV that a spreadsheet can open without running a formula."""
        return marked(spreadsheet_csv(self.rows), self.note).encode()

    @cached_property
    def parquet(self) -> bytes:
        """The rows as Parquet, `month` as the date of its first day, text as it is."""
        buffer = io.BytesIO()
        self.rows.write_parquet(
            buffer,
            compression="zstd",
            row_group_size=100_000,
            metadata={"note": self.note} if self.note else None,
        )
        return buffer.getvalue()

    def address(self, kind: str) -> str:
        """Where the site keeps the `csv` or `parquet` file, from its own folder."""
        return f"{FOLDER}/{self.dataset.name}.{kind}"

    @property
    def description(self) -> str:
        """What the dataset is, and why some counts in it may be empty."""
        below = self.dataset.suppress_below
        if below is None:
            return self.dataset.description
        return (
            f"{self.dataset.description} Empty counts are fewer than {below}, or would tell one"
            " that is."
        )

    @property
    def provenances(self) -> tuple[str, ...]:
        """The provenances that rows have, reported first."""
        found = set(self.rows["provenance"])
        return tuple(provenance for provenance in LICENCES if provenance in found)

    @property
    def source(self) -> str:
        """What the paper says of the dataset, and which of the rows are in a paper."""
        import polars as pl

        reported = self.rows.filter(pl.col("provenance") == "reported")
        if self.rows.is_empty():
            return self.dataset.source
        if reported.is_empty():
            return f"{self.dataset.source} Every row is illustrative."
        if reported.height == self.rows.height:
            return f"{self.dataset.source} Every row is reported."
        of = [months.name(month) for month in reported["month"].unique().sort()]
        return (
            f"{self.dataset.source} {reported.height:,} of {self.rows.height:,} rows are reported"
            f" ({', '.join(of)}), the others illustrative."
        )

    @property
    def licence(self) -> str:
        """What may be done with the rows, as a sentence for each provenance that there is."""
        return " ".join(
            f"{provenance.capitalize()} rows: {LICENCES[provenance]}."
            for provenance in self.provenances
        )

    @property
    def fields(self) -> tuple[Field, ...]:
        """The columns in the order of the files; examples are from the latest month."""
        import polars as pl

        latest = self.rows.filter(pl.col("month") == pl.col("month").max()).head(1)
        examples = latest.row(0, named=True) if latest.height else {}
        return tuple(
            _field(self.dataset, name, examples.get(name, "")) for name in self.rows.columns
        )


def _field(dataset: Dataset, name: str, example: Any) -> Field:
    import polars as pl

    columns = dataset.schema.columns()
    derived = name not in columns
    kinds = {pl.Date: "month", pl.String: "text"}
    limits = None if derived else columns[name]
    measured = name in dataset.measures
    return Field(
        name,
        "whole number" if derived else kinds.get(type(dataset.types[name]), "whole number"),
        dataset.units.get(name, ""),
        dataset.descriptions[name],
        months.text(example)
        if isinstance(example, date)
        else str("" if example is None else example),
        () if derived else dataset.allowed(name),
        getattr(limits, "min", None),
        # The contracts' bound on counts guards sums; it is no limit of what is counted.
        None if measured else getattr(limits, "max", None),
        derived,
    )


def offer(name: str, log: Log, edition: Edition) -> Offer:
    """What is offered of the dataset `name` in an edition; no rows if the edition has none.

    Raises UserError if there is no such dataset or no snapshot of it.
    """
    from opsg.data import snapshots, suppression
    from opsg.data.datasets import dataset

    described = dataset(name)
    rows = snapshots.scan(
        name, until=edition.month, reported_only=edition.reported_only, data=log.folder
    )
    whole = rows.sort(described.keys).collect()
    return Offer(described, suppression.in_rows(whole, described), edition.inner_note)


def offers(log: Log, edition: Edition) -> list[Offer]:
    """What is offered of every dataset, in the order of the issues."""
    from opsg.data.datasets import DATASETS

    return [offer(name, log, edition) for name in DATASETS]


def write(project: Path, log: Log, edition: Edition) -> None:
    """Write the files of every dataset that has rows, and their Data Package, into `project`.

    The same data give the same bytes. Every file of an inner edition says so. Raises UserError if
    the project has no `site-url`.
    """
    every = offers(log, edition)
    offered = [each for each in every if each.rows.height]
    if not offered:
        return
    (project / FOLDER).mkdir(parents=True, exist_ok=True)
    for each in offered:
        (project / each.address("csv")).write_bytes(each.csv)
        (project / each.address("parquet")).write_bytes(each.parquet)
    site = site_address(project)
    package = _package(offered, log.meeting(edition.month), site, edition)
    text = json.dumps(package, ensure_ascii=False, indent=2)
    (project / PACKAGE).write_text(f"{text}\n", encoding="utf-8")


def spreadsheet_csv(frame: pl.DataFrame) -> str:
    """A frame as CSV whose text cells and headers no spreadsheet takes for a formula.

    Text that begins with = + - @ or a control character gets an apostrophe in front, which tells
    a spreadsheet that text follows (OWASP, CSV Injection; ASVS 5.0, 1.2.10). Numbers stay as they
    are, negative ones too; dates are months, written YYYY-MM.
    """
    import polars as pl

    neutral = pl.col(pl.String).str.replace(_FORMULA, "'${1}")
    headers = pl.Series(frame.columns, dtype=pl.String).str.replace(_FORMULA, "'${1}")
    safe = frame.with_columns(neutral).rename(dict(zip(frame.columns, headers, strict=True)))
    return safe.write_csv(date_format="%Y-%m")


def site_address(project: Path) -> str:
    """Where the site will be, ending in a slash, as `_quarto.yml` says. Raises UserError if not."""
    settings = parse(read_text(project / "_quarto.yml", "_quarto.yml"), "_quarto.yml").value
    website = settings.get("website") if isinstance(settings, dict) else None
    address = website.get("site-url") if isinstance(website, dict) else None
    if not address:
        raise UserError(
            "the site's address is missing; feed and downloads need it.",
            where="_quarto.yml, website",
            remedy="Add `site-url: https://…/`.",
        )
    return str(address).rstrip("/") + "/"


def _package(
    offered: Sequence[Offer], meeting: Meeting, site: str, edition: Edition
) -> dict[str, Any]:
    """The descriptor; `classification`, `provenance`, `unit`, `licenceNote` are our additions."""
    says = f"{edition.inner_note} {_EDITIONS[edition.name]}".strip()
    return {
        "$schema": f"{_PROFILES}/datapackage.json",
        "name": f"opsg-issues-log-{edition.name}",
        "id": f"{site}{PACKAGE}",
        "title": f"OPSG Issues Log, {edition.name} edition",
        "description": "The monthly figures behind the Smart Energy Code Operations Group's "
        f"Issues Log. {says}\n\nIn CSV files, text that a "
        "spreadsheet would take for a formula has an apostrophe in front.",
        "homepage": f"{site}data.html",
        "created": f"{meeting.dated.isoformat()}T00:00:00Z",
        "sources": [
            {
                "title": f"{meeting.paper_name}, {meeting.title}, {meeting.team}, "
                f"{months.long_date(meeting.dated)}"
            }
        ],
        "classification": meeting.classification,
        "resources": [_resource(each, kind) for each in offered for kind in ("csv", "parquet")],
    }


def _resource(each: Offer, kind: str) -> dict[str, Any]:
    as_csv = kind == "csv"
    content = each.csv if as_csv else each.parquet
    licences = [_MIT] if each.provenances == ("illustrative",) else []
    return {
        "$schema": f"{_PROFILES}/dataresource.json",
        "name": each.dataset.name if as_csv else f"{each.dataset.name}.parquet",
        "type": "table",
        "path": Path(each.address(kind)).name,
        "title": each.dataset.title,
        "description": each.description,
        "format": kind,
        "mediatype": "text/csv" if as_csv else "application/vnd.apache.parquet",
        **({"encoding": "utf-8", "dialect": _dialect(each)} if as_csv else {}),
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "sources": [{"title": each.source}],
        **({"licenses": licences} if licences else {}),
        "licenceNote": each.licence,
        "provenance": {p: (each.rows["provenance"] == p).sum() for p in each.provenances},
        "schema": {
            "$schema": f"{_PROFILES}/tableschema.json",
            "fields": [
                _described(field, as_csv=as_csv, required=not each.rows[field.name].null_count())
                for field in each.fields
            ],
            "primaryKey": list(each.dataset.keys),
        },
    }


def _dialect(each: Offer) -> dict[str, str]:
    noted = {"commentChar": COMMENT} if each.note else {}
    return {"lineTerminator": "\n", **noted}


def _described(field: Field, *, as_csv: bool, required: bool) -> dict[str, Any]:
    types = {
        "month": "yearmonth" if as_csv else "date",
        "text": "string",
        "whole number": "integer",
    }
    limits = {"enum": list(field.allowed), "minimum": field.least, "maximum": field.most}
    constraints = {name: value for name, value in limits.items() if value not in (None, [])}
    first_day = "-01" if field.kind == "month" and not as_csv else ""
    return {
        "name": field.name,
        "type": types[field.kind],
        "description": field.description,
        "example": f"{field.example}{first_day}",
        **({"unit": field.unit} if field.unit else {}),
        "constraints": {"required": required, **constraints},
    }
