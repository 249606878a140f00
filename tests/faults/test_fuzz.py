"""Whatever is in a file of the log, reading it ends soon, with the log or with a UserError."""

from __future__ import annotations

import random
import shutil
import time
from pathlib import Path

import pytest
from examples import examples
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from projects import GOLDEN

from opsg.core.errors import UserError
from opsg.data import content_policy, log
from opsg.data.published import context

SMALL = Path(__file__).parents[1] / "fixtures" / "log"
FILES = [
    "stages.yml", "meetings.yml", "events.yml", "glossary.yml",
    "issues/han-drops/issue.md", "issues/han-drops/2021-02.md",
]  # fmt: skip
PIECES = [
    "---\n", "- ", ": ", "{", "}", "[", "]", "'", '"', "|\n", ">-\n", "&a ", "*a", "!!set ", "? ",
    "\t", "# ", "## Status\n", "\0", "\ufeff", "\u2028", "\r\n",
    "month", "2021-02-30", "9999-12", "1e999",
    ".nan", "~", "<<: ", "%YAML 1.1\n", "...\n", "=", "null", "0o7", "12:30:45", "\x85", "😀",
    "<script>",
]  # fmt: skip
SECONDS = 2
"""Of the processor's time, which a busy machine does not lengthen."""


def _spoilt(draw: random.Random, original: bytes) -> bytes:
    made = bytearray(original)
    for _ in range(draw.randint(1, 6)):
        place = draw.randrange(len(made) + 1)
        kind = draw.randrange(4)
        if kind == 0:
            made[place:place] = draw.choice(PIECES).encode()
        elif kind == 1:
            del made[place : place + draw.randint(1, 40)]
        elif kind == 2:
            made[place:place] = made[draw.randrange(len(made) + 1) :][: draw.randint(1, 60)]
        elif place < len(made):
            made[place] = draw.randrange(256)
    return bytes(made)


PUBLISHED = ["sources.yml", "modifications/MP119.yml", "context/connected_meters.csv"]


@pytest.mark.parametrize("file", [*FILES, *PUBLISHED])
def test_a_spoilt_file_is_read_or_refused(tmp_path: Path, file: str) -> None:
    source = GOLDEN / "data" if file in PUBLISHED else SMALL
    data = Path(shutil.copytree(source, tmp_path / "data"))
    original = (data / file).read_bytes()
    draw = random.Random(file)
    for _ in range(examples(30)):
        spoilt = _spoilt(draw, original)
        (data / file).write_bytes(spoilt)
        started = time.process_time()
        try:
            context.check(log.load(data))
        except UserError as error:
            assert all(finding.problem for finding in error.findings), spoilt
        assert time.process_time() - started < SECONDS, spoilt


@given(st.text(max_size=300) | st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
@settings(max_examples=examples(50), suppress_health_check=[HealthCheck.too_slow])
def test_any_markdown_is_looked_at_without_a_crash(text: str) -> None:
    for finding in content_policy.in_markdown(text, "e.md"):
        assert str(finding.where).startswith("e.md:")


@pytest.mark.parametrize(
    "piece", ["[", "](", "{", "$a", "<a", "`", "&#", "\\", "> ", "[^", "]:", "*"]
)
def test_a_long_run_of_anything_is_looked_at_in_no_time(piece: str) -> None:
    text = piece * (content_policy.LONGEST_TEXT // len(piece) // 2)
    broken = "\n".join(text[start : start + 5000] for start in range(0, len(text), 5000))
    started = time.process_time()
    content_policy.in_markdown(broken, "e.md")
    assert time.process_time() - started < SECONDS
