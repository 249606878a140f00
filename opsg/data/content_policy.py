"""The log's texts are untrusted: they may hold words, lists and links, and nothing that acts.

What Pandoc or Quarto would run, embed or take for settings is refused with its line, and never
silently dropped: HTML, attributes, blocks, code fences, shortcodes, settings, pictures, links
other than to web pages, and characters that hide what a text says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from html import unescape

from opsg.core.errors import Finding, Place
from opsg.data.frontmatter import Source, Step

LONGEST_TEXT = 50_000
"""How many characters a section or a value may have; a paper has some thousands."""

LONGEST_LINE = 10_000

MOST_TOLD = 20
"""How many findings of one text are told; more say nothing new."""

MARKDOWN_KEYS = ("purpose",)
"""The keys of YAML files whose text is shown as Markdown."""

# A backslash before a mark, which makes it a plain character.
_ESCAPED = re.compile(r"\\[^\w\s]")
# Controls, ends of lines, changes of direction, and letters that nobody sees.
_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u115f\u1160\u180e\u2028-\u202e\u2061-\u206f\u3164\ufeff\uffa0"
    "\ufffe\uffff\U000e0000-\U000e0fff]"
)
_ENTITY = re.compile(r"&#?\w{1,31};")
_TAG = re.compile(r"<(?!https?://[^\s<>\"'`]+>)[A-Za-z/!?]")
_WRITE_LESS = "Write '\\<' for the character itself."
_WRITE_BRACE = "Write '\\{' for the character itself."
_WORDS = "Write it in words."

_REFUSED: Sequence[tuple[re.Pattern[str], str, str]] = (
    (_TAG, "HTML is not taken here", _WRITE_LESS),
    (re.compile(r"(?<=[\])`])\{"), "attributes are not taken here", _WRITE_BRACE),
    (
        re.compile(r"\{(?=\s{0,20}[#.=]|[^{}]{0,500}=)"),
        "attributes are not taken here",
        _WRITE_BRACE,
    ),
    (re.compile(r"^[\s>]*:{3,}", re.MULTILINE), "a block is not taken here", _WORDS),
    (
        re.compile(r"`{3,}|~{3,}"),
        "a code block is not taken here",
        "Indent the lines by four spaces, or write it in words.",
    ),
    (
        re.compile(r"^[ \t>]*-{3}[ \t]*$", re.MULTILINE),
        "a line '---' begins settings",
        "Take it out.",
    ),
    (re.compile(r"!\["), "a picture is not taken here", "Link to it instead."),
    (
        re.compile(r"\\[A-Za-z]"),
        "a backslash before a letter is lost",
        "Write '\\\\' for the character itself.",
    ),
    (
        re.compile(r"\$(?=[^\s$])[^$]{0,500}?(?<=\S)\$(?!\d)"),
        "this would be read as mathematics",
        "Write '\\$' for the character itself.",
    ),
    (
        re.compile(r"(?:>[ \t]?){6}|[\[*_^~]{8}|^[ \t]{41,}\S", re.MULTILINE),
        "this is nested too deeply",
        "Write it flatter.",
    ),
)
# What stands where an address is meant: after a link's text, in a reference, between angles.
_ADDRESS = re.compile(r"(?:\]\(|\]:)[\s>]*<?([^\s<>)]*)")
_HAS_SCHEME = re.compile(r"[^/?#]*:")
_FOOTNOTE = re.compile(r"\[\^[^\]\[\s]*$")
_GOOD_ADDRESS = re.compile(
    r"https?://[^/\s?#]|mailto:|#|(?!/)(?!\\)[^:\s]*\.html(?:#[^:\s]*)?$", re.IGNORECASE
)
_UNSEEN = re.compile(r"[\x00-\x20\\]")
_SCRIPT_ADDRESS = re.compile(r"(?:java|vb|live)script:|data:text/", re.IGNORECASE)
_BAD_IN_ADDRESS = re.compile(r"[\s\"'<>\\^`{|}]")
_SHORTCODE = re.compile(r"\{\{")


@lru_cache(maxsize=2000)  # most texts are what they were when they were last looked at
def in_markdown(text: str, name: str, first_line: int = 1) -> tuple[Finding, ...]:
    """What is refused in a Markdown text that begins on `first_line` of the file `name`."""
    return tuple(
        Finding(Place(name, line=first_line + text.count(chr(10), 0, position)), problem, remedy)
        for position, problem, remedy in sorted(_markdown(text))[:MOST_TOLD]
    )


def in_values(source: Source) -> list[Finding]:
    """What is refused in the texts of a YAML document, its keys included."""
    return [
        Finding(source.where(*path), problem, remedy)
        for path, text in _texts(source.value, ())
        for problem, remedy in _value(text, path)
    ]


def _markdown(text: str) -> Iterator[tuple[int, str, str]]:
    """Place, problem and remedy of all that is refused."""
    if too_long := _too_long(text):
        yield 0, *too_long
        return
    for match in _HIDDEN.finditer(text):
        yield match.start(), *_hidden(match[0])
    for match in _ENTITY.finditer(text):
        if _HIDDEN.search(unescape(match[0])):
            yield match.start(), *_hidden(unescape(match[0]))
    # Quarto looks for these before it thinks of backslashes.
    for match in _SHORTCODE.finditer(text):
        yield match.start(), "a shortcode is not taken here.", "Write '{\\{' for the characters."
    plain = _ESCAPED.sub("··", text)
    for pattern, problem, remedy in _REFUSED:
        for match in pattern.finditer(plain):
            start = " ".join(text[match.start() : match.start() + 30].split())
            yield match.start(), f"{problem}: '{_HIDDEN.sub('', start)}'.", remedy
    yield from _addresses(plain)


def _addresses(plain: str) -> Iterator[tuple[int, str, str]]:
    remedy = "Link to a web page with https://."
    for match in _ADDRESS.finditer(plain):
        address = _UNSEEN.sub("", unescape(match[1]))
        if plain.startswith("]:", match.start()):
            before = plain[max(0, match.start() - 100) : match.start()]
            wrong = _HAS_SCHEME.match(address) and not _FOOTNOTE.search(before)
        else:
            wrong = True
        if wrong and not _GOOD_ADDRESS.match(address):
            yield match.start(1), f"a link to '{address[:40]}' is not taken here.", remedy
    position = 0
    for line in plain.splitlines(keepends=True):
        if _SCRIPT_ADDRESS.search(_UNSEEN.sub("", unescape(line))):
            yield position, "an address that runs a script is not taken here.", remedy
        position += len(line)


def _too_long(text: str) -> tuple[str, str] | None:
    if len(text) > LONGEST_TEXT:
        problem = f"the text has {len(text):,} characters, more than the {LONGEST_TEXT:,} allowed."
        return problem, "Is this the right file?"
    if max(map(len, text.splitlines()), default=0) > LONGEST_LINE:
        return f"a line has more than {LONGEST_LINE:,} characters.", "Break it."
    return None


def _hidden(character: str) -> tuple[str, str]:
    name = f"the character U+{ord(character):04X}"
    if character in "\u2028\u2029":
        return f"{name} ends a line in some of what is made of the text.", "Write a new line."
    return f"{name} hides what the text says.", "Take it out."


def _texts(value: object, path: tuple[Step, ...]) -> Iterator[tuple[tuple[Step, ...], str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            if isinstance(key, str):
                yield (*path, key), key
            yield from _texts(inner, (*path, str(key)))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _texts(inner, (*path, index))


def _value(text: str, path: Sequence[Step]) -> Iterator[tuple[str, str]]:
    if too_long := _too_long(text):
        yield too_long
    elif path and path[-1] in MARKDOWN_KEYS:
        for _, problem, remedy in _markdown(text):
            yield problem, remedy
    else:
        if match := _HIDDEN.search(text):
            yield _hidden(match[0])
        if match := _TAG.search(text):
            start = " ".join(text[match.start() : match.start() + 30].split())
            yield f"HTML is not taken here: '{_HIDDEN.sub('', start)}'.", _WORDS
        if _SHORTCODE.search(text):
            yield "a shortcode is not taken here.", _WORDS
        if path and path[-1] == "url" and _BAD_IN_ADDRESS.search(text):
            yield "the address holds a character that no address has.", "Copy it anew."
