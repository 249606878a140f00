"""What tests of whole sites share: editions that are built once, and copies of them."""

from __future__ import annotations

import fcntl
import functools
import os
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import readers
import typer.main
from drafts import live
from examples import examples
from frozen import live_log
from libraries import Libraries, source
from march import march
from playwright.sync_api import Browser, expect, sync_playwright
from projects import FEBRUARY, GOLDEN, ROOT, assembled, copied

from opsg.cli import main
from opsg.core import pandoc, sandbox
from opsg.core.cache import digests
from opsg.data import log
from opsg.data.log import IssueLog
from opsg.execution import pool, processes

# How long an example takes says something of how busy the machine is, and nothing of the program.
hypothesis.settings.register_profile("opsg", deadline=None, max_examples=examples(30))
hypothesis.settings.load_profile("opsg")
expect.set_options(timeout=30_000)

CHROMIUM = Path("/usr/bin/chromium")
SAME_PLACE = "PYTEST_XDIST_WORKER"
MEMORY = Path("/dev/shm")

# Tests copy whole projects, and a disk takes a third of the time of those that do little else.
if MEMORY.exists() and shutil.disk_usage(MEMORY).free > 4e9:
    os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)


def _refuse(path: str) -> None:
    raise AssertionError(f"a test reads the live log: {path}. Take projects.FEBRUARY.")


live_log.guard(_refuse)


def pytest_configure(config: pytest.Config) -> None:
    """Give the processes that tests start the same guard, by their `sitecustomize`."""
    # The process that only hands tests out would give it to those that run them, which refuse by
    # an exception of their own instead of ending.
    if getattr(config.option, "numprocesses", None) and not hasattr(config, "workerinput"):
        return
    os.environ["PYTHONPATH"] = os.pathsep.join(
        filter(None, [str(ROOT / "tests/frozen"), os.environ.get("PYTHONPATH")])
    )


