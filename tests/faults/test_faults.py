"""Builds that are killed, interrupted, starved or disturbed: the published site stays whole.

Some are killed at random moments. The exact moments that matter are those of test_publish.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import itertools
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from examples import examples
from projects import copied
from smallest import notebook, smallest

from opsg import publish
from opsg.cli import main
from opsg.execution import pool, processes
from opsg.verification.site import verify

KILLS = examples(4)
INTERRUPTS = examples(1)
PATIENCE_S = 60
BUILD = "import sys; from pathlib import Path; from opsg.cli import main\n" \
    "sys.exit(main(sys.argv[2:], root=Path(sys.argv[1])))"  # fmt: skip


class Project:
    """A project of its own for one test, whose builds run as processes that can be recognised."""

    def __init__(self, root: Path, temporary: Path) -> None:
        self.root = root
        self.output = root / "_site"
        self.temporary = temporary
        self.mark = f"OPSG_TEST={uuid.uuid4()}"
        self.edition = 0

    def edit(self) -> None:
        """Change what every page says, so that the next site differs in all of them."""
        self.edition += 1
        template = self.root / "site" / "template.html"
        text = template.read_text().split("<!-- edition")[0].rstrip()
        template.write_text(f"{text}\n<!-- edition {self.edition}. -->\n")

    @property
    def given(self) -> list[str]:
        return ["--renderer", "pandoc", "--output", str(self.output)]

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        name, _, value = self.mark.partition("=")
        environment = {**os.environ, name: value, "TMPDIR": str(self.temporary)}
        return subprocess.Popen(
            [sys.executable, "-c", BUILD, str(self.root), *self.given, *arguments],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=environment,
        )  # fmt: skip

    def build(self, *arguments: str) -> tuple[int, str]:
        """Build to the end, in this process: the exit code, and what it complains of."""
        said = io.StringIO()
        with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stderr(said):
            patch.setenv(*self.mark.split("="))
            patch.setenv("TMPDIR", str(self.temporary))
            patch.setattr(tempfile, "tempdir", None)
            # A server that another process forks would not have the mark.
            patch.setattr(pool, "ForkingSource", processes.ForkingSource)
            code = main([*self.given, *arguments], root=self.root)
        return code, said.getvalue()

    def processes(self) -> list[int]:
        """The processes of any build of this project that still run."""
        found = []
        for process in Path("/proc").glob("[0-9]*"):
            try:
                ended = (process / "stat").read_text().rpartition(")")[2].split()[0] == "Z"
                marked = self.mark.encode() in (process / "environ").read_bytes().split(b"\0")
            except OSError:
                continue
            if marked and not ended:
                found.append(int(process.name))
        return found

    def assert_published(self) -> str:
        """The published site is whole and all of one edition; returns which."""
        assert verify(self.output) == []
        texts = [page.read_text() for page in self.output.rglob("*.html")]
        (edition,) = {text.rpartition("<!-- edition ")[2].partition(".")[0] for text in texts}
        return edition

    def assert_nothing_left(self) -> None:
        """No process and no folder of a build is left."""
        until = time.monotonic() + PATIENCE_S
        while self.processes() and time.monotonic() < until:
            time.sleep(0.05)
        assert self.processes() == []
        room = self.output.with_name(f".{self.output.name}.opsg")
        assert {path.name for path in room.iterdir()} <= {"previous"}
        assert not (self.root / ".opsg" / "lock").exists()

    def assert_builds(self) -> None:
        """The next build succeeds, publishes, and leaves nothing."""
        self.edit()
        assert self.build() == (0, "")
        assert self.assert_published() == str(self.edition)
        self.assert_nothing_left()


@pytest.fixture(scope="session")
def first(shared: Callable[..., Path]) -> Path:
    """The smallest project, whose published site is its first edition."""

    def make(folder: Path) -> None:
        (folder / "temporary").mkdir(parents=True)
        Project(smallest(folder / "opsg"), folder / "temporary").assert_builds()

    return shared("first", make) / "opsg"


@pytest.fixture
def tried(first: Path, tmp_path: Path) -> Project:
    (tmp_path / "temporary").mkdir()
    made = Project(copied(first, tmp_path / "opsg", built=True), tmp_path / "temporary")
    made.edition = 1
    return made


@pytest.mark.slow
def test_a_build_killed_at_any_moment_leaves_a_whole_site_and_the_next_one_succeeds(
    tried: Project,
) -> None:
    draw = random.Random()
    started = time.monotonic()
    assert tried.build("--no-cache")[0] == 0
    whole = time.monotonic() - started
    killed = 0
    for number in itertools.count():
        if killed == KILLS:
            break
        before = str(tried.edition)
        tried.edit()
        running = tried.start(*(["--no-cache"] if number % 2 else []))
        time.sleep(draw.uniform(0.05, whole if number % 2 else whole / 2))
        killed += running.poll() is None
        running.kill()
        running.communicate()

        assert tried.assert_published() in (before, str(tried.edition))
        tried.assert_builds()


@pytest.mark.slow
def test_a_build_that_is_interrupted_clears_up_and_ends_with_130(tried: Project) -> None:
    draw = random.Random()
    for _ in range(INTERRUPTS):
        before = tried.assert_published()
        tried.edit()
        running = tried.start("--no-cache")
        time.sleep(draw.uniform(0.8, 4))
        running.send_signal(signal.SIGINT)
        _, said = running.communicate(timeout=PATIENCE_S)

        if running.returncode:
            assert running.returncode == 130
            assert said.endswith("Interrupted. The published site is as it was.\n")
            assert "Traceback" not in said
            assert tried.assert_published() == before
        tried.assert_nothing_left()
    tried.assert_builds()


def test_of_two_builds_at_once_one_publishes_and_the_other_names_it(tried: Project) -> None:
    tried.edit()
    winner = tried.start()
    lock = tried.root / ".opsg" / "lock"
    until = time.monotonic() + PATIENCE_S
    while not (lock.exists() and lock.read_text()) and time.monotonic() < until:
        time.sleep(0.01)
    # It goes on when the other has been refused, however busy the machine is.
    winner.send_signal(signal.SIGSTOP)

    code, said = tried.build()
    winner.send_signal(signal.SIGCONT)

    assert code == 1
    assert f"(process {winner.pid} on " in said
    assert "Wait until it has ended." in said
    assert winner.communicate(timeout=120)[1] == ""
    assert winner.returncode == 0
    assert tried.assert_published() == str(tried.edition)
    tried.assert_builds()


def test_a_build_whose_worker_is_killed_says_so_or_goes_on(tried: Project) -> None:
    before = str(tried.edition)
    tried.edit()
    running = tried.start("--no-cache")
    until = time.monotonic() + PATIENCE_S
    while len(tried.processes()) < 3 and time.monotonic() < until:
        time.sleep(0.02)
    os.kill(max(tried.processes()), signal.SIGKILL)
    _, said = running.communicate(timeout=120)

    assert "Traceback" not in said
    if running.returncode:
        assert running.returncode == 1
        assert said.startswith("error: ")
        assert tried.assert_published() == before
    tried.assert_nothing_left()
    tried.assert_builds()


def test_a_worker_that_is_killed_leaves_no_temporary_folder(tried: Project) -> None:
    path = tried.root / "notebooks" / "overview.ipynb"
    path.write_text(notebook("import os, tempfile\ntempfile.mkdtemp()\nos.kill(os.getpid(), 9)"))

    assert tried.build()[0] == 1

    assert list(tried.temporary.iterdir()) == []
    assert not (tried.root / ".opsg" / "temporary").exists()


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _flip(path: Path) -> None:
    content = bytearray(path.read_bytes() or b"x")
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _json(path: Path) -> None:
    path.write_text('{"facts": null}')


SPOILT: tuple[Callable[[Path], object], ...] = (
    _cut, _flip, lambda path: path.write_bytes(b""), _json, _folder, Path.unlink,
)  # fmt: skip


def test_whatever_becomes_of_the_cache_the_site_is_the_same(tried: Project) -> None:
    before = _digest(tried.output)
    cache = tried.root / ".opsg" / "cache"
    files = sorted(path for path in cache.rglob("*") if path.is_file())
    assert len(files) > 2 * len(SPOILT)
    # Each in one way; test_cache has every way for one.
    for path, spoil in zip(files, itertools.cycle(SPOILT)):
        spoil(path)
    shutil.rmtree(tried.root / "_build")  # else there is nothing to do, and nothing is looked for

    assert tried.build() == (0, "")

    assert _digest(tried.output) == before
    tried.assert_nothing_left()


def test_a_full_disk_leaves_the_site_and_is_told(tried: Project, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    # Room for the site and a half, where a build needs room for two.
    site = sum(path.stat().st_size + 4096 for path in tried.output.rglob("*"))
    with _mounted(disk, "-t", "tmpfs", "-o", f"size={site * 3 // 2}", "tmpfs"):
        tried.output = disk / "_site"
        tried.assert_builds()
        tried.edit()
        before = str(tried.edition - 1)

        code, said = tried.build()

        assert code == 1
        assert "No space left" in said
        assert "Make room there." in said
        assert "Traceback" not in said
        assert tried.assert_published() == before
        tried.assert_nothing_left()
        subprocess.run(["mount", "-o", "remount,size=60m", disk], check=True)
        tried.assert_builds()


def test_a_full_disk_for_what_a_build_keeps_is_told(tried: Project) -> None:
    tried.assert_builds()
    work = tried.root / ".opsg"
    kept = work.rename(work.with_name("kept"))
    work.mkdir()
    before = str(tried.edition)
    with _mounted(work, "-t", "tmpfs", "-o", "size=40k", "tmpfs"):
        tried.edit()
        code, said = tried.build()

        assert code == 1
        assert "No space left" in said
        assert "Traceback" not in said
        assert tried.assert_published() == before
        tried.assert_nothing_left()
    work.rmdir()
    kept.rename(work)
    tried.assert_builds()


def test_an_output_that_cannot_be_written_is_told(tried: Project, tmp_path: Path) -> None:
    place = tmp_path / "place"
    place.mkdir()
    tried.output = place / "_site"
    tried.assert_builds()
    before = str(tried.edition)
    with _mounted(place, "--bind", str(place)):
        subprocess.run(["mount", "-o", "remount,ro,bind", place], check=True)
        tried.edit()

        code, said = tried.build()

        assert code == 1
        assert "Read-only" in said
        assert str(place) in said
        assert "Traceback" not in said
        assert tried.assert_published() == before
    tried.assert_builds()


def test_the_site_before_can_be_brought_back_and_verifies(tried: Project) -> None:
    tried.assert_builds()
    now = str(tried.edition)

    publish.roll_back(tried.output, Path)

    assert tried.assert_published() == str(tried.edition - 1)
    publish.roll_back(tried.output, Path)
    assert tried.assert_published() == now
    tried.assert_nothing_left()


@contextlib.contextmanager
def _mounted(place: Path, *options: str) -> Iterator[None]:
    """Something mounted at a folder; the test is skipped where that is not allowed."""
    done = subprocess.run(["mount", *options, str(place)], capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"nothing can be mounted here: {done.stderr.strip()}")
    try:
        yield
    finally:
        subprocess.run(["umount", str(place)], check=True)


def _digest(folder: Path) -> str:
    hashed = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        hashed.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return hashed.hexdigest()
