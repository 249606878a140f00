"""Two months as an analyst lives them, through the command, from paper and extracts to the site."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from ingest import workbooks

from opsg.cli import main
from opsg.datasets import DATASETS
from opsg.log import load

FIXTURES = Path(__file__).parent / "fixtures"
OLD = "There are a few live assets"
NEW = "There are very few live assets"


def paper(folder: Path) -> Path:
    """A paper of March: February's with another number, another date and one sentence changed."""
    text = (FIXTURES / "OPSG_44_0203.txt").read_text(encoding="utf-8")
    for old, new in (
        ("OPSG_44_0203", "OPSG_45_0303"),
        ("23 February 2021", "23 March 2021"),
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


def page(root: Path, name: str) -> str:
    html = (root / "_site" / f"{name}.html").read_text(encoding="utf-8")
    return " ".join(BeautifulSoup(html, "html.parser").main.get_text(" ").split())


@pytest.fixture
def run(project_copy: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("OPSG_PARTIES", raising=False)

    def run(*arguments: str) -> None:
        assert main([str(argument) for argument in arguments], root=project_copy) == 0

    return run


def test_two_months_from_paper_and_extracts_to_the_site(
    run, project_copy: Path, tmp_path: Path
) -> None:
    root, build = project_copy, ("--renderer", "pandoc")

    run("import-paper", paper(tmp_path))
    for place, dataset in enumerate(DATASETS):
        file = extract(root, dataset, place % 4, tmp_path)
        run(
            "ingest",
            file,
            "--dataset",
            dataset,
            "--month",
            "2021-03",
            "--provenance",
            "illustrative",
        )
    run("check")
    run(*build)
    run("report", "--folder", tmp_path / "reports")
    assert (tmp_path / "reports" / "2021-03.docx").stat().st_size > 50_000
    assert "paper OPSG_45_0303" in page(root, "index")
    assert NEW in page(root, "issues/spurious-alerts")
    changed = page(root, "what-changed")
    assert "[added: very ] few live assets" in changed
    assert "no longer listed" not in changed

    run("new-month", "2021-04", "--classification", "White")
    again = extract(root, "alerts", 1, tmp_path)
    rows = again.read_text(encoding="utf-16").splitlines()
    rows[1] = rows[1].rsplit(";", 1)[0] + ";1"
    again.write_text("\n".join(rows) + "\n", encoding="utf-16")
    refused = ["ingest", str(again), "--dataset", "alerts", "--month", "2021-03"]
    refused += ["--provenance", "illustrative"]
    before = (root / "data" / "snapshots" / "alerts" / "2021-03.csv").read_bytes()
    assert main(refused, root=root) == 1
    assert (root / "data" / "snapshots" / "alerts" / "2021-03.csv").read_bytes() == before
    run(*refused, "--replace", "--why", "A late correction by one region.")
    run("close-issue", "duplicate-headers", "--month", "2021-04")
    run(
        "new-issue", "late-reads", "--title", "Late reads", "--month", "2021-04",
        "--classification", "White",
    )  # fmt: skip
    run(*build)

    log = load(root / "data")
    assert log.issue("duplicate-headers").is_closed("2021-04")
    assert [r.why for r in log.restatements] == ["A late correction by one region."]
    board = page(root, "index")
    assert "Late reads" in board and "Alerts with Duplicate Headers" not in board
    assert "Closed" in page(root, "issues/duplicate-headers")
    changed = page(root, "what-changed")
    assert "Late reads" in changed and "Alerts with Duplicate Headers" in changed
