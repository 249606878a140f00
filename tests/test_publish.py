"""The site is put in place whole or not at all, and nothing else is ever replaced."""

import errno
import json
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from opsg import publish
from opsg.core.errors import UserError
from opsg.publish import MARKER, previous_site, replacement, roll_back


def _publish(output: Path, text: str) -> None:
    with replacement(output) as new:
        (new / "index.html").write_text(text)


@pytest.fixture(params=["exchange", "rename"])
def either_way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """With and without a file system that can exchange two folders in one step."""

    def cannot(*_: Path) -> None:
        raise OSError(errno.EINVAL, "cannot")

    if request.param == "rename":
        monkeypatch.setattr(publish, "_exchange", cannot)


@pytest.mark.usefixtures("either_way")
def test_the_new_site_takes_the_place_of_the_old_which_is_kept(tmp_path: Path) -> None:
    output = tmp_path / "deep" / "_site"

    for text in ("first", "second", "third"):
        _publish(output, text)

    assert (output / "index.html").read_text() == "third"
    previous = previous_site(output)
    assert previous
    assert (previous / "index.html").read_text() == "second"
    assert sorted(path.name for path in (output.parent / "._site.opsg").iterdir()) == ["previous"]


@pytest.mark.usefixtures("either_way")
def test_rolling_back_brings_the_previous_site_and_a_second_time_the_present_one(
    tmp_path: Path,
) -> None:
    output = tmp_path / "_site"
    for text in ("first", "second"):
        _publish(output, text)

    roll_back(output, Path)
    assert (output / "index.html").read_text() == "first"
    roll_back(output, Path)
    assert (output / "index.html").read_text() == "second"
    assert sorted(path.name for path in (tmp_path / "._site.opsg").iterdir()) == ["previous"]


def test_without_a_previous_site_rolling_back_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no site was published here before"):
        roll_back(tmp_path / "_site", Path)
    assert list(tmp_path.iterdir()) == []

    _publish(tmp_path / "_site", "only")
    with pytest.raises(UserError, match="no site was published here before"):
        roll_back(tmp_path / "_site", Path)
    assert (tmp_path / "_site" / "index.html").read_text() == "only"


def test_while_a_build_publishes_nothing_is_rolled_back(tmp_path: Path) -> None:
    output = tmp_path / "_site"
    for text in ("first", "second"):
        _publish(output, text)

    with replacement(output) as new:
        (new / "index.html").write_text("third")
        with pytest.raises(UserError, match="another build publishes"):
            roll_back(output, Path)

    assert (output / "index.html").read_text() == "third"


def test_a_site_that_was_taken_away_is_brought_back(tmp_path: Path) -> None:
    output = tmp_path / "_site"
    for text in ("first", "second"):
        _publish(output, text)
    (output / "index.html").unlink()
    (output / MARKER).unlink()

    roll_back(output, Path)

    assert (output / "index.html").read_text() == "first"


def test_a_failed_build_leaves_the_published_site_and_nothing_of_its_own(tmp_path: Path) -> None:
    output = tmp_path / "_site"
    _publish(output, "good")

    with pytest.raises(ZeroDivisionError), replacement(output) as new:
        (new / "index.html").write_text("half")
        raise ZeroDivisionError

    assert (output / "index.html").read_text() == "good"
    assert list((tmp_path / "._site.opsg").iterdir()) == []


def test_a_reader_finds_a_complete_site_at_every_instant(tmp_path: Path) -> None:
    output = tmp_path / "_site"
    _publish(output, "0")
    stop = threading.Event()
    found: list[str] = []

    def read() -> None:
        while not stop.is_set():
            found.append((output / "index.html").read_text())

    reader = threading.Thread(target=read)
    reader.start()
    for number in range(1, 100):
        _publish(output, str(number))
    stop.set()
    reader.join()

    assert [int(text) for text in found] == sorted(int(text) for text in found)
    assert len(set(found)) > 10


@pytest.mark.parametrize("name", ["notes.txt", ".hidden"])
def test_a_folder_with_other_content_is_refused_and_named(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("precious")

    with pytest.raises(UserError, match=rf"holds what no build made \('{name}'\)"):
        _publish(tmp_path, "new")

    assert (tmp_path / name).read_text() == "precious"


def test_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "_site").write_text("precious")

    with pytest.raises(UserError, match="the output is a file"):
        _publish(tmp_path / "_site", "new")


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    (tmp_path / "_site").mkdir()

    _publish(tmp_path / "_site", "new")

    assert (tmp_path / "_site" / MARKER).is_file()
    assert previous_site(tmp_path / "_site") is None


def test_a_link_is_followed_and_stays(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")

    _publish(tmp_path / "link", "new")

    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real" / "index.html").read_text() == "new"


def test_a_loop_of_links_is_refused(tmp_path: Path) -> None:
    (tmp_path / "_site").symlink_to("_site")

    with pytest.raises(UserError, match="cannot be reached"):
        _publish(tmp_path / "_site", "new")


def test_a_second_build_is_told_who_holds_the_lock(tmp_path: Path) -> None:
    output = tmp_path / "_site"
    with (
        replacement(output),
        pytest.raises(UserError, match=r"another build publishes to .*\(process \d+ on .*, since"),
    ):
        _publish(output, "second")


def test_what_a_killed_build_left_is_no_lock_and_is_cleared_up(tmp_path: Path) -> None:
    output = tmp_path / "_site"
    _publish(output, "good")
    killed = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import sys, time; from pathlib import Path\n"
            "from opsg.publish import replacement\n"
            "with replacement(Path(sys.argv[1])) as new:\n"
            "    (new / 'half').touch(); print(flush=True); time.sleep(60)",
            str(output),
        ],
        stdout=subprocess.PIPE,
    )
    assert killed.stdout
    with killed.stdout as begun:
        begun.readline()
    killed.kill()
    killed.wait()
    room = tmp_path / "._site.opsg"
    assert json.loads((room / "lock").read_text())["process"] == killed.pid

    assert (output / "index.html").read_text() == "good"
    _publish(output, "better")

    assert (output / "index.html").read_text() == "better"
    assert [path.name for path in room.iterdir()] == ["previous"]


def test_a_build_killed_between_two_renames_is_mended_by_the_next(tmp_path: Path) -> None:
    output = tmp_path / "_site"
    _publish(output, "good")
    output.rename(tmp_path / "._site.opsg" / "aside")

    with pytest.raises(ZeroDivisionError), replacement(output):
        raise ZeroDivisionError

    assert (output / "index.html").read_text() == "good"


def test_many_builds_at_once_take_turns_or_are_refused(tmp_path: Path) -> None:
    output = tmp_path / "_site"
    refused: list[UserError] = []

    def build(number: int) -> None:
        try:
            with replacement(output) as new:
                (new / "index.html").write_text(str(number))
                time.sleep(0.01)
        except UserError as error:
            refused.append(error)

    threads = [threading.Thread(target=build, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (output / "index.html").read_text().isdigit()
    assert all("another build" in str(error) for error in refused)
