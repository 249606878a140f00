"""Finds what a page shows and nobody meant to be seen: markup that was left as it is written."""

from __future__ import annotations

import re
from collections.abc import Iterator

from opsg.core.errors import Finding, Place
from opsg.verification.page import Page

_TAGS = (
    "a|abbr|article|aside|b|blockquote|br|code|dd|details|div|dl|dt|em|figure|h[1-6]|header|hr|i"
    "|iframe|img|li|link|main|nav|ol|p|pre|q|script|section|small|span|strong|style|sub|summary"
    "|sup|svg|table|tbody|td|th|thead|time|tr|u|ul"
)
# The first character or two of each, so that most text is passed over at once.
_HINT = re.compile(r"[:{}$\[*#`<&|\ufffd]|0x|Traceback|nan|NaN")
_LEFTOVERS = (
    (re.compile(r":{3,}"), "a block's mark"),
    (re.compile(r"\{\{\{?<|>\}?\}\}"), "a shortcode"),
    (re.compile(r"\$[a-z][\w.-]*(?:\([^)]*\))?\$"), "a variable of the template"),
    (re.compile(r"\[\^[^\]\s]+\]"), "a footnote's mark"),
    (re.compile(r"\]\([^\s)]+\)"), "a link"),
    (re.compile(r"\]\[[^\]\s]*\]"), "a link"),
    (re.compile(r"\{=\w+\}"), "a raw block's mark"),
    (re.compile(r"\{[#.][A-Za-z][^{}]*\}"), "attributes"),
    (re.compile(r"^[ \t]*#{1,6}[ \t]+\S", re.MULTILINE), "a heading's mark"),
    (re.compile(r"(?<![\w*])\*\*(?=\S)"), "the mark of strong text"),
    (re.compile(r"^[ \t]*`{3,}", re.MULTILINE), "a code block's mark"),
    (re.compile(r"^[ \t]*\|[^|\n]*\|[^\n]*\|[ \t]*$", re.MULTILINE), "a row of a table"),
    (re.compile(rf"</?(?:{_TAGS})(?:\s[^<>]*)?/?>", re.IGNORECASE), "an HTML tag"),
    (re.compile(r"&(?:amp|lt|gt|quot|nbsp|#\d+|#x[0-9a-f]+);", re.IGNORECASE), "a character code"),
    (re.compile(r"<[\w.]+ object at 0x[0-9a-f]+>"), "a Python object"),
    (re.compile("\ufffd"), "what is left of a letter in another encoding"),
    (re.compile(r"^Traceback \(most recent call last\)", re.MULTILINE), "a traceback"),
    (re.compile(r"\A\s*nan\s*%?\s*\Z", re.IGNORECASE), "a number that is none"),
)
_SAMPLE = 40


def check(page: Page) -> Iterator[Finding]:
    """Every piece of markup that the page shows as text, outside of code."""
    for start, text in page.text:
        if not _HINT.search(text):
            continue
        for pattern, what in _LEFTOVERS:
            if match := pattern.search(text):
                line = start + text.count("\n", 0, match.start())
                sample = " ".join(text[match.start() :].split())[:_SAMPLE]
                yield Finding(
                    Place(page.name, line=line),
                    f"{what} is shown as it is written: '{sample}'.",
                    "Mend it where it comes from, or put it between backticks if it is meant.",
                )
                break
