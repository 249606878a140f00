"""What looks like a secret and is none: `data/allowed.yml`, a list of reviewed digests.

`inspect` reads it and `scan` looks digests up. A line has the SHA-256 of the letters and digits of
what was found, all small, and the reason. The digest is not told in a finding: the number of a
meter could be had back from it by trying.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Annotated

FILE = "allowed.yml"


def read(data: Path) -> frozenset[str]:
    """The digests that `data` allows; none where it has no such file.

    Raises UserError where a line is not a digest with a reason.
    """
    path = data / FILE
    if not path.exists():
        return frozenset()
    # Where there is no list, pydantic is not needed.
    from pydantic import StringConstraints

    from opsg.data.frontmatter import parse, read_text
    from opsg.data.models import Model, Text
    from opsg.data.validation import validate

    class Allowed(Model):
        digest: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
        reason: Text

    name = f"{data.name}/{FILE}"
    entries = validate(tuple[Allowed, ...], parse(read_text(path, name), name))
    return frozenset(entry.digest for entry in entries)


def digest(text: str) -> str:
    """What stands for a text in the list, however it is spaced or hyphenated."""
    plain = re.sub(r"[^0-9a-z]", "", text.lower())
    return hashlib.sha256(plain.encode()).hexdigest()
