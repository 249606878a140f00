"""What looks like the number of a meter point, a device or a person, by form and check digits.

Sources: MPAN and its check digit, Elexon's Master Registration Agreement Product Set (weights are
the primes from 3 but for 11; sum modulo 11 modulo 10; the first two digits are the distributor,
10 to 39). MPRN and its two check digits, Xoserve (weights fall to 1; sum modulo 11). EUI-64: IEEE,
Guidelines for Use of EUI. GUID: RFC 9562.

`find` is given texts as `folding` writes them: one hyphen, one space, no accents.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

MPAN = "an MPAN"
MPRN = "an MPRN"
SERIAL = "a meter's serial number"
GUID = "a GUID"
EUI_64 = "a device's EUI-64"
MAIL = "an e-mail address"
PHONE = "a phone number"

_WEIGHTS = (3, 5, 7, 13, 17, 19, 23, 29, 31, 37, 41, 43)

# Most of a text has no number so long, and is passed over at once.
_DIGITS = re.compile(r"\d(?:[ \t\n.,/_':\\()·•-]{0,3}\d){9,}")
# The words before a number that say what it is; by its first letter each is found fast.
_SAID = re.compile(r"[mMsS](?i:p|eter point|upply number|sn|erial)")

# A decimal or a longer word is no number of a meter.
_FREE = r"(?<![\w.,+-])"
# A whole number may have been written as one with decimals.
_END = r"(?:\.0{1,6})?(?![\w]|[.,]\d)"
# What stands between groups; a tab parts the cells of a table.
_GAP = r"[ \t./_-]"
_CORE = re.compile(
    rf"(?<![\d.])(?:\d{{8}}[ \t\n]{{0,3}})?(?P<core>"
    rf"\d{{2}}{_GAP}?\d{{4}}{_GAP}?\d{{4}}{_GAP}?\d{{3}}"
    rf"|\d{{4}}(?:{_GAP}\d{{4}}){{2}}{_GAP}\d"
    rf"|\d{{2}}{_GAP}\d{{10}}{_GAP}\d|\d{{12}}{_GAP}\d"
    # One line may end within it; marks that part no figures of a table.
    rf"|\d{{2}}[ \n]\d{{4}}[ \n]\d{{4}}[ \n]\d{{3}}|\d{{2}}\) ?\d{{4}} ?\d{{4}} ?\d{{3}}"
    rf"|\d{{2}}(?P<mark>:| ?[·•\\] ?)\d{{4}}(?P=mark)\d{{4}}(?P=mark)\d{{3}}"
    rf"|\d(?:\t\d){{12}}|\d{{1,2}}(?:[,']\d{{3}}){{4}}|\d{{3}}(?:[ .-]\d{{3}}){{3}}[ .-]?\d"
    rf"){_END}"
)
_SCIENTIFIC = re.compile(r"\d\.\d{12}[eE]\+?12(?!\d)")
_MPRN = re.compile(rf"{_FREE}(\d{{10}}){_END}")
_SAID_MPAN = re.compile(
    rf"(?i:MPA?N?s?(?:_?id)?|meter point administration|supply number)[\W_]{{0,40}}?"
    rf"(\d[\d \t./_-]{{11,30}}\d){_END}"
)
_SAID_MPRN = re.compile(
    rf"(?i:(?:MPRNs?|meter point ref(?:erence)?)\D{{0,30}}?|MPxNs?[\W_]{{1,10}})(?<!\d)"
    rf"(\d{{6,10}}|\d{{2,5}}(?:[ \t_-]\d{{2,5}}){{1,4}}){_END}"
)
_SAID_SERIAL = re.compile(
    r"(?i:\bMSNs?|serial(?: ?no| ?num(?:ber)?)?)[\s.:#='\"_-]{1,6}"
    r"([A-Z]?\d{0,3}[A-Z]\d?[A-Z]?\d{5,13})\b"
)

_HEX = "[0-9a-fA-F]"
_HEXES = re.compile(rf"{_HEX}{{2}}[0-9a-fA-F \t:._-]{{14,}}")
_GUID = re.compile(
    rf"(?<![0-9A-Za-z]){_HEX}{{8}}(?P<gap>[-_ :.])(?:{_HEX}{{4}}(?P=gap)){{3}}{_HEX}{{12}}"
    r"(?![0-9A-Za-z])"
)
# Thirty-two digits alone may be any digest: a GUID says its version and variant.
_BARE = re.compile(rf"(?<![0-9A-Za-z+/]){_HEX}{{32}}(?![0-9A-Za-z+/=])")
_VERSIONED = re.compile(rf"{_HEX}{{12}}[1-8]{_HEX}{{3}}[89abAB]")
_SAID_GUID = re.compile(r"(?i:GUID|UUID|device ?id)[\W_]{0,6}$")
_DIGEST = re.compile(r"(?i:md5|sha\d*|hash|digest|etag)\W{0,3}$")
_OWN_GUID = re.compile(r"urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-5")
_EUI_64 = re.compile(
    # After the x of 0x, or the mark after a word; the end of a longer row of pairs is none.
    rf"(?<![0-9A-WYZa-wyz.])(?<!\b{_HEX}{{2}}[-:_ .\t])(?<!\b{_HEX}{{4}}[-:_ .\t])(?:"
    rf"{_HEX}{{2}}(?P<pair>[-:_])(?:{_HEX}{{2}}(?P=pair)){{6}}{_HEX}{{2}}"
    rf"|{_HEX}{{2}}(?P<gap>[ .\t])(?:{_HEX}{{2}}(?P=gap)){{6}}{_HEX}{{2}}"
    rf"|{_HEX}{{4}}(?P<quad>[-:. _])(?:{_HEX}{{4}}(?P=quad)){{2}}{_HEX}{{4}}"
    rf"|{_HEX}{{8}}[-: _]{_HEX}{{8}}|{_HEX}{{16}}"
    rf")(?![0-9A-Za-z]|[-:_]{_HEX})"
)
_DEVICE = re.compile(
    r"(?i:EUI-?64|EUI|device(?:[ _]?id)?|ESME|GSME|CHF|GPF|PPMID|IHD|HCALCS|hub|meter)"
    r"(?:[ _]?id)?[\W_]{0,8}$"
)
_MAIL = re.compile(r"[\w.+%'-]{1,64}@(?:[\w-]{1,63}\.){1,8}[A-Za-z]{2,24}(?![\w@])")
_PHONE = re.compile(
    r"(?<![\w.,+/-])(?:"
    r"(?:\+|00)44[ -]?(?:\(0\)[ -]?)?[1-35789]\d{1,4}(?:[ -]?\d{3,8}){1,3}"
    r"|0[1-35789]\d{8,9}"
    r"|\(?0[1-35789]\d{1,4}\)?[ -]\d{3,8}(?:[ -]\d{3,4})?"
    r"|\+[1-9]\d{0,2}[ -]?(?:\(0\))?\d{1,4}(?:[ -]?\d{2,4}){2,4}"
    r")(?![\w]|[.,]\d|-\d)"
)


class Match(NamedTuple):
    """Where in a text it begins, its kind, and itself, which no message may repeat."""

    start: int
    kind: str
    text: str


def find(text: str) -> Iterator[Match]:
    """Everything in the text that looks like such a number."""
    for run in _DIGITS.finditer(text):
        yield from _meter_points(text, run.start(), run.end() + 1)
    for match in _SCIENTIFIC.finditer(text):
        if is_mpan(_digits(match[0][:14])):
            yield Match(match.start(), MPAN, match[0])
    for word in _SAID.finditer(text):
        yield from _said(text, word.start())
    for run in _HEXES.finditer(text):
        yield from _devices(text, run.start(), run.end() + 1)
    for match in _MAIL.finditer(text) if "@" in text else ():
        yield Match(match.start(), MAIL, match[0])
    for match in _PHONE.finditer(text):
        if 9 <= sum(map(str.isdigit, match[0])) <= 15:
            yield Match(match.start(), PHONE, match[0])


def _meter_points(text: str, start: int, end: int) -> Iterator[Match]:
    for match in _CORE.finditer(text, start, end):
        # A column of figures has an end of a line after each.
        if is_mpan(_digits(match["core"])) and match["core"].count("\n") < 2:
            yield Match(match.start("core"), MPAN, match["core"])
    for match in _MPRN.finditer(text, start, end):
        if is_mprn(match[1]):
            yield Match(match.start(1), MPRN, match[1])


def _said(text: str, start: int) -> Iterator[Match]:
    """A number of which the word at `start` says what it is, whatever its check digits."""
    mpan = _SAID_MPAN.match(text, start)
    if mpan and len(_digits(mpan[1])) in (13, 21):
        yield Match(mpan.start(1), MPAN, mpan[1])
    mprn = _SAID_MPRN.match(text, start)
    # Days are written in groups too.
    if mprn and (mprn[1].isdecimal() or len(_digits(mprn[1])) == 10):
        yield Match(mprn.start(1), MPRN, mprn[1])
    if serial := _SAID_SERIAL.match(text, start):
        yield Match(serial.start(1), SERIAL, serial[1])


def _devices(text: str, start: int, end: int) -> Iterator[Match]:
    for match in _GUID.finditer(text, start, end):
        # The feed's own ids are worked out from what they name.
        if not _OWN_GUID.match(text, match.start() - len("urn:uuid:")):
            yield Match(match.start(), GUID, match[0])
    for match in _BARE.finditer(text, start, end):
        before = text[max(0, match.start() - 16) : match.start()]
        plain = _VERSIONED.match(match[0]) and not _DIGEST.search(before)
        if plain or _SAID_GUID.search(before):
            yield Match(match.start(), GUID, match[0])
    for match in _EUI_64.finditer(text, start, end):
        before = text[max(0, match.start() - 24) : match.start()]
        if match["pair"] or _is_device(match[0]) or _DEVICE.search(before):
            yield Match(match.start(), EUI_64, match[0])


def _is_device(digits: str) -> bool:
    """Whether hexadecimal digits are a device's; figures in a row are not, unless it is said."""
    letters = sum(letter.isalpha() for letter in digits)
    return digits.isalnum() or 0 < letters < sum(map(str.isalnum, digits))


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def is_mpan(digits: str) -> bool:
    """Whether 13 digits are the core of an MPAN, by distributor and check digit."""
    if len(digits) != 13 or not 10 <= int(digits[:2]) <= 39:
        return False
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits[:12], strict=True))
    return total % 11 % 10 == int(digits[12])


def is_mprn(digits: str) -> bool:
    """Whether digits end in the two check digits of an MPRN."""
    base = digits[:-2]
    total = sum((len(base) - index) * int(digit) for index, digit in enumerate(base))
    return bool(base) and total % 11 == int(digits[-2:])
