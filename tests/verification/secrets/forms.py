"""Invented secrets in the forms in which people and programs write them.

`leaks` gives so many files, in turn of each form; the same seed gives the same ones.
Numbers have valid check digits and belong to nobody; names are made of syllables.
"""

from __future__ import annotations

import json
import random
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple
from urllib.parse import quote

Rng = random.Random
WEIGHTS = (3, 5, 7, 13, 17, 19, 23, 29, 31, 37, 41, 43)


class Sample(NamedTuple):
    """A file of a site, the kind of what it holds, and how that is written."""

    kind: str
    form: str
    name: str
    content: str


# Numbers


def mpan(rng: Rng) -> str:
    """A number that has an MPAN's distributor and check digit."""
    digits = f"{rng.randint(10, 39)}{rng.randrange(10**10):010}"
    total = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, digits, strict=True))
    return f"{digits}{total % 11 % 10}"


def mprn(rng: Rng) -> str:
    """Eight digits and the two check digits of an MPRN."""
    base = f"{rng.randint(1, 9)}{rng.randrange(10**7):07}"
    total = sum((8 - index) * int(digit) for index, digit in enumerate(base))
    return f"{base}{total % 11:02}"


def eui(rng: Rng) -> str:
    """Sixteen hexadecimal digits of a device, a maker's first."""
    return rng.choice(("00DB12", "90B3D5", "001D24", "70B3D5")) + f"{rng.randrange(16**10):010X}"


def guid(rng: Rng) -> str:
    """A random GUID (version 4)."""
    digits = f"{rng.randrange(16**32):032x}"
    digits = f"{digits[:12]}4{digits[13:16]}{rng.choice('89ab')}{digits[17:]}"
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def grouped(text: str, sizes: Sequence[int], gap: str) -> str:
    """The text cut into groups."""
    parts, start = [], 0
    for size in sizes:
        parts.append(text[start : start + size])
        start += size
    return gap.join(parts)


def cells(parts: Sequence[str]) -> str:
    return f"<table><tr>{''.join(f'<td>{part}</td>' for part in parts)}</tr></table>"


