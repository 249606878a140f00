"""What tests of the whole site share: both editions, built once from a copy of the project."""

from __future__ import annotations

import functools
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from opsg.cli import main

ROOT = Path(__file__).parents[1]
CHROMIUM = Path("/usr/bin/chromium")
PARTS = ("_quarto.yml", "data", "notebooks", "site")


def _copied(folder: Path) -> Path:
    folder.mkdir()
    for part in PARTS:
        source = ROOT / part
        if source.is_dir():
            shutil.copytree(source, folder / part)
        else:
            shutil.copyfile(source, folder / part)
    if (ROOT / "node_modules").is_dir():
        (folder / "node_modules").symlink_to(ROOT / "node_modules")
    return folder


@pytest.fixture
def project_copy(tmp_path: Path) -> Path:
    """A copy of what the command builds from, to be changed at will."""
    return _copied(tmp_path / "opsg")


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what the command builds from, shared: not to be changed."""
    return _copied(tmp_path_factory.mktemp("project") / "opsg")


@pytest.fixture(scope="session")
def site(project: Path) -> Path:
    """The illustrative edition."""
    output = project / "_site"
    assert main(["--renderer", "pandoc", "--output", str(output)], root=project) == 0
    return output


@pytest.fixture(scope="session")
def reported_site(project: Path) -> Path:
    """The edition of published figures alone."""
    output = project / "_reported"
    arguments = ["--reported-only", "--renderer", "pandoc", "--output", str(output)]
    assert main(arguments, root=project) == 0
    return output


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
