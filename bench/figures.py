"""Measures what an import reads of the figures: python bench/figures.py

The 13 figures of February 2021 are taken out of a copy of the log, and its paper is imported
again: with a made-up January that has the same sentences with other numbers, and with nothing.
"""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from opsg.data.issues import Figure

ROOT = Path(__file__).parents[1]
FEBRUARY = ROOT / "tests" / "february" / "data"
PAPER = ROOT / "tests" / "fixtures" / "OPSG_44_0203.txt"
# February's words, and other numbers and dates for January.
JANUARY = {
    "109k": "118k", "41 million": "36 million", "approximately 70%": "approximately 55%",
    "62,000": "64,500", "across 63": "across 66", "8 February": "11 January", "17,683": "19,020",
    "): 5700": "): 5900", "): 42300": "): 44100", "): 1400": "): 1550", "): 5485": "): 5,200",
    "): 3900": "): 3800", "approximately 59k": "approximately 60.6k",
}  # fmt: skip


class Score(NamedTuple):
    """What came of the 13: values that are right, values that are not, and proposals."""

    truth: int
    right: int
    false: int
    proposed: int
    proposals: int

    def __str__(self) -> str:
        return (
            f"{self.right} of {self.truth} figures come back, {self.false} false; "
            f"{self.proposed} of them proposed, {self.proposals} proposals in all"
        )


def measure(folder: Path, *, january: bool) -> Score:
    """Import February's paper into a log without its figures, and compare them with the truth."""
    from opsg.data import proposals
    from opsg.intake.papers.importer import import_paper

    data = folder / "data"
    shutil.copytree(FEBRUARY, data, ignore=shutil.ignore_patterns("snapshots", "proposals.yml"))
    figures = _figures(data)
    for path in data.glob("issues/*/2021-02.md"):
        text = path.read_text(encoding="utf-8")
        if january:
            path.with_name("2021-01.md").write_text(_january(text), encoding="utf-8")
        path.write_text(_without_figures(text), encoding="utf-8")
    import_paper(PAPER, data)
    now = _figures(data)
    keys = ("value", "as_at", "approximate", "unit", "kind", "headline", "snapshot")
    right = [
        name
        for name, figure in figures.items()
        if name in now and all(getattr(now[name], k) == getattr(figure, k) for k in keys)
    ]
    waiting = proposals.read(data)[0]
    proposed = [
        name
        for name, figure in figures.items()
        if any(each.issue == name[0] and each.value == figure.value for each in waiting)
    ]
    return Score(len(figures), len(right), len(now) - len(right), len(proposed), len(waiting))


def main() -> Iterator[str]:
    """The two measurements as lines."""
    for january, words in ((True, "With January's sentences"), (False, "With nothing before")):
        with TemporaryDirectory() as folder:
            yield f"{words}: {measure(Path(folder), january=january)}."


def _figures(data: Path) -> dict[tuple[str, str], Figure]:
    """The figures of February by issue and name."""
    from opsg.data.frontmatter import split
    from opsg.data.issues import Figure

    return {
        (path.parent.name, row["name"]): Figure.model_validate(row)
        for path in sorted(data.glob("issues/*/2021-02.md"))
        for row in split(path.read_text(encoding="utf-8"), path.name)
        .source()
        .value.get("figures", ())  # type: ignore[attr-defined]
    }


def _january(text: str) -> str:
    def value(match: re.Match[str]) -> str:
        return f"{match[1]}{VALUES.get(match[2], match[2])}\n"

    front, body = text.split("\n---\n", 1)
    front = re.sub(r"(    value: )(\d+)\n", value, front)
    for old, new in (("month: 2021-02", "month: 2021-01"), ("2021-02-08", "2021-01-11")):
        front = front.replace(old, new)
    text = f"{front}\n---\n{body}"
    for old, new in JANUARY.items():
        text = re.sub(re.escape(old).replace(r"\ ", r"\s+"), new, text)
    return text


VALUES = {
    "109000": "118000", "41000000": "36000000", "70": "55", "62000": "64500", "63": "66",
    "17683": "19020", "5700": "5900", "42300": "44100", "1400": "1550", "5485": "5200",
    "3900": "3800", "59000": "60600",
}  # fmt: skip


def _without_figures(text: str) -> str:
    return re.sub(r"^figures:\n(?:  .*\n)+", "", text, flags=re.MULTILINE)


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    for line in main():
        print(line)
