"""Two months as an analyst lives them, through the command, from paper and extracts to the site."""

from __future__ import annotations

import csv
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
import workbooks
from bs4 import BeautifulSoup
from exports.paper.february import paragraphs, squeezed
from projects import copied
from pypdf import PdfReader

from opsg.cli import main
from opsg.core.pandoc import binary
from opsg.data.datasets import DATASETS
from opsg.data.log import load

FIXTURES = Path(__file__).parents[1] / "fixtures"
CLOSED = "Alerts with Duplicate Headers"
WHY = "A late correction by one region."
OLD = "There are a few live assets"
NEW = "There are very few live assets"


def paper(folder: Path) -> Path:
    """A paper of March: February's with another number and date, and two sentences changed."""
    text = (FIXTURES / "OPSG_44_0203.txt").read_text(encoding="utf-8")
    for old, new in (
        ("OPSG_44_0203", "OPSG_45_0303"),
        ("23 February 2021", "23 March 2021"),
        ("41 million", "45 million"),  # what the month's extract brings it to
        (OLD, NEW),
    ):
        assert old in text
        text = text.replace(old, new)
    path = folder / "paper.txt"
    path.write_text(text, encoding="utf-8")
    return path


def extract(root: Path, dataset: str, kind: int, folder: Path) -> Path:
    """February's rows as an extract of March, as one office or another would send it."""
    source = root / "data" / "snapshots" / dataset / "2021-02.csv"
    if kind == 4:
        path = folder / f"{dataset}.parquet"
        typed = pl.read_csv(source, comment_prefix="#").drop("month", "provenance")
        typed.with_columns(pl.lit("2021-03-01").str.to_date().alias("month")).write_parquet(path)
        return path
    with source.open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    place = head.index("month")
    keep = [index for index, name in enumerate(head) if name != "provenance"]
    rows = [[("01/03/2021" if i == place else row[i]) for i in keep] for row in rows]
    head = [head[i].replace("_", " ").title() for i in keep]
    if kind == 0:
        return workbooks.write(folder / f"{dataset}.xlsx", {"Data": [["As sent"], head, *rows]})
    encoding, separator = [("utf-16", ";"), ("cp1252", ","), ("utf-8-sig", "\t")][kind - 1]
    path = folder / f"{dataset}.csv"
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=separator).writerows([head, *rows])
    return path


def corrected(file: Path) -> Path:
    """An extract of alerts sent again, with another figure in its first row."""
    head, first, *rows = file.read_text(encoding="utf-16").splitlines()
    first = first.rsplit(";", 1)[0] + ";1"
    file.write_text("\n".join([head, first, *rows]) + "\n", encoding="utf-16")
    return file


def page(root: Path, name: str) -> str:
    html = (root / "_site" / f"{name}.html").read_text(encoding="utf-8")
    return " ".join(BeautifulSoup(html, "html.parser").main.get_text(" ").split())


def word(file: Path) -> str:
    """What Pandoc reads from a Word file."""
    command = [binary(), "--from=docx", "--to=plain", "--wrap=none", str(file)]
    return subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout


def pdf(file: Path) -> str:
    """What pypdf reads from a PDF, without the header and footer of its pages."""
    pages = [page.extract_text() for page in PdfReader(file).pages]
    shared = set.intersection(*(set(text.splitlines()) for text in pages))
    lines = [line for text in pages for line in text.splitlines()]
    return "\n".join(line for line in lines if line not in shared and "Page " not in line)


def missing(root: Path, month: str, said: str) -> list[str]:
    """The paragraphs of the month's entries that a report does not have."""
    said = squeezed(said)
    log = load(root / "data")
    held = [issue for issue in log.issues if month in issue.entries]
    short = log.model_copy(update={"issues": tuple(held)})
    return [one for _, one in paragraphs(short, month) if squeezed(one) not in said]


Run = Callable[..., None]


@pytest.fixture
def root(project: Path, tmp_path: Path) -> Path:
    """February's project as it is after its builds, to go on from."""
    return copied(project, tmp_path / "opsg", built=True)


