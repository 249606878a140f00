"""Makes lines of the letters of a PDF's page, by where they stand: `pages` calls it.

Letters are those of pdfplumber, each with its `order` in the file. A gap is a space, whatever drew
it. A column is known by the file having been written down its one side and then down the other.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

Letter = dict[str, Any]

# What part of the type size a gap must have to be a space, and one to be that between cells.
SPACE = 0.13
_CELL = 1.5
_SMALL = 0.85
# How much wider than its narrowest gap others of a stretched line may be; of only two, less so.
_EVEN = 2.2
_EVEN_OF_TWO = 1.02
_LONGEST = 35
RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
"""Makes figures raised ones."""


@dataclass
class Word:
    """Letters without a gap, on the baseline `y` from the top of the page, that of `line`."""

    letters: list[Letter]
    line: int
    y: float
    x0: float
    x1: float
    size: float


@dataclass
class Row:
    """A line of a page: its baseline from the top, its ends, the size of most letters, its words.

    `cells` are its texts between wide gaps and `spans` where they stand; if `is_even`, the line may
    as well have been stretched to both margins. `first` is the width of its first word. `starts`
    says that what is above it tells nothing, as at the top of a column; `column` is which of how
    many.
    """

    y: float
    x0: float
    x1: float
    size: float
    cells: list[str]
    starts: bool = False
    table: list[list[str]] = field(default_factory=list)
    first: float = 0
    column: tuple[int, int] = (0, 1)
    spans: list[tuple[float, float]] = field(default_factory=list)
    is_even: bool = False

    @property
    def text(self) -> str:
        return " ".join(self.cells)


def baseline(letter: Letter) -> float:
    """How far below the top of the page the line is that a letter stands on."""
    return float(letter["y0"] - letter["matrix"][5] + letter["bottom"])


class Unclear(Exception):
    """Letters cannot be read as they stand; its text says why, for "On page 1, …"."""


def rows(letters: Sequence[Letter]) -> list[Row]:
    """The lines of letters in reading order."""
    lines: list[Row] = []
    columns = _columns(words_of(letters))
    for number, column in enumerate(columns):
        part = sorted((_row(words) for words in _gathered(column)), key=lambda row: row.y)
        part[0].starts = True
        for row in part:
            row.column = (number, len(columns))
        lines += part
    return lines


def straight(letters: Sequence[Letter]) -> list[tuple[Row, list[Letter]]]:
    """The lines right across the page from its top, each with its letters."""
    lines = [
        (_row(pieces), [letter for piece in pieces for word in piece for letter in word.letters])
        for pieces in _gathered(words_of(letters))
    ]
    return sorted(lines, key=lambda line: line[0].y)


def text_of(letters: Sequence[Letter]) -> str:
    """The words of letters on one line."""
    return " ".join(row.text for row, _ in straight(letters))


def check(letters: Sequence[Letter]) -> None:
    """Raise Unclear if letters stand on one another, or their words run together."""
    for word in words_of(letters):
        text = "".join(letter["text"] for letter in word.letters)
        for one, two in pairwise(word.letters):
            narrow = min(letter["x1"] - letter["x0"] for letter in (one, two))
            if two["x0"] < one["x1"] - 0.6 * narrow and narrow > 0.2 * word.size:
                raise Unclear(f"letters stand on one another in '{text[:60]}'")
        if re.search(rf"[^\W\d_]{{{_LONGEST},}}", text) and not re.search("[/@_]", text):
            raise Unclear(f"the words run together in '{text[:60]}'")


def words_of(letters: Sequence[Letter]) -> list[Word]:
    """The words of letters, each letter once."""
    from pdfplumber.utils.clustering import cluster_objects
    from pdfplumber.utils.text import dedupe_chars, extract_words

    words = []
    for number, line in enumerate(cluster_objects(list(letters), baseline, 1)):
        # Bold is often made by printing twice.
        once = dedupe_chars(line, tolerance=0.1 * line[0]["size"], extra_attrs=())
        for found in extract_words(
            once,
            x_tolerance_ratio=SPACE,
            # They are on one line already.
            y_tolerance=1e9,
            return_chars=True,
            expand_ligatures=False,
        ):
            own = found["chars"]
            size = _usual(letter["size"] for letter in own)
            words.append(Word(own, number, baseline(own[0]), found["x0"], found["x1"], size))
    return words


def _usual(sizes: Iterable[float]) -> float:
    return Counter(round(size, 1) for size in sizes).most_common(1)[0][0]


def _columns(words: Sequence[Word]) -> list[list[Word]]:
    """The words by columns: the one from top to bottom, then the next."""
    columns: list[list[Word]] = []
    strays: list[list[Word]] = []
    for run in _runs(words):
        if not columns or _is_beside(columns[-1], run, words):
            columns.append(run)
        elif len(columns) == 1 and len(run) > len(columns[0]):
            # What came before was a header or a footer.
            strays += columns
            columns = [run]
        else:
            strays.append(run)
    for run in strays:
        for word in run:
            _home(word, columns).append(word)
    return columns


def _runs(words: Sequence[Word]) -> list[list[Word]]:
    """The words as the file has them, a new run wherever it goes back up the page."""
    runs: list[list[Word]] = []
    for word in sorted(words, key=lambda word: min(letter["order"] for letter in word.letters)):
        if runs and word.y > runs[-1][-1].y - max(word.size, runs[-1][-1].size) / 2:
            runs[-1].append(word)
        else:
            runs.append([word])
    return runs


def _is_beside(left: Sequence[Word], right: Sequence[Word], words: Sequence[Word]) -> bool:
    """Whether one run is a column right of the other, which goes on below where it begins."""
    first = min(left, key=lambda word: word.y)
    # The left one may begin with a heading, below where the right one begins.
    top = max(first.y - 1.5 * first.size, min(word.y for word in right)) - 1
    bottom = max(word.y for word in left) + 1
    ours = [word for word in left if word.y >= top]
    theirs = [word for word in right if top <= word.y <= bottom]
    if not theirs or len({round(word.y) for word in ours}) < 3:
        return False
    start, end = max(word.x1 for word in ours), min(word.x0 for word in theirs)
    return end - start > 0.8 * ours[0].size and not any(
        word.x1 > start + 1 and word.x0 < end - 1 for word in words if top <= word.y <= bottom
    )


def _home(word: Word, columns: Sequence[list[Word]]) -> list[Word]:
    """The column that a word written apart from it stands in."""
    for column in columns:
        near = [other for other in column if abs(other.y - word.y) < 2 * word.size]
        if near and min(w.x0 for w in near) - word.size < word.x0 < max(w.x1 for w in near):
            return column
    return columns[0] if word.y <= min(other.y for other in columns[0]) else columns[-1]


def _gathered(words: Sequence[Word]) -> list[list[list[Word]]]:
    """The lines of words, each as its pieces: those on its baseline, and small ones beside."""
    of_line: dict[int, list[Word]] = {}
    for word in words:
        of_line.setdefault(word.line, []).append(word)
    lines = list(of_line.values())
    hosts = [[line] for line in lines]
    for line in lines:
        for word in list(line):
            for host in hosts:
                if host[0] is not line and any(_is_mark(word, big) for big in host[0]):
                    line.remove(word)
                    host.append([word])
                    break
    return [host for host in hosts if host[0]]


def _is_mark(word: Word, big: Word) -> bool:
    """Whether a small word stands right beside a bigger one, raised or lowered."""
    middle = (word.letters[0]["top"] + word.letters[0]["bottom"]) / 2
    return (
        word.size < _SMALL * big.size
        and big.letters[0]["top"] <= middle <= big.letters[0]["bottom"]
        and abs(max(word.x0 - big.x1, big.x0 - word.x1)) < 0.4 * big.size
    )


def _row(pieces: Sequence[Sequence[Word]]) -> Row:
    main = [letter for word in pieces[0] for letter in word.letters]
    size = _usual(letter["size"] for letter in main)
    bottom = max(letter["bottom"] for letter in main if round(letter["size"], 1) == size)
    placed = sorted(
        ((word, number) for number, piece in enumerate(pieces) for word in piece),
        key=lambda item: item[0].x0,
    )
    cells: list[str] = []
    spans: list[tuple[float, float]] = []
    spaces: list[float] = []
    before: tuple[Word, int] | None = None
    for word, number in placed:
        text = "".join(_letter(letter, size, bottom) for letter in word.letters)
        gap = word.x0 - before[0].x1 if before else 0
        glued = before and number != before[1] and gap < SPACE * size
        if before and not glued:
            spaces.append(gap)
        if not before or gap > _CELL * size:
            cells.append(text)
            spans.append((word.x0, word.x1))
        else:
            cells[-1] += text if glued else f" {text}"
            spans[-1] = spans[-1][0], max(spans[-1][1], word.x1)
        before = word, number
    first = placed[0][0].x1 - spans[0][0]
    return Row(
        pieces[0][0].y, spans[0][0], max(end for _, end in spans), size, cells,
        spans=spans, is_even=_is_even(spaces), first=first,
    )  # fmt: skip


def _is_even(spaces: Sequence[float]) -> bool:
    """Whether the gaps of a line may be those between words of a line that is stretched."""
    most = _EVEN if len(spaces) > 2 else _EVEN_OF_TWO
    return len(spaces) > 1 and max(spaces) <= most * min(spaces)


def _letter(letter: Letter, size: float, bottom: float) -> str:
    text = str(letter["text"])
    is_raised = letter["size"] < _SMALL * size and bottom - letter["bottom"] > 0.2 * size
    return text.translate(RAISED) if is_raised else text
