"""A site whose files are of another form than the program writes is refused without a traceback."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from opsg.core.errors import UserError
from opsg.verification import inspect
from opsg.verification.page import read


@pytest.mark.parametrize("place", ["headlines.json", "downloads/data/datapackage.json"])
@pytest.mark.parametrize(
    "content",
    ['{"issues": 5, "resources": "x", "draft": true, "edition": "reported"}', "[1, null]", "7",
     '{"issues": [1], "resources": [null]}', "[" * 100_000],
)  # fmt: skip
def test_figures_of_another_form_are_looked_over(small: Path, place: str, content: str) -> None:
    (small / place).write_text(content)
    with pytest.raises(UserError):
        inspect(str(small), ["index", "gone"], str(small / "data"))


@pytest.mark.parametrize(
    "place", ["feed.xml", "sitemap.xml", "headlines.json", "a.pdf", "a.docx", "a.xlsx"]
)
def test_a_pipe_or_a_damaged_file_is_told_by_name(small: Path, place: str) -> None:
    (small / place).unlink(missing_ok=True)
    if place.startswith("a."):
        (small / place).write_bytes(b"text" if place == "a.xlsx" else b"PK\x03\x04")
    else:
        os.mkfifo(small / place)
    with pytest.raises(UserError, match=rf"{place}: it (cannot|does not|is)"):
        inspect(str(small), ["index"], str(small / "data"), ceiling="Green")


def test_a_page_that_is_nested_without_end_is_read_soon() -> None:
    started = time.process_time()
    (finding,) = read("a.html", "<div>" * 50_000).findings
    assert "more than 500 elements stand in each other" in finding.problem
    assert time.process_time() - started < 5
