"""Harmless texts that might look like secrets: `harmless` gives files of them."""

from __future__ import annotations

import json
import random
from collections.abc import Callable

from forms import Rng, Sample, cells, page


def harmless(count: int, seed: int = 2) -> list[Sample]:
    """So many texts without a secret, in which there is what might look like one."""
    rng = random.Random(seed)
    samples = []
    for number in range(count):
        form, make = HARMLESS[number % len(HARMLESS)]
        samples.append(Sample("", form, f"{number:03}/page.html", page(make(rng))))
    return samples


def _row(rng: Rng, low: int, high: int, count: int = 9) -> list[str]:
    return [str(rng.randint(low, high)) for _ in range(count)]


def _data(values: object) -> str:
    return f'<script type="application/json">{json.dumps(values)}</script>'


def _hex(rng: Rng, count: int) -> str:
    return f"{rng.randrange(16**count):0{count}x}"


WORDS = (
    "Users", "Alerts", "meters", "hubs", "energy", "network", "north", "supply", "the", "good",
    "green", "power", "first", "smart", "bulb", "shell", "signal", "octave", "raised", "closed",
    "target", "issue", "working", "group", "release", "certificate", "gas", "e", "on",
)  # fmt: skip
HARMLESS: list[tuple[str, Callable[[Rng], str]]] = [
    ("counts", lambda r: ", ".join(f"{n:,}" for n in map(int, _row(r, 0, 99_000_000)))),
    ("a row of counts", lambda r: cells(_row(r, 0, 9_999))),
    ("a row of years", lambda r: cells([str(y) for y in range(2012, 2012 + r.randint(4, 10))])),
    ("years", lambda r: " ".join(str(y) for y in range(2015, 2015 + r.randint(4, 9)))),
    ("axis ticks", lambda r: " ".join(str(n * r.choice((10, 25, 500))) for n in range(11))),
    ("pairs of digits", lambda r: " ".join(_row(r, 10, 99, 8))),
    ("decimals", lambda r: f"{r.random():.16f} and {r.random() * 1e4:.10f}"),
    ("exponents", lambda r: f"{r.random():.12e}, {r.random() * 1e-9}"),
    ("percentages", lambda r: f"{r.random() * 100:.1f}% to {r.random() * 100:.2f}%"),
    ("a date", lambda r: f"{r.randint(1, 28)} February 2021, 2021-02-{r.randint(10, 28)}"),
    ("times", lambda r: f"2021-02-23T{r.randint(10, 23)}:{r.randint(10, 59)}:00Z"),
    ("compact times", lambda r: f"20210223T{r.randint(100000, 235959)}Z"),
    ("a range of days", lambda r: f"202102{r.randint(10, 28)}-202103{r.randint(10, 31)}"),
    ("seconds", lambda r: f"{r.randint(1_600_000_000, 1_620_000_000)} s and {r.randint(1, 9)} ms"),
    ("Service Requests", lambda r: f"SRV {r.randint(1, 14)}.{r.randint(1, 25)}.{r.randint(1, 3)}"),
    ("Alert codes", lambda r: f"8F{_hex(r, 2).upper()}, 81{_hex(r, 2).upper()} and 8F3E"),
    ("records", lambda r: f"PBI000000{r.randint(100000, 999999)}, INC{r.randrange(10**12):012}"),
    (
        "modifications",
        lambda r: f"MP{r.randint(1, 300):03}, DP{r.randint(1, 300):03}, TS{r.randint(1000, 2000)}",
    ),
    ("papers", lambda r: f"OPSG_{r.randint(40, 60)}_{r.randint(100, 2303):04}"),
    ("SHA-256", lambda r: f"sha256:{_hex(r, 64)}"),
    ("SHA-1", lambda r: f"commit {_hex(r, 40)}"),
    ("MD5", lambda r: f"md5 {_hex(r, 32)}"),
    ("short digests", lambda r: f"app.{_hex(r, 8)}.js, {_hex(r, 12)}, en-gb_{_hex(r, 7)}.pf_index"),
    (
        "own ids",
        lambda r: f"urn:uuid:{_hex(r, 8)}-{_hex(r, 4)}-5{_hex(r, 3)}-8{_hex(r, 3)}-{_hex(r, 12)}",
    ),
    ("a colour", lambda r: f"#{_hex(r, 6)}, #{_hex(r, 8)}, rgb({', '.join(_row(r, 0, 255, 3))})"),
    (
        "a drawing",
        lambda r: (
            "<svg viewBox='0 0 800 400'><path d='M"
            + " L".join(f"{r.random() * 800:.1f} {r.random() * 400:.1f}" for _ in range(30))
            + "'/></svg>"
        ),
    ),
    (
        "whole coordinates",
        lambda r: f"<svg><polyline points='{' '.join(_row(r, 10, 9999, 40))}'/></svg>",
    ),
    (
        "JSON numbers",
        lambda r: _data([r.random() for _ in range(40)]),
    ),
    (
        "JSON counts",
        lambda r: _data([r.randrange(10**6) for _ in range(40)]),
    ),
    (
        "an address",
        lambda r: f'<a href="https://example.org/a/{r.randint(1, 99999)}?x={_hex(r, 6)}">x</a>',
    ),
    ("base64", lambda r: f"'sha256-{''.join(r.choices('ABCDEFabcdefXYZxyz0123456789+', k=43))}='"),
    ("Users", lambda r: f"User {r.randint(1, 99):02} and DNO {r.choice('ABCDEF')}"),
    ("sums of money", lambda r: f"£{r.randint(1_000, 999_999_999):,}.{r.randint(10, 99)}"),
    (
        "the words",
        lambda r: (
            "The MPAN of a site; MPxN; an MPRN that was wrong on "
            f"{r.randint(10, 9_999)} sites; GUIDs; EUI-64s; meter serial numbers"
        ),
    ),
    ("versions", lambda r: f"v{r.randint(1, 20)}.{r.randint(0, 99)}.{r.randint(0, 2021)}, 1.10.18"),
    ("ordinary words", lambda r: " ".join(r.choices(WORDS, k=14))),
    ("network addresses", lambda r: f"192.168.{r.randint(0, 255)}.{r.randint(0, 255)}:8000, ::1"),
    ("months", lambda r: f"2019-{r.randint(1, 12):02}..2021-{r.randint(1, 12):02}"),
    (
        "large counts in words",
        lambda r: f"about {r.randint(1, 99)} million of {r.randint(100, 999)},000,000",
    ),
    ("long counts", lambda r: f"{r.randrange(10**9)} and {r.randrange(10**11, 10**12)}"),
]
