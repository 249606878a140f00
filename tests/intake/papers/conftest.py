"""The published paper, versions of it with other words, and a copy of the log to import into."""

import io
import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import IO, Any

import projects
import pytest

from opsg.core import sandbox
from opsg.core.errors import UserError
from opsg.intake.papers.pdf import pages

RUN = sandbox.run
ROOT = Path(__file__).parents[3]
FEBRUARY = ROOT / "tests/fixtures/OPSG_44_0203.txt"
MARCH = {"23 February 2021": "23 March 2021", "OPSG_44_0203": "OPSG_45_0303"}


@pytest.fixture
def february() -> Path:
    """The paper of February 2021, as its text was taken out of the published file."""
    return FEBRUARY


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A copy of the log without its snapshots."""
    return Path(
        shutil.copytree(
            projects.FEBRUARY / "data",
            tmp_path / "data",
            ignore=shutil.ignore_patterns("snapshots"),
        )
    )


@pytest.fixture
def paper(tmp_path: Path) -> Callable[[dict[str, str]], Path]:
    """Makes a paper from that of February, with words replaced; each must be there."""

    def make(words: dict[str, str]) -> Path:
        text = FEBRUARY.read_text(encoding="utf-8")
        for old, new in words.items():
            assert old in text, old
            text = text.replace(old, new)
        file = tmp_path / "paper.txt"
        file.write_text(text, encoding="utf-8")
        return file

    return make


@pytest.fixture
def march() -> dict[str, str]:
    """The words that make February's paper one of March."""
    return dict(MARCH)


@pytest.fixture(scope="module")
def in_this_process() -> Iterator[None]:
    """Read PDFs here rather than in a process of their own, which takes seconds to begin."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sandbox, "run", _read_here)
        yield


@contextmanager
def _read_here(command: Sequence[str], **options: Any) -> Iterator[IO[bytes]]:
    if not command[-1].endswith(".pdf"):
        with RUN(command, **options) as output:
            yield output
        return
    printed = io.StringIO()
    try:
        with redirect_stdout(printed):
            json.dump(pages.read(command[-1]), printed)
    except SystemExit:
        refusal = json.loads(printed.getvalue())
        raise UserError(**refusal, where=options["where"]) from None
    yield io.BytesIO(printed.getvalue().encode())
