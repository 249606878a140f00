"""The web server: the site, and in each page what makes the browser follow builds.

It answers to its own names alone: a page of another site that has its name lead here is refused.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socketserver import BaseServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from opsg.build.preview import banner
from opsg.build.preview.state import State

PORT = 8000
ASSETS = {
    "/.opsg/serve.js": "text/javascript; charset=utf-8",
    "/.opsg/serve.css": "text/css; charset=utf-8",
}
EVENTS = "/.opsg/events"
ALIVE_S = 10
"""After so many seconds without news a sign of life tells whether the browser still listens."""

HOSTS = ("localhost", "127.0.0.1")

_UNBUILT = "<!DOCTYPE html>\n<html lang=en><head><title>{0}</title></head><body><p>{0}</p></body>"


@contextmanager
def served(site: Path, root: Path, state: State) -> Iterator[str]:
    """The address of `site` on this machine, whose pages tell of `state` and of files in `root`.

    The port is PORT, or any free one if that is taken. No other machine can reach it.
    """
    handler = partial(_Handler, state, root, directory=str(site.resolve()))
    try:
        server = _Server((HOSTS[1], PORT), handler)
    except OSError:
        server = _Server((HOSTS[1], 0), handler)
    with server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://{HOSTS[0]}:{server.server_port}/"
        finally:
            server.shutdown()


class _Server(ThreadingHTTPServer):
    """Takes it for no error that a browser turns away before it has got all."""

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Handler(SimpleHTTPRequestHandler):
    def __init__(
        self,
        state: State,
        root: Path,
        request: Any,
        client: Any,
        server: BaseServer,
        *,
        directory: str,
    ) -> None:
        self._state = state
        self._root = root
        super().__init__(request, client, server, directory=directory)

    def parse_request(self) -> bool:
        if not super().parse_request():
            return False
        assert isinstance(self.server, ThreadingHTTPServer)
        own = {f"{host}:{self.server.server_port}" for host in HOSTS}
        if self.headers.get("Host", "").lower() not in own:
            self.send_error(HTTPStatus.MISDIRECTED_REQUEST, "This is not the host that was asked")
            return False
        if self.command not in ("GET", "HEAD"):
            self.send_error(HTTPStatus.METHOD_NOT_ALLOWED)
            return False
        return True

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        asked = urlsplit(self.path)
        name = self._name(asked.path)
        file = self._state.file(name)
        if asked.path == EVENTS:
            self._follow(self._name(parse_qs(asked.query).get("page", ["/"])[0]))
        elif asked.path in ASSETS:
            content = (Path(__file__).parent / "assets" / Path(name).name).read_bytes()
            self._send(HTTPStatus.OK, content, ASSETS[asked.path])
        elif name.endswith(".html") or not file.is_file():
            self._page(name)
        else:
            super().do_HEAD() if self.command == "HEAD" else super().do_GET()

    def translate_path(self, path: str) -> str:
        return str(self._state.file(self._name(urlsplit(path).path)))

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Requests are not told: the terminal is for the builds."""

    def _name(self, asked: str) -> str:
        """The file of the site that a path asks for; no part leads out of the site."""
        parts = [part for part in unquote(asked).split("/") if part not in ("", ".", "..")]
        return "/".join(parts + ["index.html"] * (asked.endswith("/") or not parts))

    def _page(self, name: str) -> None:
        """A page of the site, its page for what is not found, or one that says there is none."""
        html = self._read(name)
        status = HTTPStatus.NOT_FOUND if html is None else HTTPStatus.OK
        content = banner.followed(html or self._not_found(), name, self._state, self._root)
        self._send(status, content.encode(), "text/html; charset=utf-8")

    def _read(self, name: str) -> str | None:
        try:
            return self._state.file(name).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            return None

    def _not_found(self) -> str:
        site = Path(self.directory)
        built = "There is no such page." if site.is_dir() else "Nothing built yet."
        return self._read("404.html") or _UNBUILT.format(built)

    def _send(self, status: HTTPStatus, content: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def _follow(self, page: str) -> None:
        """Tell the page's name, now and whenever it is another, while the browser listens."""
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        last, changes = "", -1
        self._state.shown = page
        try:
            while self.command == "GET":
                changes = self._state.wait(changes, ALIVE_S)
                name = self._state.name(page, self._read(page) or self._not_found())
                self.wfile.write(b": \n\n" if name == last else f"data: {name}\n\n".encode())
                self.wfile.flush()
                last = name
        except OSError:
            self.close_connection = True
