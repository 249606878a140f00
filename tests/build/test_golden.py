"""The small project's site is, file by file, the one that is expected of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from golden import EXPECTED, FILES


@pytest.mark.parametrize("file", FILES)
def test_a_file_of_the_site_is_what_is_expected(golden: Path, file: str) -> None:
    made = (golden / "_site" / file).read_text(encoding="utf-8")
    expected = (EXPECTED / file).read_text(encoding="utf-8")
    # If the change is meant: python tests/golden.py
    assert made.splitlines() == expected.splitlines()


def test_nothing_is_expected_that_is_not_compared() -> None:
    files = {path.relative_to(EXPECTED).as_posix() for path in EXPECTED.rglob("*.*")}
    assert files == set(FILES)
