"""Invented secrets in forms that were thought of when the patterns stood; not all are found."""

from __future__ import annotations

import base64
import random

from forms import Sample, eui, grouped, guid, mpan, mprn, page

NAMES = ("Quillstone Ltd", "Brackenfell Energy Supply")


def _wide(text: str) -> str:
    return "".join(chr(ord(each) + 0xFEE0) if each.isalnum() else each for each in text)


def further(seed: int = 3) -> tuple[list[Sample], list[str]]:
    """A file for each form, and the private list."""
    rng = random.Random(seed)
    m, p, e, g = mpan(rng), mprn(rng), eui(rng), guid(rng)
    pairs = [e[at : at + 2] for at in range(0, 16, 2)]
    fours = [e[at : at + 4].lower() for at in range(0, 16, 4)]
    written = {
        "mpan fullwidth": _wide(m),
        "mpan arabic": "".join(chr(0x660 + int(c)) for c in m),
        "mpan bold math": "".join(chr(0x1D7CE + int(c)) for c in m),
        "mpan ent dec": "".join(f"&#{ord(c)};" for c in m),
        "mpan ent hex": "".join(f"&#x{ord(c):x};" for c in m),
        "mpan spans": "".join(f"<span>{c}</span>" for c in m),
        "mpan wbr": m[:6] + "<wbr>" + m[6:],
        "mpan shy": m[:6] + "&shy;" + m[6:],
        "mpan wj": "\u2060".join(m),
        "mpan underscores": grouped(m, (2, 4, 4, 3), "_"),
        "mpan commas": grouped(m, (2, 4, 4, 3), ", "),
        "mpan colon": grouped(m, (2, 4, 4, 3), ":"),
        "mpan newline": grouped(m, (2, 4, 4, 3), "\n"),
        "mpan br": grouped(m, (2, 4, 4, 3), "<br>"),
        "mpan li": "<ul>"
        + "".join(f"<li>{x}</li>" for x in grouped(m, (2, 4, 4, 3), " ").split())
        + "</ul>",
        "mpan id": f'<p id="m{m}">',
        "mpan data": f'<p data-x="{m}">',
        "mpan in url": f'<a href="https://x.example/?q={m}">x</a>',
        "mpan style": f'<p style="--n:{m}">',
        "mpan quoted": f'"{m}"',
        "mpan in js": f"<script>var a='{m[:6]}'+'{m[6:]}'</script>",
        "mpan float": f"{m}.000",
        "mpan e": f"{int(m):.12e}",
        "mpan plus": f"+{m}",
        "mpan apostrophe": f"'{m}",
        "mpan swiss": f"{int(m):,}".replace(",", "'"),
        "mpan backslash": grouped(m, (2, 4, 4, 3), "\\ "),
        "mpan pipe": grouped(m, (2, 4, 4, 3), " | "),
        "mpan figure space": grouped(m, (2, 4, 4, 3), "\u2007"),
        "mpan tabs": grouped(m, (2, 4, 4, 3), "\t"),
        "mpan bullets": grouped(m, (2, 4, 4, 3), " · "),
        "mpan brackets": f"({m[:2]}) {m[2:6]} {m[6:10]} {m[10:]}",
        "mpan sub": f"{m[:2]}<sub>{m[2:]}</sub>",
        "mpan alt": f'<img src="a.png" alt="{m}">',
        "mpan comment": f"<!-- {m} -->",
        "mpan js esc": "".join(f"\\u{ord(c):04x}" for c in m),
        "mpan percent": "".join(f"%{ord(c):02X}" for c in m),
        "mprn plain said": f"MPRN: {p}",
        "mprn ref": f"Meter Point Reference Number {p}",
        "mprn M": f"M{p}",
        "eui plain": e,
        "eui lower": e.lower(),
        "eui colon": ":".join(each for each in pairs),
        "eui dash": "-".join(each for each in pairs),
        "eui dot4": ".".join(each for each in fours),
        "eui sp2": " ".join(each for each in pairs),
        "eui 0x bytes": ", ".join("0x" + each for each in pairs),
        "eui _": "_".join(each for each in pairs),
        "eui urn": f"urn:dev:mac:{e.lower()}",
        "eui int": f"{int(e, 16)}",
        "eui ipv6": "fe80::" + ":".join(fours),
        "eui \\x": "".join("\\x" + each for each in pairs),
        "eui pct": "".join("%" + each for each in pairs),
        "eui wbr": e[:8] + "<wbr>" + e[8:],
        "eui fw": _wide(e),
        "eui b64": base64.b64encode(bytes.fromhex(e)).decode(),
        "guid": g,
        "guid upper": g.upper(),
        "guid urn": "urn:uuid:" + g,
        "guid braces": "{" + g + "}",
        "guid nohy": g.replace("-", ""),
        "guid us": g.replace("-", "_"),
        "guid sp": g.replace("-", " "),
        "guid dots": g.replace("-", "."),
        "guid br": g.replace("-", "-<br>"),
        "guid cut": g[:18] + "-\n" + g[19:],
        "guid :": g.replace("-", ":"),
        "guid nb": g.replace("-", "\u2011"),
        "guid minus": g.replace("-", "\u2212"),
        "guid b64": base64.b64encode(bytes.fromhex(g.replace("-", ""))).decode(),
        "name": "Quillstone",
        "name sp": "Q u i l l s t o n e",
        "name dots": "Q.u.i.l.l.s.t.o.n.e",
        "name hy": "Quill-stone",
        "name soft": "Quill\u00adstone",
        "name zw": "Quill\u200bstone",
        "name camel": "quillStone",
        "name up": "QUILLSTONE",
        "name poss": "Quillstone’s",
        "name fw": _wide("Quillstone"),
        "name lig": "Quillﬆone",
        "name cyr": "Quillstоne",
        "name leet": "Qu1llst0ne",
        "name url": "https://www.quillstone.co.uk",
        "name b64": base64.b64encode(b"Quillstone Ltd").decode(),
        "name ent": "".join(f"&#{ord(c)};" for c in "Quillstone"),
        "name math": "".join(
            chr(0x1D41A + ord(c) - 97) if c.islower() else c for c in "Quillstone"
        ),
        "name small caps": "Qᴜɪʟʟꜱᴛᴏɴᴇ",
        "name reversed": "enotslliuQ",
        "name two lines": "Quill<br>stone",
        "name spans": "<b>Quill</b>stone",
        "name plural": "Quillstones",
        "name abbr": "B.E.S.",
        "bracken": "Brackenfell",
        "bracken_": "BRACKENFELL_ENERGY",
        "name del": "Quill<del>x</del>stone",
        "js cat": "<script>'Quill'+'stone'</script>",
        "email": "jo.bloggs@quillmail.co.uk",
        "email at": "jo.bloggs (at) quillmail (dot) co (dot) uk",
        "email ent": "jo.bloggs&#64;quillmail.co.uk",
        "phone": "020 7946 0123",
        "phone int": "+44 (0)20 7946 0123",
        "phone 00": "0044 20 7946 0123",
        "phone dots": "020.7946.0123",
        "mobile": "07700 900123",
        "mobile fw": _wide("07700 900123"),
        "postcode": "12 High Street, SW1A 1AA",
        "tel:": '<a href="tel:+442079460123">x</a>',
    }
    samples = [
        Sample("", form, f"{number:03}/page.html", page(f"The number is {text} today"))
        for number, (form, text) in enumerate(written.items())
    ]
    return samples, [*NAMES]
