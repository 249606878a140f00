"""A stand-in for S3 that holds one bucket in memory and answers what reading one asks."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

NAME = "bucket"
PAGE = 100
_WHEN = "2026-01-01T00:00:00.000Z"


class Bucket:
    """Its objects by their keys, and where it is served. With `refuse` it lets nobody in."""

    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}
        self.refuse = False
        self.endpoint = ""

    def upload(self, folder: Path, prefix: str = "data") -> None:
        """Put all files of a folder below a prefix."""
        for path in folder.rglob("*"):
            if path.is_file():
                self.objects[f"{prefix}/{path.relative_to(folder).as_posix()}"] = path.read_bytes()

    def listing(self, prefix: str, start: int) -> str:
        """A page of the keys that begin with `prefix`, as ListObjectsV2 gives it."""
        keys = [key for key in sorted(self.objects) if key.startswith(prefix)]
        page = "".join(
            f"<Contents><Key>{escape(key)}</Key><LastModified>{_WHEN}</LastModified>"
            f"<ETag>{etag(self.objects[key])}</ETag><Size>{len(self.objects[key])}</Size></Contents>"
            for key in keys[start : start + PAGE]
        )
        more = start + PAGE < len(keys)
        token = f"<NextContinuationToken>{start + PAGE}</NextContinuationToken>" if more else ""
        return (
            f"<ListBucketResult><Name>{NAME}</Name><IsTruncated>{str(more).lower()}</IsTruncated>"
            f"{token}{page}</ListBucketResult>"
        )


def etag(content: bytes) -> str:
    return f'"{hashlib.md5(content).hexdigest()}"'


@contextmanager
def served() -> Iterator[Bucket]:
    """An empty bucket, served on this machine."""
    bucket = Bucket()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_HEAD(self) -> None:
            self.do_GET()

        def do_GET(self) -> None:
            asked = urlsplit(self.path)
            name, _, key = unquote(asked.path).lstrip("/").partition("/")
            query = {name: values[0] for name, values in parse_qs(asked.query).items()}
            if bucket.refuse:
                self._fail(403, "AccessDenied")
            elif name != NAME:
                self._fail(404, "NoSuchBucket")
            elif not key:
                start = int(query.get("continuation-token", 0))
                self._answer(200, bucket.listing(query.get("prefix", ""), start).encode())
            elif key not in bucket.objects:
                self._fail(404, "NoSuchKey")
            else:
                self._object(bucket.objects[key])

        def _object(self, content: bytes) -> None:
            tag = etag(content)
            span = self.headers.get("Range")
            if not span:
                self._answer(200, content, ETag=tag)
                return
            first, _, last = span.removeprefix("bytes=").partition("-")
            start = int(first) if first else max(0, len(content) - int(last))
            end = min(int(last) + 1 if first and last else len(content), len(content))
            place = f"bytes {start}-{end - 1}/{len(content)}"
            self._answer(206, content[start:end], **{"ETag": tag, "Content-Range": place})

        def _fail(self, status: int, code: str) -> None:
            self._answer(status, f"<Error><Code>{code}</Code></Error>".encode())

        def _answer(self, status: int, body: bytes, **headers: str) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Last-Modified", "Thu, 01 Jan 2026 00:00:00 GMT")
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        bucket.endpoint = f"http://127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield bucket
        server.shutdown()
