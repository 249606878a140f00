"""Makes the illustrative rows of the snapshots, so that the site has a history to show.

    python tools/illustrate.py [DATA]

Running it again gives the same files, byte for byte. It never touches a file with a reported row.
"""

from __future__ import annotations

import sys
from pathlib import Path

from illustration.chance import Chance
from illustration.story import MONTHS
from illustration.tables import TABLES

from opsg.core.months import text
from opsg.data.datasets import DATASETS


def main(data: Path) -> None:
    """Writes the illustrative files below `data`, those that would change, and names them."""
    for name, table in TABLES.items():
        columns = ",".join(DATASETS[name].columns)
        # The months of a table start with the first; those that are reported are left off.
        for day, rows in zip(MONTHS, table(Chance(name)), strict=False):
            month = text(day)
            lines = [columns, *(",".join(map(str, (month, *row, "illustrative"))) for row in rows)]
            _write(data / "snapshots" / name / f"{month}.csv", "\n".join(lines) + "\n")


def _write(path: Path, content: str) -> None:
    old = path.read_bytes() if path.exists() else b""
    # A month in Parquet has been put there since, from a real extract.
    if old == content.encode() or b"reported" in old or path.with_suffix(".parquet").exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode())
    print(path)


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "data"))
