"""Show a built site on this machine."""

from __future__ import annotations

from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

PORT = 8000


def server(site: Path, port: int = PORT) -> ThreadingHTTPServer:
    """A server of `site` on localhost; any free port if `port` is taken."""
    handler = partial(SimpleHTTPRequestHandler, directory=str(site.resolve()))
    try:
        return ThreadingHTTPServer(("127.0.0.1", port), handler)
    except OSError:
        return ThreadingHTTPServer(("127.0.0.1", 0), handler)


def serve(site: Path) -> None:
    """Serve `site` on localhost until Ctrl-C."""
    with server(site) as running:
        print(
            f"Serving {site} at http://localhost:{running.server_port}/ until Ctrl-C.", flush=True
        )
        try:
            running.serve_forever()
        except KeyboardInterrupt:
            print("Stopped.")
