"""Counts as people and programs write them: read as whole numbers, or refused in words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from decimal import Decimal

from opsg.data.snapshots.table import quoted
from opsg.intake.extracts.reading import Reading, Refusal, Value

_GROUPS = r"[1-9]\d{{0,2}}(?:([ '’{comma}])\d{{3}})(?:\1\d{{3}})*"
_BRITISH, _CONTINENTAL = (
    re.compile(rf"(?:\d+|{_GROUPS.format(comma=comma)})(?:{point}(\d+))?")
    for comma, point in ((",", r"\."), (r"\.", ","))
)
_PLAIN = re.compile(r"-?[0-9]+")
# Points that can only stand between thousands, or only before a fraction of three digits.
_POINTS_GROUP = re.compile(r"\d{1,3}(?:(?:\.\d{3}){2,}(?:,0+)?|\.\d{3},0+)")
_THREE_PLACES = re.compile(r"(?:\d{4,}|\d{1,3}(?:[ ,'’]\d{3})+)\.\d{3}")
_EITHER = re.compile(r"\d{1,3}([.,])\d{3}")
_SCIENTIFIC = re.compile(r"(\d)(?:[.,](\d+))?e[+]?(\d\d?)", re.IGNORECASE)
# Marks of notes, and those that the Government Statistical Service puts behind a figure.
_MARK = re.compile(
    r"(?P<number>.*\d)\s*"
    r"(?:[¹²³⁰-⁹*†‡§]+|\((?:[preb]|note ?\d+)\)|\[(?:[preb]|(?:note ?)?\d+)\])+",
    re.IGNORECASE | re.DOTALL,
)
_NAMES = {" ": "spaces", ",": "commas", ".": "points", "'": "apostrophes", "’": "apostrophes"}

_WRITE_OUT = "Write it out in digits."
_OR_LEAVE_OUT = "Write 0 where there were none; leave the row out where it is not known."
# Why a text is no count, by what it looks like; the first that fits.
_REASONS = [
    (re.compile(pattern, re.IGNORECASE | re.DOTALL), reason, remedy)
    for pattern, reason, remedy in (
        (
            r"[-–—−‒―_.*:…?~x]+|[\[(]?(?:[a-z]|low|note ?\d+)[\])]?|"
            r"n\W*a\W*|null|none|nil|nan|-?inf|"
            r"tb[ac]|unknown|not (?:known|available|applicable)|suppressed|redacted|withheld",
            "it stands for a figure that is not given, which is never read as 0",
            _OR_LEAVE_OUT,
        ),
        (
            r"[-+]?\d+(?:[.,]\d+)?e[-+]?\d+",
            "it is cut short as Excel shows long numbers, and its last digits may be lost",
            "Format the cells as numbers without decimals in Excel, and export it again.",
        ),
        (r"=.*", "it is a formula", "Give its result: paste the values."),
        (r".*(?:%|per ?cent)", "it is a percentage", "Give the count itself."),
        (r"[£$€].*|.*[£$€]", "it is an amount of money", "Give the count itself."),
        (
            r"\d{4}-\d\d-\d\d(?:T.*)?|\d\d:\d\d(?::.*)?",
            "it is a date or a time",
            "If it is a count that is shown as one, show it as a number; else give the count.",
        ),
        (
            r"[<>≤≥≈~±].*|.*\d\s*(?:\+|-|–|to)\s*\d.*",
            "it is a range, not a figure",
            "Give the figure itself; small counts are hidden when the site is made.",
        ),
        (
            r"\(.*\)|[−–—].*|.*[-−]",
            "it is below zero, as accountants and Excel write that",
            "Counts are never below zero; write the count.",
        ),
        (r".*\d\s*(?:k|m|mn|bn|thousand|million)\W*", "it is rounded", _WRITE_OUT),
        (r"(?=.*\d)(?=.*[oil])[\doil,]+", "there is a letter among its digits", _WRITE_OUT),
        (
            r"\d[\d .,'’]*[^\W\d].*",
            "there is a word behind its digits",
            "Write digits only; a unit belongs in the column's name.",
        ),
    )
]


def read(texts: Collection[str], beside: Collection[str], scale: int = 1) -> dict[str, Reading]:
    """The whole numbers that the cells of a column hold, each `scale` times what is written.

    `beside` are the cells of all columns of counts of the table, which tell whether points and
    commas stand between thousands or before a fraction.
    """
    groups = any(map(_POINTS_GROUP.fullmatch, beside))
    places = any(map(_THREE_PLACES.fullmatch, beside))
    form = _CONTINENTAL if groups and not places else _BRITISH
    # A comma stands between thousands, as in Britain, unless points do; a point may be either.
    known = {",": not groups, ".": groups != places or (scale > 1 and not groups)}
    readings: dict[str, Reading] = {}
    for text in texts:
        either = _EITHER.fullmatch(text)
        is_open = either is not None and not known[either[1]]
        readings[text] = _either(text) if is_open else _read(text, form, scale)
    return readings


def _either(text: str) -> Refusal:
    whole = re.split(r"[.,]", text)[0]
    digits = re.sub(r"[.,]", "", text)
    problem = f"{quoted(text)} could be {int(whole):,} and a fraction, or {int(digits):,}."
    return Refusal(problem, "Write the number without points and commas.")


def _read(text: str, form: re.Pattern[str], scale: int) -> Reading:
    done = []
    plain = "".join(str(unicodedata.decimal(letter, letter)) for letter in text)
    if plain != text:
        done.append("digits of another script")
    if mark := _MARK.fullmatch(plain):
        plain = mark["number"]
        done.append("marks of notes dropped")
    if written_out := _written_out(plain):
        plain = written_out
        done.append("powers of ten written out")
    if _PLAIN.fullmatch(plain) and scale == 1:
        return Value(plain, " and ".join(done))
    match = form.fullmatch(plain)
    if not match:
        return _refused(text)
    by, fraction = match.groups()
    if by:
        done.append(f"{_NAMES[by]} between thousands dropped")
    whole = re.sub(r"\D", "", plain.removesuffix(fraction or ""))
    number = Decimal(f"{whole}.{fraction or 0}") * scale
    if number % 1:
        return _refused(text)
    if scale > 1:
        done.append(f"multiplied by {scale:,}")
    elif fraction:
        done.append("a fraction of zero dropped")
    return Value(f"{number:.0f}", " and ".join(done))


def _written_out(text: str) -> str | None:
    """A whole number written as 3.500E+03; None if digits of it may have been rounded away."""
    match = _SCIENTIFIC.fullmatch(text)
    if not match:
        return None
    digits, after_first = f"{match[1]}{match[2] or ''}", int(match[3])
    is_whole = after_first < len(digits) and not digits[after_first + 1 :].strip("0")
    return str(int(digits[: after_first + 1])) if is_whole else None


def _refused(text: str) -> Refusal:
    for pattern, reason, remedy in _REASONS:
        if pattern.fullmatch(text):
            return Refusal(f"{quoted(text)} is not a whole number: {reason}.", remedy)
    return Refusal(
        f"{quoted(text)} is not a whole number of at most twelve digits.",
        "Write digits only; leave the row out if the figure is not known.",
    )
