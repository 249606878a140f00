"""The same inputs give the same site to the byte, whoever builds it, when and where."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from projects import copied

from opsg.core.cache import digests

ELSEWHERE = {
    "TZ": "Pacific/Kiritimati",
    "LC_ALL": "tr_TR.UTF-8",
    "LANGUAGE": "tr",
    "PYTHONHASHSEED": "4711",
    "POLARS_MAX_THREADS": "1",
    "SOURCE_DATE_EPOCH": "1",
    "COLUMNS": "40",
    "HOME": "/nonexistent",
}
BUILD = """
import os, sys
from pathlib import Path
os.umask(0o077)
os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
from opsg.cli import main
sys.exit(main(["--renderer", "pandoc", "--output", sys.argv[2]], root=Path(sys.argv[1])))
"""


@pytest.mark.slow
def test_another_machine_folder_time_zone_locale_and_number_of_workers_give_the_same_bytes(
    golden: Path, tmp_path: Path
) -> None:
    root = tmp_path / "à côté, elsewhere"
    copied(golden, root)
    for path in (root / "data").rglob("*.md"):
        os.utime(path, (86_400, 86_400))
    output = root / "public site"
    done = subprocess.run(
        [sys.executable, "-c", BUILD, str(root), str(output)],
        cwd=tmp_path,
        env=os.environ | ELSEWHERE,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr

    here, there = (
        digests.digest_tree(folder, hidden=True) for folder in (golden / "_site", output)
    )

    assert sorted(here) == sorted(there)
    assert [name for name in here if here[name] != there[name]] == []
    assert {".docx", ".pdf", ".parquet", ".pf_meta"} <= {Path(name).suffix for name in here}
