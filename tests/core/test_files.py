"""Several files are written all or none, whatever fails."""

import os
import stat
from pathlib import Path

import pytest

from opsg.core import files
from opsg.core.errors import UserError
from opsg.core.files import write_all, write_file


def test_files_and_their_folders_are_written(tmp_path: Path) -> None:
    old = tmp_path / "old.txt"
    old.write_bytes(b"before")
    new = tmp_path / "a" / "b" / "new.txt"
    write_all({old: b"after", new: b"1\n"})
    assert (old.read_bytes(), new.read_bytes()) == (b"after", b"1\n")
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["a", "b", "new.txt", "old.txt"]


def test_a_file_keeps_its_permissions(tmp_path: Path) -> None:
    path = tmp_path / "private.csv"
    path.write_bytes(b"before")
    path.chmod(0o600)
    write_all({path: b"after"})
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("fails", [0, 1, 2])
def test_if_one_cannot_be_renamed_all_are_as_they_were(
    fails: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = [tmp_path / "one", tmp_path / "folder" / "two", tmp_path / "three"]
    paths[0].write_bytes(b"before")
    rename = Path.replace

    def replace(self: Path, target: Path) -> Path:
        if target == paths[fails] and self.read_bytes() == b"after":
            raise OSError(28, "No space left on device", str(target))
        return rename(self, target)

    monkeypatch.setattr(files.Path, "replace", replace)
    with pytest.raises(UserError, match="It cannot be written: No space left on device"):
        write_all(dict.fromkeys(paths, b"after"))
    assert [path.name for path in tmp_path.rglob("*")] == ["one"]
    assert paths[0].read_bytes() == b"before"


def test_an_interruption_leaves_all_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(descriptor: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_all({tmp_path / "folder" / "one": b"after"})
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_process_left_is_written_over(tmp_path: Path) -> None:
    (tmp_path / ".one.new").write_bytes(b"half")
    write_all({tmp_path / "one": b"whole"})
    assert [path.name for path in tmp_path.iterdir()] == ["one"]


def test_a_folder_in_place_of_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    with pytest.raises(UserError, match="It cannot be written"):
        write_all({tmp_path / "two": b"1", tmp_path / "one": b"1"})
    assert [path.name for path in tmp_path.iterdir()] == ["one"]


def test_one_file_is_written_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "new" / "file"
    write_file(file, b"first")
    write_file(file, b"second")
    assert file.read_bytes() == b"second"

    def refuse(*_: object) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(OSError, match="No space"):
        write_file(file, b"third")
    assert file.read_bytes() == b"second"
    assert list(file.parent.iterdir()) == [file]
