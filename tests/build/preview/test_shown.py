"""What a page is shown with while it is served: findings where they belong, and its files."""

from __future__ import annotations

import socket
import struct
import threading
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from opsg.build.preview import banner
from opsg.build.preview.rebuild import Outcome
from opsg.build.preview.server import served
from opsg.build.preview.state import State
from opsg.core.errors import Finding, Place

PAGE = "issues/han-stability.html"
HTML = "<html><head><link rel=stylesheet href=../a.css></head><body><p>{}</p></body></html>"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project with a site of two pages and a stylesheet."""
    for name in (PAGE, "index.html", "issues/spurious-alerts.html"):
        path = tmp_path / "_site" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(HTML.format(name))
    (tmp_path / "_site/a.css").write_text("p {}")
    entry = tmp_path / "data/issues/han-stability/2021-02.md"
    entry.parent.mkdir(parents=True)
    entry.with_name("2021-01.md").touch()
    entry.touch()
    (tmp_path / "notebooks").mkdir()
    for name in ("han-stability", "overview"):
        (tmp_path / "notebooks" / f"{name}.ipynb").touch()
    return tmp_path


@pytest.fixture
def state(root: Path) -> State:
    return State(root / "_site")


def shown(state: State, page: str, root: Path) -> BeautifulSoup:
    html = (root / "_site" / page).read_text()
    return BeautifulSoup(banner.followed(html, page, state, root), "html.parser")


def warning(where: Place | str, problem: str) -> dict[str, object]:
    return Finding(where, problem, "Mend it.", "warning").document()


def test_a_warning_stands_on_the_page_that_it_concerns_else_on_all(
    state: State, root: Path
) -> None:
    found = [
        warning(Place("data/issues/han-stability/2021-02.md", line=3), "<old>."),
        warning("notebooks/overview.ipynb", "empty."),
        warning("data/stages.yml", "everywhere."),
        warning("data/issues/no-page/2021-02.md", "no page."),
    ]
    state.tell(Outcome(succeeded=True, findings=found))

    said = {
        page: [item.get_text() for item in shown(state, page, root).select("#opsg-warnings li")]
        for page in (PAGE, "index.html", "issues/spurious-alerts.html")
    }

    everywhere = [
        "data/stages.yml: everywhere. Mend it.",
        "data/issues/no-page/2021-02.md: no page. Mend it.",
    ]
    own = "data/issues/han-stability/2021-02.md:3: <old>. Mend it."
    assert said[PAGE] == [own, *everywhere]
    assert said["index.html"] == ["notebooks/overview.ipynb: empty. Mend it.", *everywhere]
    assert said["issues/spurious-alerts.html"] == everywhere
    assert not shown(state, PAGE, root).select("#opsg-build-failed")


def test_an_error_stands_above_every_page(state: State, root: Path) -> None:
    error = Finding(Place("notebooks/overview.ipynb", cell=2, line=1), "it failed.").document()
    state.tell(Outcome(findings=[error]))

    for page in (PAGE, "index.html"):
        (alert,) = shown(state, page, root).select("[role=alert]")
        assert "notebooks/overview.ipynb, cell 2, line 1: it failed." in alert.get_text()


def test_a_page_leads_to_its_entry_and_notebook_by_paths_that_can_be_copied(
    state: State, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(root / "none"))
    files = shown(state, PAGE, root).select("#opsg-sources code")
    assert [file.get_text() for file in files] == [
        "data/issues/han-stability/2021-02.md",
        "notebooks/han-stability.ipynb",
    ]
    assert not shown(state, PAGE, root).select("#opsg-sources a")

    (root / "none").mkdir()
    (root / "none/jpserver-1.json").write_text(
        f'{{"url": "http://localhost:8888/", "root_dir": "{root}/notebooks", "pid": 1}}'
    )
    (link,) = shown(state, "index.html", root).select("#opsg-sources a")
    assert link["href"] == "http://localhost:8888/lab/tree/overview.ipynb"


def test_a_page_has_another_name_when_anything_on_it_is_another(state: State, root: Path) -> None:
    def name(page: str = PAGE) -> str:
        return state.name(page, state.file(page).read_text())

    names = [name()]
    state.tell(Outcome(succeeded=True))
    assert name() == names[0]
    (root / "_site/a.css").write_text("p { color: red }")
    names.append(name())
    first = root / "first" / PAGE
    first.parent.mkdir(parents=True)
    first.write_text(HTML.format("new"))
    other = name("index.html")
    state.show_first(root / "first")
    names.append(name())
    assert name("index.html") == other
    # The build makes the same of it: nothing is shown anew.
    (root / "_site" / PAGE).write_text(HTML.format("new"))
    state.tell(Outcome(succeeded=True))
    assert name() == names[-1]
    state.tell(Outcome(bug="Traceback"))
    names.append(name())
    assert len(set(names)) == len(names)


def test_a_page_that_came_first_stays_when_its_build_fails(state: State, root: Path) -> None:
    first = root / "first" / PAGE
    first.parent.mkdir(parents=True)
    first.write_text(HTML.format("new"))
    state.show_first(root / "first")
    state.tell(Outcome(bug="Traceback"))
    assert "new" in state.file(PAGE).read_text()
    state.tell(Outcome(succeeded=True))
    assert "new" not in state.file(PAGE).read_text()


@pytest.fixture
def address(state: State, root: Path) -> Iterator[tuple[str, int]]:
    with served(root / "_site", root, state) as address:
        assert threading.active_count() > 1
        host, _, port = address.removeprefix("http://").strip("/").partition(":")
        yield host, int(port)


@pytest.mark.parametrize(
    ("method", "path", "host", "status"),
    [
        ("GET", "/index.html", None, 200),
        ("HEAD", "/index.html", None, 200),
        ("GET", "/", "127.0.0.1", 200),
        ("GET", "/a.css", "evil.example", 421),
        ("GET", "/.opsg/serve.js", "evil.example", 421),
        ("HEAD", "/.opsg/events", "evil.example", 421),
        ("GET", "/", "localhost.evil.example", 421),
        ("GET", "/", "", 421),
        ("POST", "/", None, 405),
        ("OPTIONS", "/", None, 405),
        ("GET", "/%2e%2e/data/issues/han-stability/2021-02.md", None, 404),
        ("GET", "/a.css/../../notebooks/overview.ipynb", None, 404),
    ],
)
def test_only_its_own_names_are_answered_and_only_to_read(
    method: str, path: str, host: str | None, status: int, address: tuple[str, int]
) -> None:
    connection = HTTPConnection(*address, timeout=60)
    named = address[0] if host is None else host
    connection.request(method, path, headers={"Host": f"{named}:{address[1]}" if named else ""})
    assert connection.getresponse().status == status
    connection.close()


def test_a_browser_that_turns_away_is_no_error(
    address: tuple[str, int], root: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (root / "_site/large.pdf").write_bytes(bytes(20_000_000))
    before = threading.active_count()
    with socket.create_connection(address) as browser:
        browser.sendall(f"GET /large.pdf HTTP/1.1\r\nHost: localhost:{address[1]}\r\n\r\n".encode())
        browser.recv(1)
        # Not closed but reset, as a browser does that is led elsewhere.
        browser.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    for _ in range(500):
        if threading.active_count() <= before:
            break
        time.sleep(0.01)

    assert threading.active_count() <= before
    assert capfd.readouterr().err == ""
