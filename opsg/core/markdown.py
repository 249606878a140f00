"""Plain words as Markdown from which Pandoc reads the same words again."""

from __future__ import annotations

import re

_SPECIAL = re.compile(
    r"[\\`*<\[\]$^{]"
    r"|(?<![^\W_])_|_(?![^\W_])"
    r"|~(?=\S{0,99}~)"
    r"|&(?=#?\w+;)"
    r"|(?<!\w)@(?=[\w{])"
)


def escape(text: str) -> str:
    """Plain words as inline Markdown: what means something there is escaped."""
    return _SPECIAL.sub(lambda match: "\\" + match[0], text)
