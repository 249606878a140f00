"""Numbers that are none, and pages too large to be searched, end in an error and no traceback."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from projects import GOLDEN

from opsg.core.cache.inputs import Inputs
from opsg.core.cache.store import Cache
from opsg.core.errors import UserError
from opsg.data.check import check_data
from opsg.rendering import search

NONE = (".nan", ".inf", "-.inf", "1e400", "9" * 5000, "0x" + "f" * 3000)
FILES = (
    "events.yml", "meetings.yml", "sources.yml", "modifications/MP119.yml", "stages.yml",
    "issues/han-stability/issue.md", "issues/han-stability/2021-02.md",
)  # fmt: skip


@pytest.mark.parametrize("number", NONE, ids=lambda number: number[:8])
def test_a_number_that_is_none_is_refused_with_its_line(tmp_path: Path, number: str) -> None:
    data = Path(shutil.copytree(GOLDEN / "data", tmp_path / "data"))
    for file in FILES:
        original = (data / file).read_text(encoding="utf-8")
        match = re.search(r"(?<=: )\d[\d-]*(?=[,}\n])", original)
        if match is None:
            continue
        (data / file).write_text(
            original[: match.start()] + number + original[match.end() :], encoding="utf-8"
        )
        line = original.count("\n", 0, match.start()) + 1
        with pytest.raises(UserError) as refused:
            check_data(data, Inputs(tmp_path, data), Cache(tmp_path / "cache"), ceiling="White")
        assert any(
            str(finding.where).endswith(f"{file}:{line}") for finding in refused.value.findings
        )
        (data / file).write_text(original, encoding="utf-8")


def test_a_page_that_is_too_large_to_be_searched_is_named_at_once(tmp_path: Path) -> None:
    (tmp_path / "large.html").write_text(f"<p>{'x' * 2_000_000}</p>")
    with pytest.raises(UserError, match=r"large\.html: the page has 2,000 kB"):
        search.index(tmp_path, tmp_path)
