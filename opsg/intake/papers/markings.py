"""Finds the words that say how a paper is classified, wherever they stand in it.

A marking is sure where it cannot mean anything else, as "Classification: Amber" or a header's
"AMBER". Words of the text that may be one, such as "(Red)" in a heading, are a doubt. A colour is
none where it is that of a lamp or of a rating.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from opsg.core.edition import PUBLIC
from opsg.intake.papers.lines import section_of
from opsg.intake.papers.model import Heading, Listing, Piece, Stream, words

_LEVEL = (
    r"(?<![\w-])(?:white|green|amber|red)(?![\w’'-])"
    r"(?!\s+(?:papers?|lights?|lamps?|lists?|energy|lines?|box(?:es)?|flags?)\b)"
)
_LABEL = (
    r"(?:(?<!re)classification|classified|(?:protective|protectively|security|handling)\s+mark\w+"
    r"|marked|sensitivity|tlp|information\s+level)"
)
_LINK = (
    r"(?:[\s:–—=|>()\[\]\"“”‘*_-]+(?:(?:level|status|label|marking|of|is|as|at|to|be|the|this|a|an"
    r"|document|paper|report|section|annex|appendix|sec|panel|information|policy|has|been)\b)?)+?"
)
_THING = (
    r"(?:document|paper|report|section|annex|appendix|table|page|attachment|part|material"
    r"|information|content|issue)s?"
)
_UNPUBLISHED = (
    r"(?:(?<!non-)(?<!not )confidential"
    r"|(?:not\s+(?:for|to\s+be)|(?:must|may|should)\s+not\s+be)\s+(?:\w+\s+){0,2}"
    r"(?:publication|published|circulation|circulated|distribution|distributed|release|shared)"
    r"|do\s+not\s+(?:share|distribute|forward|publish|circulate))"
)
_CLOSED = (
    rf"(?:{_UNPUBLISHED}|official(?:[\s:–-]+sensitive)?|(?:top\s+)?secret|embargoed|restricted"
    r"|(?:commercially|commercial[\s-]+in|commercial)[\s-]+(?:confiden\w+|sensitive)"
    r"|internal(?:\s+use)?\s+only"
    r"|(?:members|recipients|addressees|committee)['’]?\s+only)"
)
_IGNORE = re.IGNORECASE
_LEVELS = re.compile(_LEVEL, _IGNORE)
_FORBIDS = re.compile(rf"\b{_CLOSED}\b", _IGNORE)
_LABELLED = re.compile(
    rf"\b{_LABEL}{_LINK}{_LEVEL}|\bsec\s+{_LEVEL}|{_LEVEL}[\s-]+(?:classified|classification)\b"
    rf"|{_LEVEL}\W+(?:members|recipients|addressees|committee)['’]?\s+only\b",
    _IGNORE,
)
# A sentence that begins so is about the paper, and not about what the paper tells of.
_OF_THE_PAPER = re.compile(
    r"\W*(?:(?:this|the)\s+(?:whole\s+)?(?:document|paper|report)\b"
    rf"|(?:the\s+|document\s+|information\s+|security\s+|sec\s+)*{_LABEL}\b|sec\s+{_LEVEL}"
    rf"|{_LEVEL}\W+(?:classifi\w+|members|recipients|addressees|committee)\b)",
    _IGNORE,
)
_OF_A_THING = re.compile(
    rf"\b{_THING}\b[^.;]{{0,60}}?\b(?:is|are|as|remains?)\s+(?:\w+\s+)?{_LEVEL}"
    rf"|\b{_THING}\b[^.;]{{0,60}}?\b{_UNPUBLISHED}\b"
    rf"|\b{_THING}\b\W+(?:\w{{1,2}}\W+)?[(\[]{_LEVEL}[)\]]",
    _IGNORE,
)
_BRACKETS = rf"[(\[]\W*{_LEVEL}\W*[)\]]"
_AT_AN_END = re.compile(rf"^\W*{_BRACKETS}|{_BRACKETS}\W*$", _IGNORE)
_ALONE = re.compile(rf"\W*(?:{_LEVEL}|{_CLOSED})\W*", _IGNORE)
_CAPITALS = re.compile(r"(?<![\w-])(?:WHITE|GREEN|AMBER|RED)(?![\w-])")
_RATED = re.compile(r"\bB?RAG\b|\b(?:traffic[\s-]light|rat(?:ed|ing)|severity|priority)", _IGNORE)
_SEPARATOR = re.compile(r"\s*[|•·,;/()\[\]:]\s*|\s+[–—-]+\s+|\s{2,}")
_LINE = re.compile(
    r"(?:(?:page \d{1,4}(?: of \d{1,4})?|\d{1,4} of \d{1,4}"
    r"|(?:(?:this|the) (?:document|paper) (?:has|is|carries)(?: an?)? )?"
    r"(?:(?:document |security |sec )?classification|classified|protective marking|tlp)"
    r"(?: level)?(?: of| is| as|\s?[:–—-])? ?(?:white|green|amber|red|clear)"
    r"|sec (?:white|green|amber|red)|(?:white|green|amber|red) (?:classified|classification)"
    rf"|{_CLOSED})\b[ .|·–-]*)+",
    _IGNORE,
)
_SENTENCE = re.compile(r"(?<=[.;!?])\s+")
_LONGEST = 120
_SHORT = 60
_OF_AN_ISSUE = ("stage", "impact", "status", "next")


@dataclass(frozen=True)
class Marking:
    """Words that say a classification, and where; without a level they only forbid to publish."""

    level: str
    text: str
    where: str
    sure: bool


def is_line(text: str) -> bool:
    """Whether a line of plain text is a marking and nothing else, maybe with a page's number."""
    return bool(_LINE.fullmatch(text) or (_CAPITALS.search(text) and _ALONE.fullmatch(text)))