Form = Callable[[str], str]
MPAN_FORMS: dict[str, Form] = {
    "plain": str,
    "groups": lambda n: grouped(n, (2, 4, 4, 3), " "),
    "groups with hyphens": lambda n: grouped(n, (2, 4, 4, 3), "-"),
    "groups with other hyphens": lambda n: grouped(n, (2, 4, 4, 3), "\u2011"),
    "groups with en dashes": lambda n: grouped(n, (2, 4, 4, 3), "–"),
    "groups with points": lambda n: grouped(n, (2, 4, 4, 3), "."),
    "groups with narrow spaces": lambda n: grouped(n, (2, 4, 4, 3), "\u202f"),
    "groups with coded spaces": lambda n: grouped(n, (2, 4, 4, 3), "&nbsp;"),
    "groups with oblique strokes": lambda n: grouped(n, (2, 4, 4, 3), "/"),
    "groups with colons": lambda n: grouped(n, (2, 4, 4, 3), ":"),
    "groups with dots between": lambda n: grouped(n, (2, 4, 4, 3), " · "),
    "cut by a line": lambda n: f"{n[:2]} {n[2:6]}\n{n[6:10]} {n[10:]}",
    "brackets": lambda n: f"({n[:2]}) {n[2:6]} {n[6:10]} {n[10:]}",
    "with thousands, as in Zurich": lambda n: f"{int(n):,}".replace(",", "'"),
    "fours": lambda n: grouped(n, (4, 4, 4, 1), " "),
    "cells": lambda n: cells([n[:2], n[2:6], n[6:10], n[10:]]),
    "a cell a digit": lambda n: cells(list(n)),
    "with decimals": lambda n: f"{n}.0",
    "with two decimals": lambda n: f"{n}.00",
    "scientific": lambda n: f"{n[0]}.{n[1:]}E+12",
    "with thousands": lambda n: f"{int(n):,}",
    "top line": lambda n: f"01 801 100 {grouped(n, (2, 4, 4, 3), ' ')}",
    "top line, as on a bill": lambda n: f"S 01 801 100<br>{grouped(n, (2, 4, 4, 3), ' ')}",
    "mistyped, said": lambda n: f"MPAN {n[:12]}{(int(n[12]) + 1) % 10}",
    "said in a key": lambda n: f'data-mpan="{n[:12]}{(int(n[12]) + 1) % 10}"',
    "invisible spaces": lambda n: grouped(n, (2, 4, 4, 3), "\u200b"),
    "inline tags": lambda n: f"<b>{n[:5]}</b><i>{n[5:]}</i>",
    "in an address": lambda n: f'<a href="#m?mpan={grouped(n, (2, 4, 4, 3), "%20")}">x</a>',
    "full width": lambda n: "".join(chr(ord(digit) + 0xFEE0) for digit in n),
}
MPRN_FORMS: dict[str, Form] = {
    "plain": str,
    "with decimals": lambda n: f"{n}.0",
    "said, grouped": lambda n: f"MPRN {grouped(n, (4, 4, 2), ' ')}",
    "said, hyphens": lambda n: f"MPRN: {grouped(n, (4, 4, 2), '-')}",
    "said, short": lambda n: f"MPRN {n[:8]}",
    "said in words": lambda n: f"Meter Point Reference Number {n[:7]}",
    "MPxN": lambda n: f"MPxN {n[:9]}",
    "cells": lambda n: f"<table><tr><th>MPRN</th><td>{n}</td></tr></table>",
    "a key": lambda n: f'<i data-mprn="{n}">x</i>',
    "in an address": lambda n: f'<a href="#g?mprn={n}">x</a>',
}
EUI_FORMS: dict[str, Form] = {
    "plain": str,
    "small": str.lower,
    "hyphens": lambda n: grouped(n, (2,) * 8, "-"),
    "colons": lambda n: grouped(n.lower(), (2,) * 8, ":"),
    "spaces": lambda n: grouped(n, (2,) * 8, " "),
    "low lines": lambda n: grouped(n, (2,) * 8, "_"),
    "other hyphens": lambda n: grouped(n, (2,) * 8, "\u2010"),
    "en dashes": lambda n: grouped(n, (2,) * 8, "–"),
    "fours": lambda n: grouped(n, (4,) * 4, " "),
    "fours with hyphens": lambda n: grouped(n, (4,) * 4, "-"),
    "fours with colons": lambda n: grouped(n, (4,) * 4, ":"),
    "eights": lambda n: grouped(n, (8, 8), " "),
    "0x": lambda n: f"0x{n}",
    "prefix": lambda n: f"EUI64:{n}",
    "prefix with a hyphen": lambda n: f"EUI-{grouped(n, (2,) * 8, '-')}",
    "device": lambda n: f"ESME_{n}",
    "device with a colon": lambda n: f"device:{n.lower()}",
    "device with an equals sign": lambda n: f"deviceId={n}",
    "cells": lambda n: cells([n[i : i + 2] for i in range(0, 16, 2)]),
    "said, all digits": lambda n: (
        "GSME " + grouped("".join(str(ord(c) % 10) for c in n), (2,) * 8, " ")
    ),
    "in an address": lambda n: f'<a href="#d?{quote(grouped(n, (2,) * 8, ":"), safe="")}">x</a>',
}
GUID_FORMS: dict[str, Form] = {
    "plain": str,
    "capitals": str.upper,
    "braces": lambda n: f"{{{n.upper()}}}",
    "urn": lambda n: f"urn:uuid:{n}",
    "prefix": lambda n: f"id-{n}",
    "prefix with a low line": lambda n: f"guid_{n}",
    "spaces": lambda n: n.replace("-", " "),
    "other hyphens": lambda n: n.replace("-", "\u2011"),
    "en dashes": lambda n: n.replace("-", "–"),
    "low lines": lambda n: n.replace("-", "_"),
    "none": lambda n: n.replace("-", ""),
    "none, said": lambda n: f"GUID: {n.replace('-', '').upper()}",
    "coded": lambda n: f'<a href="#{n.replace("-", "%2D")}">x</a>',
}

# Names

SYLLABLES = ("bran", "dul", "ked", "lor", "mar", "nev", "quil", "rud", "sab", "tor", "vand", "wex")
ENDINGS = ("mere", "stow", "wick", "gate", "ley", "thorpe", "combe", "holt")
REST = ("Energy Ltd", "Power Limited", "Energy Supply plc", "Gas & Electric Ltd", "Utilities UK")
ACCENTS = {"a": "ä", "e": "é", "o": "ö", "u": "ü"}


def word(rng: Rng) -> str:
    """The distinctive word of a name that nobody has."""
    return (rng.choice(SYLLABLES) + rng.choice(SYLLABLES) + rng.choice(ENDINGS)).capitalize()


def accented(text: str) -> str:
    return "".join(ACCENTS.get(letter, letter) for letter in text)


