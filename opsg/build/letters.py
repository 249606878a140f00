"""Characters of the entries for which the PDFs have no letters, and what stands there instead.

`check` and the build tell of them. The PDFs are made all the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from opsg.core.errors import Finding, Place

# What the letters surely have: Latin, Greek, Cyrillic, and the signs of ordinary texts.
_SURE = re.compile(r"[\s!-~\u00a0-\u017f\u0391-\u03c9\u0410-\u044f\u2010-\u2044\u20ac\u2122]+")


def missing(data: Path) -> list[Finding]:
    """A warning for each such character of each entry in a data folder, at its first line."""
    found = [
        (path, number, character)
        for path in sorted(data.glob("issues/*/*.md"))
        for number, character in _unsure(path)
    ]
    if not found:
        return []
    from opsg.exports.paper import typst  # late, as it takes a while and is seldom needed

    unshown = typst.unshown("".join(character for _, _, character in found))
    first = {
        (path, character): number
        for path, number, character in reversed(found)
        if character in unshown
    }
    return [
        Finding(
            Place(path.relative_to(data.parent).as_posix(), line=number),
            f"the PDF has no letter for U+{ord(character):04X} and says"
            f" '{typst.spelled(character, {character})}' for it.",
            "Write it in words if that does not do.",
            severity="warning",
        )
        for (path, character), number in sorted(first.items(), key=lambda each: each[0][0])
    ]


def _unsure(path: Path) -> Iterator[tuple[int, str]]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):  # which the check tells
        return
    for number, line in enumerate(lines, start=1):
        for character in _SURE.sub("", line):
            yield number, character
