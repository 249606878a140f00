"""A small data folder in a repository of its own, with figures of fourteen months."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from ingest_tables import TODAY, alerts, exceptions, outages

from opsg.core import months
from opsg.intake.extracts.importer import ingest
from opsg.intake.extracts.order import Order
from opsg.intake.extracts.summary import Summary

LOG = Path(__file__).parents[2] / "fixtures" / "log"


@pytest.fixture(scope="session")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of all tests, of which each has a copy."""
    folder = Path(shutil.copytree(LOG, tmp_path_factory.mktemp("original") / "data"))
    for count, day in enumerate(months.span(date(2019, 12, 1), date(2021, 1, 1))):
        month = months.text(day)
        _write(folder, "alerts", month, alerts(month, raised=100 + 3 * (count % 2)))
        _write(folder, "hub_exceptions", month, exceptions(month, "User 02", "User 05"))
        _write(folder, "power_outages", month, outages(month, "DNO A", "DNO C"))
    return folder


@pytest.fixture
def data(original: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data folder: alerts, open Exceptions and power outages of 2019-12 to 2021-01."""
    monkeypatch.delenv("OPSG_PARTIES", raising=False)
    return Path(shutil.copytree(original, tmp_path / "repository" / "data"))


def _write(folder: Path, dataset: str, month: str, rows: pl.DataFrame) -> None:
    path = folder / "snapshots" / dataset / f"{month}.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    rows.with_columns(provenance=pl.lit("illustrative")).write_csv(path)


@pytest.fixture
def take(data: Path) -> Callable[..., Summary]:
    """Ingests an extract of alerts for 2021-02, reported, unless told otherwise."""

    def run(
        file: Path, dataset: str = "alerts", month: str = "2021-02", **options: object
    ) -> Summary:
        settings = {"provenance": "reported", "when": TODAY, **options}
        return ingest(Order(file, dataset, month, data=data, **settings))

    return run


@pytest.fixture
def extract(tmp_path: Path) -> Callable[..., Path]:
    """Writes text, or bytes, as an extract outside the repository."""

    def write(content: str | bytes, name: str = "extract.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


@pytest.fixture
def private(tmp_path: Path) -> Path:
    """A private list of Parties."""
    path = tmp_path / "parties.csv"
    path.write_text("name,pseudonym\nAcme Energy Ltd,User 02\nBeta Networks,DNO C\n")
    path.chmod(0o600)
    return path
