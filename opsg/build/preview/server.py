"""The web server: the published files, and in each page what makes the browser follow builds."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from html import escape
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socketserver import BaseServer
from typing import Any

PORT = 8000
ASSETS = {
    "/.opsg/serve.js": "text/javascript; charset=utf-8",
    "/.opsg/serve.css": "text/css; charset=utf-8",
}
EVENTS = "/.opsg/events"
ALIVE_S = 10
"""After so many seconds without news a sign of life tells whether the browser still listens."""

_POLICY = re.compile(r'(<meta http-equiv="Content-Security-Policy" content=")([^"]*)(")')
_UNBUILT = "<!DOCTYPE html>\n<html lang=en><head><title>{0}</title></head><body><p>{0}</p></body>"


@contextmanager
def served(site: Path, state: State) -> Iterator[str]:
    """The address of `site` on this machine, whose pages tell of `state`.

    The port is PORT, or any free one if that is taken. No other machine can reach it.
    """
    handler = partial(_Handler, state, directory=str(site.resolve()))
    try:
        server = ThreadingHTTPServer(("127.0.0.1", PORT), handler)
    except OSError:
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    with server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://localhost:{server.server_port}/"
        finally:
            server.shutdown()


class State:
    """The build that ended last: its name, which no other has, and what went wrong in it."""

    def __init__(self) -> None:
        self.build = _name()
        self.error = ""
        self._told = threading.Condition()

    def tell(self, error: str) -> None:
        """A build has ended; `error` is what it complained of, if it failed."""
        with self._told:
            self.error = error
            self.build = _name()
            self._told.notify_all()

    def wait(self, build: str, timeout_s: float) -> str:
        """The name of the build that ended last, as soon as it is not `build` or time is up."""
        with self._told:
            self._told.wait_for(lambda: self.build != build, timeout_s)
            return self.build


class _Handler(SimpleHTTPRequestHandler):
    def __init__(
        self, state: State, request: Any, client: Any, server: BaseServer, *, directory: str
    ) -> None:
        self._state = state
        super().__init__(request, client, server, directory=directory)

    def do_GET(self) -> None:
        asked = self.path.partition("?")[0]
        file = Path(self.translate_path(self.path))
        if asked == EVENTS:
            self._follow()
        elif asked in ASSETS:
            content = (Path(__file__).parent / "assets" / Path(asked).name).read_bytes()
            self._send(HTTPStatus.OK, content, ASSETS[asked])
        elif asked.endswith("/"):
            self._page(file / "index.html")
        elif file.suffix == ".html" or not file.exists():
            self._page(file)
        else:
            super().do_GET()

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Requests are not told: the terminal is for the builds."""

    def _page(self, file: Path) -> None:
        """A page of the site, its page for what is not found, or one that says there is none."""
        status = HTTPStatus.OK
        try:
            html = file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            status = HTTPStatus.NOT_FOUND
            html = self._not_found()
        self._send(status, followed(html, self._state).encode(), "text/html; charset=utf-8")

    def _not_found(self) -> str:
        site = Path(self.directory)
        page = site / "404.html"
        if page.is_file():
            return page.read_text(encoding="utf-8")
        return _UNBUILT.format("There is no such page." if site.is_dir() else "Nothing built yet.")

    def _send(self, status: HTTPStatus, content: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _follow(self) -> None:
        """Tell of each build that ends, the last one first, for as long as the browser listens."""
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        last = ""
        try:
            while True:
                build = self._state.wait(last, ALIVE_S)
                self.wfile.write(b": \n\n" if build == last else f"data: {build}\n\n".encode())
                self.wfile.flush()
                last = build
        except OSError:
            self.close_connection = True


def followed(html: str, state: State) -> str:
    """A page that follows the builds, and shows what the last one complained of."""
    script = f'<script src="/.opsg/serve.js" data-build="{state.build}" defer></script>'
    style = '<link rel="stylesheet" href="/.opsg/serve.css">'
    html = _POLICY.sub(_connecting, html, count=1)
    html = html.replace("</head>", f"{style}{script}</head>", 1)
    if not state.error:
        return html
    banner = (
        '<div id="opsg-build-failed" role="alert"><strong>The last build failed. Each page is as it'
        f" last was in order.</strong><pre>{escape(state.error)}</pre></div>"
    )
    return re.sub(r"<body[^>]*>", lambda match: match[0] + banner, html, count=1)


def _connecting(policy: re.Match[str]) -> str:
    """A page's policy under which it may listen to this server."""
    start, rules, end = policy.groups()
    if "connect-src" not in rules:
        rules += "; connect-src 'self'"
    return f"{start}{rules}{end}"


def _name() -> str:
    return str(time.time_ns())