NAME_FORMS: dict[str, Callable[[str, str], str]] = {
    "in full": lambda own, rest: f"{own} {rest}",
    "capitals": lambda own, rest: f"{own} {rest}".upper(),
    "alone": lambda own, rest: own,
    "alone, small": lambda own, rest: own.lower(),
    "possessive": lambda own, rest: f"{own}’s meters",
    "plural": lambda own, rest: f"{own}s",
    "cut by a line": lambda own, rest: f"{own}\n{rest}",
    "hyphens": lambda own, rest: f"{own} {rest}".replace(" ", "-").lower(),
    "low lines": lambda own, rest: f"{own}_{rest.split()[0]}_2021.xlsx",
    "run together": lambda own, rest: f"{own}{rest.split()[0]}",
    "within a word": lambda own, rest: f"my{own.lower()}account",
    "inline tags": lambda own, rest: f"<b>{own[:3]}</b>{own[3:]} {rest}",
    "accents": lambda own, rest: accented(own),
    "accents, taken apart": lambda own, rest: unicodedata.normalize("NFD", accented(own)),
    "soft hyphens": lambda own, rest: f"{own[:4]}\u00ad{own[4:]}",
    "coded letters": lambda own, rest: f"&#{ord(own[0])};{own[1:]}",
    "in an address": lambda own, rest: f'<a href="#?q={quote(f"{own} {rest}")}">x</a>',
    "coded in an address": lambda own, rest: f'<a href="#{quote(accented(own))}">x</a>',
    "a class": lambda own, rest: f'<i class="row {own.lower()}-row">x</i>',
    "an id": lambda own, rest: f'<i id="u-{own.lower()}">x</i>',
    "an attribute's name": lambda own, rest: f'<i data-{own.lower()}="1">x</i>',
    "JSON": lambda own, rest: (
        f'<script type="application/json">{json.dumps(accented(own))}</script>'
    ),
    "cut by a hyphen": lambda own, rest: f"{own[:4]}-{own[4:]}",
    "letters apart": lambda own, rest: " ".join(own),
    "full width": lambda own, rest: "".join(chr(ord(c) + 0xFEE0) for c in own),
}
DOTTED = {"as it is": "E.ON", "without": "EON", "another point": "E·ON", "hyphen": "E-ON",
          "in full": "E.ON UK plc", "in a file's words": "eon_2021", "small": "e.on"}  # fmt: skip
NUMBERS = {
    "an MPAN": (mpan, MPAN_FORMS), "an MPRN": (mprn, MPRN_FORMS),
    "a device's EUI-64": (eui, EUI_FORMS), "a GUID": (guid, GUID_FORMS),
}  # fmt: skip
PARTY = "the name of a Party"
INVENTED_SHORT = {"E.ON": "Z.QN", "EON": "ZQN", "E·ON": "Z·QN", "E-ON": "Z-QN",
                  "E.ON UK plc": "Z.QN UK plc", "eon_2021": "zqn_2021", "e.on": "z.qn"}  # fmt: skip
SHORT_NAME = "Z.QN UK plc"


def page(text: str) -> str:
    """A small page whose paragraph holds the text."""
    return f"<!DOCTYPE html>\n<html lang=en><title>x</title><p>Seen at {text} in May.</p></html>"


def leaks(count: int, seed: int = 1) -> tuple[list[Sample], list[str]]:
    """So many leaks, each in a file of its own, and the names of the Parties among them."""
    rng, names = random.Random(seed), [SHORT_NAME]
    samples = []
    forms = [*_forms()]
    for number in range(count):
        kind, form = forms[number % len(forms)]
        file, content = f"{number:03}/page.html", ""
        if kind in NUMBERS:
            make, written = NUMBERS[kind]
            content = page(written[form](make(rng)))
        elif form in DOTTED:
            content = page(INVENTED_SHORT[DOTTED[form]])
        elif form.startswith("file"):
            own = word(rng)
            names.append(f"{own} Energy Ltd")
            value = {"file, name": own.lower(), "file, MPAN": mpan(rng), "file, EUI-64": eui(rng)}
            file, content = f"{number:03}/x-{value[form]}.csv", "x\n"
        else:
            own, rest = word(rng), rng.choice(REST)
            names.append(f"{accented(own) if 'JSON' in form or 'cod' in form else own} {rest}")
            content = page(NAME_FORMS[form](own, rest))
        samples.append(Sample(kind, form, file, content))
    return samples, names


def _forms() -> Iterator[tuple[str, str]]:
    for kind, (_, forms) in NUMBERS.items():
        for form in forms:
            yield kind, form
    for form in (*NAME_FORMS, *DOTTED, "file, name", "file, MPAN", "file, EUI-64"):
        yield PARTY, form
