"""Whatever is edited, the site that is built on earlier builds is the one built from nothing."""

import random
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from projects import copied

from opsg.cli import main
from opsg.core.cache import digests

WORD = re.compile(r"\b[a-z]{4,}\b")


def _word(path: Path, dice: random.Random) -> None:
    """Put a word in place of another, in a text or in a value."""
    text = path.read_text()
    if words := list(WORD.finditer(text)):
        word = dice.choice(words)
        path.write_text(f"{text[: word.start()]}{dice.choice(words)[0]}{text[word.end() :]}")


def _number(path: Path, dice: random.Random) -> None:
    """Add one to a number of a table, or to a day or a figure of a text."""
    text = path.read_text()
    if numbers := list(re.finditer(r"\b\d{1,6}\b", text)):
        number = dice.choice(numbers)
        path.write_text(f"{text[: number.start()]}{int(number[0]) + 1}{text[number.end() :]}")


def _line(path: Path, dice: random.Random) -> None:
    """Take a line out."""
    lines = path.read_text().splitlines(keepends=True)
    lines.pop(dice.randrange(len(lines)))
    path.write_text("".join(lines))


def _move(path: Path, dice: random.Random) -> None:
    """Put the second half of a file's paragraphs before the first."""
    parts = path.read_text().split("\n\n")
    cut = dice.randrange(len(parts))
    path.write_text("\n\n".join([*parts[:1], *parts[cut + 1 :], *parts[1 : cut + 1]]))


def _remove(path: Path, dice: random.Random) -> None:
    """Take the whole file out."""
    path.unlink()


EDITS: list[Callable[[Path, random.Random], None]] = [
    *[_word] * 6, *[_number] * 4, *[_line] * 3, _move, _remove,
]  # fmt: skip


def _edit(root: Path, dice: random.Random) -> None:
    """Make an edit at random that the check lets pass."""
    kept = root / "kept"
    shutil.copytree(root / "data", kept)
    while True:
        files = sorted(path for path in (root / "data").rglob("*.*") if path.is_file())
        dice.choice(EDITS)(dice.choice(files), dice)
        changed = digests.digest_tree(root / "data") != digests.digest_tree(kept)
        if changed and main(["check"], root=root) == 0:
            shutil.rmtree(kept)
            return
        shutil.rmtree(root / "data")
        shutil.copytree(kept, root / "data")


def _site(root: Path, *arguments: str) -> dict[str, str]:
    assert main(["--renderer", "pandoc", *arguments], root=root) == 0
    return digests.digest_tree(root / "_site", hidden=True)


@pytest.mark.parametrize(
    ("seed", "edits"),
    [(1, 2), *(pytest.param(seed, 4, marks=pytest.mark.slow) for seed in range(2, 14))],
)
def test_edits_at_random_give_the_site_that_is_built_from_nothing(
    golden: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int, edits: int
) -> None:
    root = copied(golden, tmp_path / "elsewhere")
    shutil.copytree(golden / ".opsg" / "cache", root / ".opsg" / "cache")
    monkeypatch.chdir(root)
    dice = random.Random(seed)
    for _ in range(edits):
        _edit(root, dice)
        on_earlier_builds = _site(root)

    assert on_earlier_builds == _site(root, "--no-cache")