@pytest.fixture
def run(root: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs the command in the copy; it must succeed."""
    monkeypatch.delenv("OPSG_PARTIES", raising=False)

    def run(*arguments: object) -> None:
        assert main([str(argument) for argument in arguments], root=root) == 0

    return run


@pytest.mark.slow
def test_two_months_from_paper_and_extracts_to_the_site(
    run: Run, root: Path, tmp_path: Path
) -> None:
    build = ("--renderer", "pandoc")
    taken = ("--provenance", "illustrative", "--month", "2021-03", "--dataset")

    # March: a paper, and twelve extracts in the five forms in which they come.
    run("import-paper", paper(tmp_path))
    for place, dataset in enumerate(DATASETS):
        run("ingest", extract(root, dataset, place % 5, tmp_path), *taken, dataset)
    run("check")
    run(*build)
    run("report", "--folder", tmp_path / "reports")

    assert "paper OPSG_45_0303" in page(root, "index")
    assert NEW in page(root, "issues/spurious-alerts")
    changed = page(root, "what-changed")
    assert "[added: very ] few live assets" in changed
    assert "no longer listed" not in changed
    for folder in (tmp_path / "reports", root / "_site/reports"):
        assert missing(root, "2021-03", word(folder / "2021-03.docx")) == []
        assert missing(root, "2021-03", pdf(folder / "2021-03.pdf")) == []

    # April: one restated, one closed, one new.
    run("new-month", "2021-04", "--classification", "White")
    march = root / "data/snapshots/alerts/2021-03.csv"
    before = march.read_bytes()
    again = corrected(extract(root, "alerts", 1, tmp_path))
    assert main(["ingest", str(again), *taken, "alerts"], root=root) == 1
    assert march.read_bytes() == before
    run("ingest", again, *taken, "alerts", "--replace", "--why", WHY)
    run("close-issue", "duplicate-headers", "--month", "2021-04")
    begun = ("--title", "Late reads", "--month", "2021-04", "--classification", "White")
    run("new-issue", "late-reads", *begun)
    run("check")
    run(*build)

    log = load(root / "data")
    assert [restated.why for restated in log.restatements] == [WHY]
    for name in ("issues/spurious-alerts", "data"):
        told = rf"March 2021 \(illustrative\), on .*? became .*? {WHY}"
        assert len(re.findall(told, page(root, name))) == 1
    assert WHY not in page(root, "issues/han-stability")

    board = page(root, "index")
    assert "Late reads" in board and CLOSED in board.split("Closed", 2)[-1]
    assert "Closed" in page(root, "issues/duplicate-headers")
    changed = page(root, "what-changed")
    assert "one issue was opened, one issue was closed" in changed
    assert f"{CLOSED} was closed. Late reads was opened." in changed
    assert "one restatement was made" in changed
    assert re.search(rf"Restated: Spurious Alerts ?, {told}", changed)
    assert "No issue moved to another stage." in changed
    assert "Every issue has the same words in both papers." in changed
    assert "Late reads" in page(root, "issues/late-reads")

    assert re.search(f"Restated: {told}", page(root, "reports/2021-04"))
    run(*build, "--month", "2021-03", "--output", tmp_path / "march")
    assert "Late reads" not in (tmp_path / "march/stage-timeline.html").read_text()

    said = {"docx": word, "pdf": pdf}
    for ending, read in said.items():
        text = read(root / f"_site/reports/2021-04.{ending}")
        assert missing(root, "2021-04", text) == []
        assert squeezed(f"{CLOSED} Current Stage") in squeezed(text)
        assert squeezed(WHY) in squeezed(text)
        assert squeezed("Late reads Current Stage") in squeezed(text)


@pytest.fixture
def renamed(run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A paper comes in that names a new issue and leaves one out, as its import says to close."""
    file = paper(tmp_path)
    text = file.read_text(encoding="utf-8")
    assert "Power Outage Reporting\n" in text
    file.write_text(text.replace("Power Outage Reporting\n", "Late Reads\n"), encoding="utf-8")

    run("import-paper", file)
    (close,) = re.findall(r"If it was closed: python build\.py (.*)", capsys.readouterr().out)
    run(*close.split())


@pytest.mark.usefixtures("renamed")
def test_a_paper_that_names_a_new_issue_and_leaves_one_out_is_in_the_log_by_two_commands(
    run: Run, root: Path
) -> None:
    run("check")
    issues = {issue.slug: issue for issue in load(root / "data").issues}
    assert issues["late-reads"].title == "Late Reads"
    assert list(issues["late-reads"].entries) == ["2021-03"]
    assert issues["late-reads"].entry("2021-03").stage == "Raised"
    assert issues["power-outage-reporting"].closed_in("2021-03") == "2021-03"


@pytest.mark.slow
@pytest.mark.usefixtures("renamed")
def test_a_paper_that_names_a_new_issue_and_leaves_one_out_is_a_site_in_three_commands(
    run: Run, root: Path
) -> None:
    run("--renderer", "pandoc")

    shown = page(root, "issues/late-reads")
    assert "Current Power Outage Reporting Performance" in shown
    assert "Raised since Mar 2021" in shown
    board = page(root, "index")
    assert "Late Reads" in board and "Power Outage Reporting Closed, since March 2021" in board
    assert "Closed" in page(root, "issues/power-outage-reporting")
