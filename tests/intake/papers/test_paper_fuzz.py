"""Whatever a file holds, the importer reads it or says what is wrong, and keeps what it reads."""

import contextlib
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from examples import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from opsg.core.errors import UserError
from opsg.data import frontmatter
from opsg.intake.papers.importer import import_paper, read

ROOT = Path(__file__).parents[3]
LINES = (ROOT / "tests/fixtures/OPSG_44_0203.txt").read_text(encoding="utf-8").splitlines()
TRAPS = [
    *(
        "",
        "• ",
        "o x",
        "a) x",
        "b) y",
        "1. x",
        "1 Foo",
        "2 CH bar",
        "x1",
        "CH12",
        "non-",
        "…",
        "\f",
    ),
    *("## Status", "---", "- number: 1", "[^1]: x", "<<<<<<< x", "https://a.b/c", "Page 2 of 8"),
    *("Current Stage", "Issue and Impact", "Status", "Next Steps", "Recommendation &", "Purpose"),
]
PIECES = st.one_of(st.sampled_from(LINES), st.sampled_from(TRAPS), st.text(max_size=30))


@contextlib.contextmanager
def refused_for_a_reason() -> Iterator[None]:
    """A file may be refused, but not because the program would lose words of it."""
    try:
        yield
    except UserError as error:
        assert "fault of the program" not in str(error)


@settings(max_examples=examples(25), deadline=timedelta(seconds=20))
@given(st.lists(PIECES, max_size=60), st.integers(0, len(LINES)), st.integers(0, len(LINES)))
def test_text_is_imported_or_refused_and_a_second_import_changes_nothing(
    pieces: list[str], start: int, stop: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        (data / "issues").mkdir(parents=True)
        (data / "stages.yml").write_text("- name: Raised\n  meaning: x\n", encoding="utf-8")
        file = Path(folder) / "OPSG_44_0203.txt"
        text = "\n".join([*LINES[:start], *pieces, *LINES[stop:]])
        file.write_text(text, encoding="utf-8", errors="replace")
        with refused_for_a_reason():
            import_paper(file, data)
            written = sorted(data.rglob("*.md"))
            assert written
            for page in written:
                frontmatter.split(frontmatter.read_text(page, page.name), page.name).source()
            again = import_paper(file, data)
            assert {change.kind for change in again.changes} == {"unchanged"}


@settings(max_examples=examples(15), deadline=timedelta(seconds=20))
@given(st.sampled_from([".txt", ".docx", ".pdf"]), st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(suffix: str, content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"paper{suffix}"
        file.write_bytes({".docx": b"PK\x03\x04", ".pdf": b"%PDF-1.7\n"}.get(suffix, b"") + content)
        with refused_for_a_reason():
            read(file)
