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
    r"""Plain words as inline Markdown: what means something there is escaped.

    >>> print(escape("5 * 6, snake_case and _not emphasis_"))
    5 \* 6, snake_case and \_not emphasis\_
    """
    return _SPECIAL.sub(lambda match: "\\" + match[0], text)
