"""Digests tell contents apart, and nothing else."""

import os
from pathlib import Path

from opsg.core.cache import digests


def test_a_change_of_the_same_length_at_the_same_time_is_seen(tmp_path: Path) -> None:
    file = tmp_path / "2021-02.csv"
    file.write_text("one")
    before, times = digests.digest_tree(tmp_path), file.stat()

    file.write_text("two")
    os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))

    assert digests.digest_tree(tmp_path) != before


def test_a_file_that_was_only_touched_is_the_same(tmp_path: Path) -> None:
    (tmp_path / "2021-02.csv").write_text("one")
    before = digests.digest_tree(tmp_path)

    os.utime(tmp_path / "2021-02.csv", (1, 1))

    assert digests.digest_tree(tmp_path) == before


def test_a_tree_names_files_and_folders_but_not_hidden_ones_nor_pythons_own(tmp_path: Path) -> None:
    (tmp_path / "alerts/__pycache__").mkdir(parents=True)
    for name in ("alerts/b.csv", "alerts/a.csv", "alerts/__pycache__/c", ".swap", "top.yml"):
        (tmp_path / name).touch()

    tree = digests.digest_tree(tmp_path)

    assert set(tree) == {"./", "alerts/", "alerts/a.csv", "alerts/b.csv", "top.yml"}
    assert digests.split_names(tree["./"]) == ["alerts/", "top.yml"]
    assert digests.split_names(tree["alerts/"]) == ["a.csv", "b.csv"]
    assert ".swap" in digests.digest_tree(tmp_path, hidden=True)


def test_what_is_not_there_and_what_is_empty_are_different(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    (tmp_path / "folder").mkdir()

    assert digests.digest_file(tmp_path / "none") == digests.list_folder(tmp_path / "none")
    assert digests.digest_file(tmp_path / "none") != digests.digest_file(tmp_path / "empty")
    assert digests.list_folder(tmp_path / "none") != digests.list_folder(tmp_path / "folder")


def test_links_are_followed_nowhere(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "file").write_text("one")
    (tmp_path / "link").symlink_to("real")
    (tmp_path / "real" / "up").symlink_to(tmp_path)
    (tmp_path / "itself").symlink_to("itself")
    (tmp_path / "root").symlink_to("/")

    tree = digests.digest_tree(tmp_path)

    links = {name for name, digest in tree.items() if digest == digests.LINK}
    assert links == {"link", "real/up", "itself", "root"}
    assert set(tree) - links == {"./", "real/", "real/file"}


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")

    assert digests.digest_tree(tmp_path)["pipe"] == digests.SPECIAL


def test_the_order_of_names_makes_no_difference_to_the_digest_of_values() -> None:
    assert digests.digest({"a": 1, "b": [2]}) == digests.digest({"b": [2], "a": 1})
    assert digests.digest("ab", "c") != digests.digest("a", "bc")


def test_a_large_file_has_the_digest_of_all_that_it_holds(tmp_path: Path) -> None:
    file, content = tmp_path / "large", bytes(range(251)) * 1000
    file.write_bytes(content)
    assert digests.digest_file(file) == digests.digest_bytes(content)
    file.write_bytes(content[:-1])
    assert digests.digest_file(file) != digests.digest_bytes(content)
