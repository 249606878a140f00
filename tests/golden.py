"""What the small project's site must be, file by file, and the command that makes it anew.

After a change of what pages or downloads say: `python tests/golden.py`, then read the difference
in Git and commit it with the change. Nothing in CI runs this.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from projects import GOLDEN, assembled

from opsg.cli import main

EXPECTED = GOLDEN / "expected"
FILES = (
    "index.html", "issues/han-stability.html", "stage-timeline.html", "reports/2021-02.html",
    "feed.xml", "headlines.json", "downloads/charts/han-stability-trend.csv",
    "downloads/data/capacity.csv",
)  # fmt: skip
"""Of each kind of thing that a site holds one."""


def remake() -> int:
    """Builds the small project and puts what came out in place of what is expected."""
    with tempfile.TemporaryDirectory() as folder:
        project = assembled(GOLDEN, Path(folder) / "project")
        site = project / "_site"
        code = main(["--renderer", "pandoc", "--output", str(site)], root=project)
        if code == 0:
            shutil.rmtree(EXPECTED, ignore_errors=True)
            for file in FILES:
                (EXPECTED / file).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(site / file, EXPECTED / file)
    return code


if __name__ == "__main__":
    sys.exit(remake())
