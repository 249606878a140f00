"""Titles of issues: what may be one, when two are the same or near, and a new folder's name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from difflib import SequenceMatcher

from opsg.core.vocabulary import unused

NEAR = 0.8
LONGEST = 100
_SLUG_LENGTH = 48
# A title becomes part of pages, feeds and notebooks; what could be markup there is not needed.
_PLAIN = re.compile(r"[\w '‘’\"“”(),.:;/&–+%?!-]+")


def key(title: str) -> str:
    """What two spellings of a title share: its words, without case, quotes, dashes and spacing."""
    plain = unicodedata.normalize("NFKC", title).casefold().replace("&", " and ")
    return " ".join(re.findall(r"\w+", re.sub(r"['’‘]", "", plain)))


def near(title: str, others: Mapping[str, str]) -> str | None:
    """The name in `others` (names by title key) whose title is nearest to `title`, if any is."""
    wanted = key(title)
    scored = [
        (SequenceMatcher(None, wanted, other).ratio(), name) for other, name in others.items()
    ]
    score, name = max(scored, default=(0.0, ""))
    return name if score >= NEAR else None


def is_plain(title: str) -> bool:
    """Whether a title may become that of an issue: pages, feeds and notebooks will hold it."""
    return _PLAIN.fullmatch(title) is not None and bool(title.strip()) and len(title) <= LONGEST


def slug(title: str, taken: Collection[str]) -> str:
    """A folder's name for a new issue: the title's words in ASCII, unlike any name in `taken`."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    name = "-".join(re.findall(r"[a-z0-9]+", plain.replace("'", "")))
    return unused(name[:_SLUG_LENGTH].rstrip("-") or "issue", taken)
