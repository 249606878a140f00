"""The cache gives back what was put in, or nothing, whatever happened to its files."""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from opsg.core.cache.store import Cache, Entry, write_files

FILES = {"page.html": b"<p>\n", "pictures/a.png": bytes(range(256))}


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "cache")


def _only_file(tmp_path: Path) -> Path:
    (path,) = (tmp_path / "cache").iterdir()
    return path


def test_an_entry_is_found_under_its_key_and_no_other(cache: Cache) -> None:
    cache.keep("page.index", "k1", {"linked": ["a.csv"]}, FILES)

    assert list(cache.find("page.index", "k1")) == [Entry({"linked": ["a.csv"]}, FILES)]
    assert list(cache.find("page.index", "k")) == []
    assert list(cache.find("page.ind", "k1")) == []


def test_several_results_of_one_key_are_kept_side_by_side(cache: Cache) -> None:
    cache.keep("run.index", "k", {"read": "one"}, {}, "one")
    cache.keep("run.index", "k", {"read": "two"}, {}, "two")

    assert {entry.facts["read"] for entry in cache.find("run.index", "k")} == {"one", "two"}


@pytest.mark.parametrize("length", [0, 1, 40, -1])
def test_a_half_written_entry_is_none_and_goes(cache: Cache, tmp_path: Path, length: int) -> None:
    cache.keep("run.index", "k", {}, FILES)
    path = _only_file(tmp_path)
    path.write_bytes(path.read_bytes()[:length])

    assert list(cache.find("run.index", "k")) == []
    assert not path.exists()


def test_an_entry_with_one_bit_changed_is_none(cache: Cache, tmp_path: Path) -> None:
    cache.keep("run.index", "k", {}, FILES)
    path = _only_file(tmp_path)
    content = bytearray(path.read_bytes())
    content[-10] ^= 1
    path.write_bytes(content)

    assert list(cache.find("run.index", "k")) == []


def test_a_cache_that_cannot_be_written_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file where the folder should be")
    cache = Cache(tmp_path / "cache")

    cache.keep("run.index", "k", {}, FILES)
    cache.trim()

    assert list(cache.find("run.index", "k")) == []


def test_a_cache_that_is_not_read_is_written(cache: Cache, tmp_path: Path) -> None:
    unread = Cache(tmp_path / "cache", read=False)
    unread.keep("run.index", "k", {}, FILES)

    assert list(unread.find("run.index", "k")) == []
    assert list(cache.find("run.index", "k"))


def test_what_was_not_used_for_longest_makes_room(cache: Cache, tmp_path: Path) -> None:
    for age, key in enumerate(("new", "middle", "old")):
        cache.keep("run.index", key, {}, {"file": bytes(1000)})
        (path,) = (tmp_path / "cache").glob(f"*.{key}.*")
        os.utime(path, (time.time() - 100 * age,) * 2)
    assert list(cache.find("run.index", "old"))

    cache.trim(most=2500)

    assert [bool(list(cache.find("run.index", key))) for key in ("new", "middle", "old")] == [
        True,
        False,
        True,
    ]


def test_what_a_killed_build_left_half_written_goes_after_a_while(
    cache: Cache, tmp_path: Path
) -> None:
    cache.keep("run.index", "k", {}, FILES)
    left = tmp_path / "cache" / ".run.index.k.0.123.456"
    left.touch()
    cache.trim()
    assert left.exists()

    os.utime(left, (1, 1))
    cache.trim()

    assert not left.exists()
    assert list(cache.find("run.index", "k"))


@pytest.mark.parametrize("name", ["../outside", "/outside", "a/../../outside"])
def test_files_stay_in_the_folder_that_they_are_written_to(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="outside"):
        write_files({name: b""}, tmp_path / "project")

    assert not (tmp_path / "outside").exists()


def test_entries_hold_no_absolute_path(cache: Cache, tmp_path: Path) -> None:
    cache.keep("run.issues/han", "k", {"read": {}}, {})

    path = _only_file(tmp_path)
    assert str(tmp_path).encode() not in path.read_bytes()
    assert path.name == "run.issues-han.k.0"


WRITER = """
import sys
from pathlib import Path
from opsg.core.cache.store import Cache
cache = Cache(Path(sys.argv[1]))
for number in range(200):
    cache.keep("run.index", "k", {"by": sys.argv[2]}, {"file": sys.argv[2].encode() * 50_000})
    cache.trim(120_000)
"""


def test_builds_at_once_never_see_a_part_of_an_entry(tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, str(folder), name]) for name in "ab"]
    found = []
    while any(writer.poll() is None for writer in writers):
        cache = Cache(folder)  # which finds what was there when it first looked
        found += [(e.facts["by"], e.files["file"]) for e in cache.find("run.index", "k")]
        threading.Event().wait(0.001)

    assert [writer.returncode for writer in writers] == [0, 0]
    assert len(found) > 10
    assert all(content == by.encode() * 50_000 for by, content in found)
    assert not [path for path in folder.iterdir() if path.name.startswith(".")]