# A process is given whole files; one of these begun last would keep the other waiting for minutes.
DEAREST = (
    "test_every_page.py",
    "test_drafts.py",
    "test_bad_input.py",
    "test_incremental_build.py",
    "test_faults.py",
    "test_paper_import.py",
    "test_jobs.py",
    "test_dask.py",
    "test_preview.py",
    "test_bucket.py",
    "test_paper_figures.py",
    "test_isolation.py",
    "test_comparison.py",
    "test_cases.py",
    "test_ceiling.py",
    "test_keep_going.py",
    "test_second_month.py",
    "test_reading.py",
    "test_taken_back.py",
    "test_paper_words.py",
    "test_paper_classification.py",
    "test_suppressed_site.py",
    "test_search.py",
    "test_year.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that take longest, the dearest first."""
    place = {name: number for number, name in enumerate(DEAREST)}
    items.sort(key=lambda item: place.get(item.path.name, len(place)))


@pytest.fixture(scope="session", autouse=True)
def libraries() -> Iterator[None]:
    """Builds of this process start their workers from libraries that are imported once."""
    with closing(Libraries()) as libraries, pytest.MonkeyPatch.context() as patch:
        patch.setattr(pool, "ForkingSource", source(libraries))
        yield


@pytest.fixture(scope="session", autouse=True)
def no_folder_of_papermill() -> Iterator[None]:
    """Papermill holds one folder for all threads, and after a test it may be one that is gone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("papermill.iorw.LocalHandler.cwd", lambda handler, folder: None)
        yield


@pytest.fixture(scope="session", autouse=True)
def one_command_line() -> Iterator[None]:
    """Typer makes the commands of the app once, and not each time that one is called."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(typer.main, "get_command", functools.cache(typer.main.get_command))
        yield


@pytest.fixture(scope="session", autouse=True)
def program_as_it_is() -> Iterator[None]:
    """The program's own files, which no test changes, are hashed once and not for each command."""
    program = ROOT / "opsg"
    tree_anew, file_anew = digests.digest_tree, digests.digest_file
    tree_once, file_once = functools.cache(tree_anew), functools.cache(file_anew)

    def digest_tree(folder: Path, **of: Any) -> dict[str, str]:
        return tree_once(folder) if folder == program else tree_anew(folder, **of)

    def digest_file(path: Path) -> str:
        return (file_once if program in path.parents else file_anew)(path)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(digests, "digest_tree", digest_tree)
        patch.setattr(digests, "digest_file", digest_file)
        yield


@pytest.fixture(scope="session", autouse=True)
def readers_here() -> Iterator[None]:
    """Papers and extracts are read in this process, without limits; Pandoc reads a text once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sandbox, "run", readers.run)
        patch.setattr(pandoc, "parse", readers.parse)
        yield


@pytest.fixture
def own_readers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Papers and extracts are read in processes of their own, within limits, as for users."""
    monkeypatch.setattr(sandbox, "run", readers.APART)


@pytest.fixture
def own_libraries(monkeypatch: pytest.MonkeyPatch) -> None:
    """Builds import their libraries themselves, as those of users do."""
    monkeypatch.setattr(pool, "ForkingSource", processes.ForkingSource)


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Makes a folder once for all processes that run tests, and says where it is."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if SAME_PLACE in os.environ else base) / "shared"
    folder.mkdir(exist_ok=True)

    def shared(name: str, make: Callable[[Path], object]) -> Path:
        with (folder / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            done = folder / f"{name}.done"
            if not done.exists():
                make(folder / name)
                done.touch()
        return folder / name

    return shared


@pytest.fixture
def project_copy(tmp_path: Path) -> Path:
    """February's project, to be changed at will."""
    return assembled(FEBRUARY, tmp_path / "opsg")


@pytest.fixture
def golden_copy(tmp_path: Path) -> Path:
    """The small project, to be changed at will."""
    return assembled(GOLDEN, tmp_path / "opsg")


@pytest.fixture(scope="session")
def project(shared: Callable[..., Path]) -> Path:
    """February's project with both editions built, shared: not to be changed."""

    def make(folder: Path) -> None:
        assembled(FEBRUARY, folder)
        for edition, output in (([], "_site"), (["--reported-only"], "_reported")):
            where = ["--renderer", "pandoc", "--output", str(folder / output)]
            assert main([*edition, *where], root=folder) == 0

    return shared("february", make)


@pytest.fixture(scope="session")
def second(shared: Callable[..., Path]) -> Path:
    """The data of February and a made-up March after it, shared: not to be changed."""
    return shared("second", march) / "data"


@pytest.fixture
def of_month(second: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], IssueLog]:
    """Reads the log of February's own data, or that with March, as pages of the month have it."""

    def of_month(month: str) -> IssueLog:
        data = FEBRUARY / "data" if month == "2021-02" else second
        monkeypatch.setenv("OPSG_DATA", str(data))
        return log.load(data)

    return of_month


@pytest.fixture(scope="session")
def site(project: Path) -> Path:
    """The illustrative edition of February."""
    return project / "_site"


@pytest.fixture(scope="session")
def reported_site(project: Path) -> Path:
    """February's edition of published figures alone."""
    return project / "_reported"


@pytest.fixture(scope="session")
def golden(shared: Callable[..., Path]) -> Path:
    """The small project with its illustrative edition built, shared: not to be changed."""

    def make(folder: Path) -> None:
        assembled(GOLDEN, folder)
        assert main(["--renderer", "pandoc", "--output", str(folder / "_site")], root=folder) == 0

    return shared("golden", make)


@pytest.fixture(scope="session")
def lived(golden: Path, shared: Callable[..., Path]) -> Path:
    """The small project before, with and after a draft of March (`drafts.live`): not to change."""
    return shared("lived", functools.partial(live, golden))


@pytest.fixture
def golden_built(golden: Path, tmp_path: Path) -> Path:
    """The small project, built, to be changed at will."""
    return copied(golden, tmp_path / "built", built=True)


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None: ...


@pytest.fixture(scope="session")
def serve() -> Iterator[Callable[[Path], str]]:
    """Serve a folder on this machine until all tests are done; returns its address."""
    with ExitStack() as servers:

        def served(folder: Path) -> str:
            handler = functools.partial(Quiet, directory=str(folder))
            server = servers.enter_context(ThreadingHTTPServer(("127.0.0.1", 0), handler))
            servers.callback(server.shutdown)
            threading.Thread(target=server.serve_forever, daemon=True).start()
            return f"http://127.0.0.1:{server.server_port}"

        yield served


@pytest.fixture(scope="session")
def address(site: Path, serve: Callable[[Path], str]) -> str:
    """Where the illustrative edition is served on this machine."""
    return serve(site)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, one for all tests."""
    if not CHROMIUM.exists():
        pytest.skip("there is no Chromium: apt-get install chromium")
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield running
        running.close()
