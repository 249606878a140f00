"""Texts as they are searched: one way of writing each letter, hyphen, space and address.

Extraction folds every text before it is searched, and names are folded before they are looked for.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import unquote

# Marks over letters, and what takes no room on a page.
_UNSEEN = re.compile("[\u0300-\u036f\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")
_LETTERS = str.maketrans({
    **dict.fromkeys("\u058a\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\ufe58\ufe63", "-"),
    **dict.fromkeys("\u1680\u2028\u2029\u202f\u205f\u3000", " "),
    "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ð": "d", "ı": "i", "ß": "ss",
    "æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe", "þ": "th", "Þ": "Th", "’": "'", "‘": "'",
})  # fmt: skip
_CODED = re.compile(r"%[0-9A-Fa-f]{2}")
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|[bfnrt\"/\\])")


def fold(text: str) -> str:
    """The text without accents and coded characters; it has as many lines.

    >>> fold("Na\u0308se\u2011O\u0308hr"), fold("na%C3%ABse%20%26%0Aohr")
    ('Nase-Ohr', 'naese & ohr')
    """
    if "%" in text and _CODED.search(text):
        lines = (unquote(line) for line in text.split("\n"))
        text = "\n".join(line.replace("\n", " ") for line in lines)
    if text.isascii():
        return text
    return _UNSEEN.sub("", unicodedata.normalize("NFKD", text.translate(_LETTERS)))


def unescape(text: str) -> str:
    """The text with the escapes of JSON and scripts as what they stand for, no line added."""

    def plain(match: re.Match[str]) -> str:
        code = match[1] or match[2]
        return chr(int(code, 16)) if code else " "

    return _ESCAPE.sub(plain, text) if "\\" in text else text
