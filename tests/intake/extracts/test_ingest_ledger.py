"""What became of an extract is kept beside the figures, and the check holds the two together."""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
import yaml
from ingest_tables import alerts, exceptions, tree

from opsg.core.errors import Finding
from opsg.data.snapshots.check import check_folder
from opsg.intake.extracts.summary import Summary

Take = Callable[..., Summary]
Extract = Callable[..., Path]
HEADER = "alert_code,region,raised,cleared,outstanding\n"
ROWS = f'{HEADER}8F3E,CSP North,"1,000",20,30\n8F12,CSP North,1,2,3\nTotal,,1001,22,\n'


def ledger(data: Path) -> Path:
    return data / "snapshots" / "alerts" / "2021-02.yml"


def findings(data: Path) -> list[Finding]:
    return [one for one in check_folder(data / "snapshots") if "alerts" in str(one.where)]


def test_the_ledger_says_what_became_of_every_row_and_cell(
    data: Path, take: Take, extract: Extract
) -> None:
    file = extract(ROWS, "Acme Energy Ltd.csv")
    take(file)
    text = ledger(data).read_text()
    values = yaml.safe_load(text)
    assert values["extract"] == f"sha256:{sha256(file.read_bytes()).hexdigest()}"
    assert values["rows"] == {"read": 3, "used": 2}
    assert values["left_out"] == {"total": [4]}
    assert values["changed"][0] | {"how": ""} == {
        "column": "raised", "how": "", "cells": 1, "first": 2,
    }  # fmt: skip
    assert values["sums"] == {"raised": 1001, "cleared": 22, "outstanding": 33}
    assert values["totals"] == {"raised": 1001, "cleared": 22}
    assert "Acme" not in text
    assert findings(data) == []


def test_the_ledger_holds_no_name(data: Path, take: Take, tmp_path: Path, private: Path) -> None:
    exceptions("2021-02", "ACME ENERGY", "Gamma Gas").write_csv(tmp_path / "named.csv")
    take(tmp_path / "named.csv", "hub_exceptions", parties=private, new_parties=True)
    text = (data / "snapshots/hub_exceptions/2021-02.yml").read_text()
    assert "another spelling" in text
    assert not any(name in text.casefold() for name in ("acme", "gamma", "named"))


def test_figures_changed_by_hand_are_told(data: Path, take: Take, extract: Extract) -> None:
    take(extract(ROWS))
    figures = ledger(data).with_suffix(".csv")
    figures.write_text(figures.read_text().replace(",1000,", ",1010,"))
    (finding,) = findings(data)
    assert finding.severity == "warning"
    assert "raised is 1,011, but 2021-02.yml beside it says 1,001" in finding.problem
    take(extract(ROWS), replace=True, why="Put right.")
    assert findings(data) == []


def test_figures_meant_to_be_changed_go_on_without_a_ledger(
    data: Path, take: Take, extract: Extract
) -> None:
    take(extract(ROWS))
    figures = ledger(data).with_suffix(".csv")
    figures.write_text(figures.read_text().replace(",1000,", ",1010,"))
    ledger(data).unlink()
    assert findings(data) == []


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("rows:", "rowz:", "'rowz' is not a key here"),
        ("sha256:", "md5:", "2021-02.yml"),
        ("used: 2", "used: two", "should be a whole number"),
        ("used: 2", "used: 3", "rows is 2, but 2021-02.yml beside it says 3"),
        ("extract:", "extract: [", "is not YAML"),
    ],
)
def test_a_ledger_with_a_fault_is_told(
    old: str, new: str, told: str, data: Path, take: Take, extract: Extract
) -> None:
    take(extract(ROWS))
    ledger(data).write_text(ledger(data).read_text().replace(old, new))
    assert told in "\n".join(map(str, findings(data)))


def test_a_ledger_without_its_figures_is_told(data: Path, take: Take, extract: Extract) -> None:
    take(extract(ROWS))
    ledger(data).with_suffix(".csv").unlink()
    assert "the ledger of figures that are not here" in str(findings(data)[0])


def test_a_ledger_is_replaced_with_its_figures(
    data: Path, take: Take, extract: Extract, tmp_path: Path
) -> None:
    take(extract(ROWS))
    alerts("2021-02").write_csv(tmp_path / "again.csv")
    take(tmp_path / "again.csv", replace=True, why="Sent again.")
    assert yaml.safe_load(ledger(data).read_text())["rows"] == {"read": 3, "used": 3}
    assert findings(data) == []


def test_the_same_extract_again_writes_nothing(data: Path, take: Take, extract: Extract) -> None:
    take(extract(ROWS))
    before = tree(data)
    take(extract(ROWS), replace=True, why="Sent again.")
    assert tree(data) == before


def test_another_file_with_the_same_figures_is_the_one_that_is_known(
    data: Path, take: Take, extract: Extract
) -> None:
    take(extract(ROWS))
    take(extract(ROWS.replace('"1,000"', "1000")), replace=True, why="Sent again.")
    assert "changed" not in yaml.safe_load(ledger(data).read_text())


def test_a_dry_run_keeps_no_ledger(data: Path, take: Take, extract: Extract) -> None:
    assert "Read 3 lines, used 2." in list(take(extract(ROWS), dry_run=True).lines())
    assert not ledger(data).exists()
