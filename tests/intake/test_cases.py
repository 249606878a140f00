"""Extracts that were once taken wrongly give their rows or are refused in the right words.

`tests/intake/cases/extracts.yml` says what is right for each. With `-s` the counts are printed:
right, refused as they should be, and wrong.
"""

import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from projects import FEBRUARY

from opsg.cli import main
from opsg.data.datasets import DATASETS

CASES = Path(__file__).parent / "cases"
TABLE = yaml.safe_load((CASES / "extracts.yml").read_text())
MONTH = "2021-03"
PARTIES = """\
name,pseudonym
Aurora Energy,User 01
Beacon Gas,User 02
Cobalt Power,User 03
Delta Supply,User 04
Northgrid,DNO A
Southgrid,DNO B
"""


@pytest.fixture(scope="module")
def tally() -> Iterator[Counter[str]]:
    """Counts the cases, and prints how many came out as they should."""
    counts: Counter[str] = Counter(wrong=len(TABLE["files"]))
    yield counts
    print("\n" + ", ".join(f"{what} {count}" for what, count in counts.items()))


def test_every_case_has_its_file() -> None:
    assert sorted(TABLE["files"]) == sorted(path.name for path in (CASES / "extracts").iterdir())


@pytest.mark.parametrize(("name", "case"), TABLE["files"].items(), ids=TABLE["files"])
def test_an_extract_gives_its_rows_or_is_refused_in_the_right_words(
    name: str,
    case: dict[str, Any],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tally: Counter[str],
) -> None:
    project, parties = tmp_path / "project", tmp_path / "parties.csv"
    dataset = case.get("dataset", "alerts")
    others = shutil.ignore_patterns(*(DATASETS.keys() - {dataset}))
    shutil.copytree(FEBRUARY / "data", project / "data", ignore=others)
    parties.write_text(PARTIES)
    monkeypatch.setenv("OPSG_PARTIES", str(parties))
    made = project / "data/snapshots" / dataset / f"{MONTH}.csv"

    code = main(
        ["ingest", str(CASES / "extracts" / name), "--dataset", dataset, "--month", MONTH,
         "--provenance", "illustrative"], root=project,
    )  # fmt: skip
    said = capsys.readouterr()

    assert parties.read_text() == PARTIES
    if "refused" in case:
        assert code == 1
        assert case["refused"] in said.err
        assert not made.exists()
    else:
        assert (code, said.err) == (0, "")
        rows = TABLE["rows"][case["gives"]].splitlines()
        assert made.read_text().splitlines()[1:] == [f"{MONTH},{row},illustrative" for row in rows]
        assert case.get("says", "") in said.out
    tally.update({"wrong": -1, "refused" if "refused" in case else "right": 1})
