"""The search index of a finished site, made by Pagefind; `site/scripts/search.js` searches it.

Pagefind numbers pages in the order in which it is given them, and when it walks a folder itself
that is the file system's. So it is run as a service and handed the pages one by one, sorted. Its
own Python package does that too, but waits a tenth of a second for each answer (2.3 s instead of
0.2 s for 23 pages), and for ever where the service has died; so its protocol is spoken here.
"""

from __future__ import annotations

import base64
import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from fnmatch import fnmatch
from pathlib import Path
from threading import Timer
from typing import Any

from opsg.core import packages
from opsg.core.errors import UserError

FOLDER = "pagefind"
SCRIPT = f"{FOLDER}/pagefind.js"
"""What the page of the search loads."""

NOT_SEARCHED = ("404.html", "search.html")

_CONFIGURATION = {
    "root_selector": "main",
    # A chart's data and the stages that an issue is not in would make every page match.
    "exclude_selectors": [".chart details", ".chevrons li:not(.now)"],
    "keep_index_url": True,
}
# Its own user interfaces, the worker that the page does without, and the stemmer of no language.
_UNUSED = ("pagefind-*.js", "pagefind-*.css", "wasm.unknown.pagefind")
_SECONDS = 120
# A word of two megabytes takes Pagefind longer than the time it is given.
_LARGEST = 1_000_000


def index(site: Path, folder: Path) -> None:
    """Index what the main part of every page of `site` says, into `pagefind` in the `folder`.

    The same pages give the same bytes. Raises UserError if Pagefind is missing, fails, or takes
    longer than two minutes.
    """
    pages = [
        path
        for path in sorted(site.rglob("*.html"))
        if path.relative_to(site).as_posix() not in NOT_SEARCHED
    ]
    with _service() as service:
        _ask(service, {"type": "NewIndex", "config": _CONFIGURATION})
        for path in pages:
            _ask(service, _page(path, path.relative_to(site).as_posix()))
        answer = _ask(service, {"type": "GetFiles", "index_id": 0})
    for file in answer["files"]:
        if not any(fnmatch(file["path"], pattern) for pattern in _UNUSED):
            target = folder / FOLDER / file["path"]
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(base64.b64decode(file["content"]))


def _page(path: Path, name: str) -> dict[str, Any]:
    html = path.read_text(encoding="utf-8")
    if len(html) > _LARGEST:
        raise UserError(
            f"the page has {len(html) // 1000:,} kB, more than can be searched.",
            where=name,
            remedy="Show fewer rows or charts, or split the page.",
        )
    return {"type": "AddFile", "index_id": 0, "file_path": name, "file_contents": html}


@contextmanager
def _service() -> Iterator[subprocess.Popen[bytes]]:
    """Pagefind running as a service, killed in the end and after two minutes at the latest."""
    program = packages.find("pagefind_bin", "pagefind", "Pagefind of the package pagefind_bin")
    process = subprocess.Popen(
        [program, "--service"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    # Killed, it closes its pipe, and whoever waits for an answer is told so.
    limit = Timer(_SECONDS, process.kill)
    with process:
        try:
            limit.start()
            yield process
        finally:
            limit.cancel()
            process.kill()


def _ask(service: subprocess.Popen[bytes], payload: dict[str, Any]) -> dict[str, Any]:
    """The service's answer to one request; both are JSON in base64 and end with a comma.

    Raises UserError if the answer is an error or none comes.
    """
    assert service.stdin and service.stdout
    message = json.dumps({"message_id": 0, "payload": payload}).encode()
    answer = bytearray()
    try:
        service.stdin.write(base64.b64encode(message) + b",")
        service.stdin.flush()
        while not answer.endswith(b","):
            # Whatever there is: a read of a fixed length would wait for more than the answer.
            piece = os.read(service.stdout.fileno(), 1 << 16)
            if not piece:
                raise BrokenPipeError
            answer += piece
    except BrokenPipeError as error:
        raise UserError(
            "Pagefind stopped before the search index was made.", where=_where(payload)
        ) from error
    content: dict[str, Any] = json.loads(base64.b64decode(answer[:-1]))["payload"]
    if content["type"] == "Error":
        raise UserError(f"Pagefind says: {content['message']}", where=_where(payload))
    return content


def _where(payload: dict[str, Any]) -> str:
    return str(payload.get("file_path", ""))
