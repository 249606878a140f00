"""What the last build was asked for, was made from and made: the same again has nothing to do.

It is noted in the project that the build has put together, which the next one begins anew.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from opsg.core import records
from opsg.core.cache import digests
from opsg.rendering.assemble import plotly_script

if TYPE_CHECKING:
    from opsg.build.request import Request
    from opsg.rendering import Renderer

_NOTE = ".made.json"


def find(request: Request, project: Path, renderer: Renderer) -> dict[str, Any] | None:
    """What there is to say of a build that does nothing, if this one need not do anything.

    So it is if the last one was asked for the same, nothing that it read has changed, and the
    published site is as it left it.
    """
    if not request.recall or request.engine != "opsg":
        return None
    note = records.read(project / _NOTE)
    same = note.get("key") == _key(request, renderer) and all(
        request.inputs[name] == digest for name, digest in note["inputs"].items()
    )
    if not same:
        return None
    facts: dict[str, Any] = note["facts"]
    return facts if note["site"] == _site(request) else None


def has_changed(request: Request, project: Path, folder: str) -> bool:
    """Whether anything in a folder of inputs (`notebooks/`) is not as the last build found it."""
    inputs = records.read(project / _NOTE).get("inputs", {})
    return any(
        request.inputs[name] != digest for name, digest in inputs.items() if name.startswith(folder)
    )


def note(request: Request, project: Path, renderer: Renderer, facts: dict[str, Any]) -> None:
    """Note what a build that has published its site did; what it recalls next time is all of it."""
    if facts["notebooks"]["stale"]:
        return
    notebooks, pages = facts["notebooks"], facts["pages"]
    made = {
        "key": _key(request, renderer),
        "inputs": request.inputs.seen,
        "site": _site(request),
        "facts": {
            **facts,
            "notebooks": {
                "run": {},
                "recalled": [*notebooks["run"], *notebooks["recalled"]],
                "stale": {},
            },
            "pages": {"anew": [], "recalled": [*pages["anew"], *pages["recalled"]]},
            "files": {"made": [], "charts": 0},
        },
    }
    with suppress(OSError):  # the next build is slower, no more
        (project / _NOTE).write_text(json.dumps(made), encoding="utf-8")


def forget(project: Path) -> None:
    """The project is no longer as a build has put it together."""
    (project / _NOTE).unlink(missing_ok=True)


def _key(request: Request, renderer: Renderer) -> str:
    asked = {name: str(value) for name, value in asdict(replace(request, recall=True)).items()}
    used = (request.inputs.program_digest, renderer.name, renderer.version)
    # What a build reads besides its inputs.
    others = (request.names_digest, digests.digest_file(plotly_script(request.root)))
    return digests.digest(asked, used, others)


def _site(request: Request) -> str:
    return digests.digest(digests.digest_tree(request.output, hidden=True))