def markings(stream: Stream, name: str) -> Iterator[Marking]:
    """Every marking of a paper, whose file has this name."""
    for token in re.split(r"[\W_]+", name):
        # What a file is called raises its classification, but does not make it public.
        if _LEVELS.fullmatch(token) and token.title() != PUBLIC:
            yield Marking(token.title(), name, "the file's name", sure=True)
    for text in stream.properties:
        yield from _outside(text, "the file's properties")
    for text in stream.furniture:
        yield from _outside(text, "a header or footer")
    is_front, title, above = True, "", ""
    for piece in stream.pieces:
        if isinstance(piece, Heading):
            if kind := section_of(piece.text):
                is_front, above = False, piece.text
                title = title if kind in _OF_AN_ISSUE else ""
            else:
                title, above = piece.text, ""
        where = ", ".join(filter(None, (title, above))) or "the first page"
        for text in _texts(piece):
            if is_front:
                yield from _outside(text, "the first page")
            elif isinstance(piece, Heading):
                yield from _in_heading(text, "a heading")
            else:
                labelled = f"{title}: {text}" if re.fullmatch(_LABEL, title, _IGNORE) else text
                yield from _inside(labelled, f"under '{where}'")
    for number, text in stream.notes.items():
        yield from _inside(text, f"footnote {number}")


def _texts(piece: Piece) -> Iterator[str]:
    if isinstance(piece, Listing):
        for _, blocks in piece.items:
            for block in blocks:
                yield from _texts(block)
    else:
        yield words([piece])


def _outside(text: str, where: str) -> Iterator[Marking]:
    """The markings of a text that is not the paper's own: most colours in it are levels."""
    text = _plain(text)
    parts = [part.strip(" *.“”\"'") for part in _SEPARATOR.split(text)]
    sure = bool(_LABELLED.search(text)) or any(map(_LEVELS.fullmatch, parts))
    for match in _LEVELS.finditer(text):
        yield _marking(match[0], text, where, sure or match[0].isupper())
    if _FORBIDS.search(text):
        yield _marking("", text, where, sure=True)


def _in_heading(text: str, where: str) -> Iterator[Marking]:
    text = _plain(text)
    for part in map(str.strip, _SEPARATOR.split(text)):
        if part != text and _LEVELS.fullmatch(part):
            yield _marking(part, text, where, sure=False)
    for match in _CAPITALS.finditer(text):
        yield _marking(match[0], text, where, sure=False)


def _inside(text: str, where: str) -> Iterator[Marking]:
    """The markings of a paragraph: only words about the paper are sure."""
    text = _plain(text)
    for sentence in _SENTENCE.split(text):
        found = _LEVELS.findall(sentence)
        if _LABELLED.search(sentence):
            sure = bool(_OF_THE_PAPER.match(sentence))
            if sure or not _RATED.search(sentence):
                for level in found:
                    yield _marking(level, sentence, where, sure)
        elif _OF_A_THING.search(sentence) and not _RATED.search(sentence):
            for level in found or [""]:
                yield _marking(level, sentence, where, sure=False)
    # A footer that could not be told from the text stands alone, or beside the page's number.
    parts = _SEPARATOR.split(text) if len(text) <= _SHORT else ()
    if _ALONE.fullmatch(text) or _AT_AN_END.search(text) or any(map(_CAPITALS.fullmatch, parts)):
        for level in _LEVELS.findall(text) or [""]:
            yield _marking(level, text, where, sure=False)


def _marking(level: str, text: str, where: str, sure: bool) -> Marking:
    short = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
    return Marking(level.title(), short, where, sure)


def _plain(text: str) -> str:
    """The text with letters that stand apart put together; TLP's newer word for white as that."""
    text = unicodedata.normalize("NFKC", text)
    text = re.sub(r"\b(?:[A-Z] ){2,}[A-Z]\b", lambda match: match[0].replace(" ", ""), text)
    return re.sub(r"\bTLP\W{1,3}CLEAR\b", "TLP:WHITE", text, flags=_IGNORE)
