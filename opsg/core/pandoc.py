"""Runs Pandoc on a report, so that it depends on nothing but the report."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path

from opsg.core.errors import UserError
from opsg.rendering.pandoc_renderer import binary


def run(options: Sequence[str], markdown: str, *, day: date, folder: Path | None = None) -> str:
    """What Pandoc prints for a Markdown text, whose pictures are in `folder`.

    Its clock says `day`, so that the files it writes do not tell when. Raises UserError with
    what it says if it fails or warns.
    """
    clock = int(datetime.combine(day, time(), UTC).timestamp())
    done = subprocess.run(
        [binary(), "--fail-if-warnings", *options],
        input=markdown,
        encoding="utf-8",
        capture_output=True,
        cwd=folder,
        env=os.environ | {"SOURCE_DATE_EPOCH": str(clock)},
        check=False,
    )
    if done.returncode:
        raise UserError(f"Pandoc says: {' '.join(done.stderr.split())}", where="the report")
    return done.stdout
