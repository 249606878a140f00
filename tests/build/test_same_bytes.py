"""The same inputs give the same site to the byte, whoever builds it, when and where."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from projects import ROOT, copied

from opsg.core.cache import digests

ODD = "à côté, $x 'elsewhere' 日本"
"""The name of a folder: spaces, quotation marks, and letters of no single encoding."""

ASCII = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
"""Python takes names of files for ASCII, as it takes them for Latin-1 where the locale says so."""

ELSEWHERE: dict[str, Mapping[str, str | None]] = {
    "all at once": {
        **ASCII,
        "TZ": "Pacific/Kiritimati",
        "LANGUAGE": "tr",
        "PYTHONHASHSEED": "4711",
        "PYTHONIOENCODING": "latin-1",
        "POLARS_MAX_THREADS": "1",
        "SOURCE_DATE_EPOCH": "1",
        "COLUMNS": "40",
        "HOME": "{folder}/file",
        "TMPDIR": f"{{folder}}/{ODD}",
    },
    "C": {"LC_ALL": "C"},
    "POSIX": {"LC_ALL": "POSIX"},
    "C.UTF-8": {"LC_ALL": "C.UTF-8"},
    "Latin-1": {"LC_ALL": "de_DE.ISO-8859-1"},
    "Turkish": {"LC_ALL": "tr_TR.UTF-8", "LANGUAGE": "tr"},
    "output in ASCII": {"PYTHONIOENCODING": "ascii"},
    "output in UTF-16": {"PYTHONIOENCODING": "utf-16"},
    "no home": {"HOME": None},
    "a home to read only": {"HOME": "{folder}/home"},
    "a home that cannot be": {"HOME": "/dev/null/home"},
    "hardly a variable": dict.fromkeys(os.environ.keys() - {"PATH", "PYTHONPATH"}),
}


@pytest.mark.parametrize(
    "where",
    [each if each == "all at once" else pytest.param(each, marks=pytest.mark.slow)
     for each in ELSEWHERE],
)  # fmt: skip
def test_another_checkout_locale_home_and_time_zone_give_the_same_bytes(
    golden: Path, tmp_path: Path, where: str
) -> None:
    checkout = copied(golden, tmp_path / ODD)
    shutil.copytree(ROOT / "opsg", checkout / "opsg", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "build.py", checkout)
    for path in (checkout / "data").rglob("*.md"):
        os.utime(path, (86_400, 86_400))
    (tmp_path / "file").touch()
    (tmp_path / "home").mkdir(mode=0o500)
    paths = [str(checkout), *filter(None, [os.environ.get("PYTHONPATH")])]
    variables = dict(os.environ) | {"PYTHONPATH": os.pathsep.join(paths)}
    for name, value in ELSEWHERE[where].items():
        variables.pop(name, None)
        if value is not None:
            variables[name] = value.format(folder=tmp_path)
    output = checkout / "public site ü"
    done = subprocess.run(
        [sys.executable, "build.py", "--renderer", "pandoc", "--output", output],
        cwd=checkout,
        env=variables,
        umask=0o077,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode(errors="replace")

    here, there = (
        digests.digest_tree(folder, hidden=True) for folder in (golden / "_site", output)
    )

    assert sorted(here) == sorted(there)
    assert [name for name in here if here[name] != there[name]] == []
    assert {".docx", ".pdf", ".parquet", ".pf_meta"} <= {Path(name).suffix for name in here}
