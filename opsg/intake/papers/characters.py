"""Cleans text of characters that are no words: controls, marks of direction, private signs."""

from __future__ import annotations

import unicodedata

_REPLACED = {
    "\r\n": "\n",
    "\r": "\n",
    "\u2028": "\n",
    "\u2029": "\n",
    "\x0b": "\n",
    "\x85": "\n",
    # Word's bullets, which are signs of the fonts Symbol and Wingdings.
    "\uf0b7": "•",
    "\uf0a7": "•",
    "\uf0d8": "➢",
    "\ufb00": "ff",
    "\ufb01": "fi",
    "\ufb02": "fl",
    "\ufb03": "ffi",
    "\ufb04": "ffl",
}
_DROPPED = ("Cc", "Cf", "Cs", "Co", "Cn")


def cleaned(text: str) -> str:
    """The text with lines ended by `\\n` alone, ligatures resolved and no invisible characters."""
    for old, new in _REPLACED.items():
        text = text.replace(old, new)
    return "".join(
        letter
        for letter in text
        if letter in "\n\t\f" or unicodedata.category(letter) not in _DROPPED
    )
