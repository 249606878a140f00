"""What looks like the number of a meter point, a device or a person, by form and check digits.

Sources: MPAN and its check digit, Elexon's Master Registration Agreement Product Set (weights are
the primes from 3 but for 11; sum modulo 11 modulo 10; the first two digits are the distributor,
10 to 39). MPRN and its two check digits, Xoserve (weights fall to 1; sum modulo 11). EUI-64: IEEE,
Guidelines for Use of EUI. GUID: RFC 9562.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

MPAN = "an MPAN"
MPRN = "an MPRN"
GUID = "a GUID"
EUI_64 = "a device's EUI-64"
MAIL = "an e-mail address"
PHONE = "a phone number"

_WEIGHTS = (3, 5, 7, 13, 17, 19, 23, 29, 31, 37, 41, 43)

# A decimal or a longer word is no number of a meter; the core may stand in the usual groups.
_FREE = r"(?<![\w.,+-])"
_END = r"(?![\w]|[.,]\d)"
_CORE = re.compile(
    rf"(?<![\d.])(?P<top>\d{{2}}[ ]?\d{{3}}[ ]?[A-Z0-9]{{3}}[ \n]{{0,3}})?"
    rf"(?P<core>\d{{2}}(?P<gap>[ -]?)\d{{4}}(?P=gap)\d{{4}}(?P=gap)\d{{3}}"
    rf"|\d{{4}} \d{{4}} \d{{4}} \d){_END}"
)
_MPRN = re.compile(rf"{_FREE}(\d{{10}}){_END}")
_SAID_MPAN = re.compile(
    rf"(?i:\bMPA?N?s?|meter point administration)\W{{0,40}}?(\d[\d -]{{11,28}}\d){_END}"
)
_SAID_MPRN = re.compile(
    rf"(?i:\bMPRNs?|\bmeter point reference)\D{{0,30}}?(?<!\d)(\d{{6,10}}){_END}"
)
_GUID = re.compile(
    r"(?<![0-9A-Za-z-])[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}(?![0-9A-Za-z-])"
)
_OWN_GUID = re.compile(r"urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-5")
_EUI_64 = re.compile(
    r"(?<![0-9A-Za-z.:-])(?:[0-9a-fA-F]{2}([-:])(?:[0-9a-fA-F]{2}\1){6}[0-9a-fA-F]{2}"
    r"|(?:[0-9a-fA-F]{4}[-:. ]){3}[0-9a-fA-F]{4}|[0-9a-fA-F]{16})(?![0-9A-Za-z]|[:-][0-9a-fA-F])"
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
    for match in _CORE.finditer(text):
        if is_mpan(re.sub(r"[ -]", "", match["core"])):
            yield Match(match.start("core"), MPAN, match["core"])
    for match in _SAID_MPAN.finditer(text):
        if len(re.sub(r"[ -]", "", match[1])) in (13, 21):
            yield Match(match.start(1), MPAN, match[1])
    for match in _MPRN.finditer(text):
        if is_mprn(match[1]):
            yield Match(match.start(1), MPRN, match[1])
    for match in _SAID_MPRN.finditer(text):
        yield Match(match.start(1), MPRN, match[1])
    for match in _GUID.finditer(text):
        # The feed's own ids are worked out from what they name.
        if not _OWN_GUID.match(text, match.start() - len("urn:uuid:")):
            yield Match(match.start(), GUID, match[0])
    for match in _EUI_64.finditer(text):
        yield Match(match.start(), EUI_64, match[0])
    for match in _MAIL.finditer(text):
        yield Match(match.start(), MAIL, match[0])
    for match in _PHONE.finditer(text):
        if 9 <= sum(map(str.isdigit, match[0])) <= 15:
            yield Match(match.start(), PHONE, match[0])


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
