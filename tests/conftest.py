"""What tests of the whole site share: both editions, built once from a copy of the project."""

from __future__ import annotations

import functools
import shutil
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from opsg.cli import main

ROOT = Path(__file__).parents[1]
PARTS = ("_quarto.yml", "data", "notebooks", "site")


def _copied(folder: Path) -> Path:
    folder.mkdir()
    for part in PARTS:
        source = ROOT / part
        if source.is_dir():
            shutil.copytree(source, folder / part)
        else:
            shutil.copyfile(source, folder / part)
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
def address(site: Path) -> Iterator[str]:
    """Where the illustrative edition is served on this machine."""
    with ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(Quiet, directory=str(site))
    ) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
