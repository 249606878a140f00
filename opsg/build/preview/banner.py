"""What a page is shown with while somebody works on it: findings, and where it is edited.

Nothing of this is in what is published.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path
from urllib.parse import quote

from opsg.build.preview.state import Document, State, sources_of
from opsg.core import records

_POLICY = re.compile(r'(<meta http-equiv="Content-Security-Policy" content=")([^"]*)(")')
_BODY = re.compile(r"<body[^>]*>")


def followed(html: str, page: str, state: State, root: Path) -> str:
    """A page that follows the builds, tells of the last one, and leads to its files in `root`."""
    name = state.name(page, html)
    script = f'<script src="/.opsg/serve.js" data-name="{name}" data-page="/{quote(page)}" defer>'
    style = '<link rel="stylesheet" href="/.opsg/serve.css">'
    html = _POLICY.sub(_connecting, html, count=1)
    html = html.replace("</head>", f"{style}{script}</script></head>", 1)
    above = f"{_errors(state)}{_warnings(state.warnings(page))}"
    html = _BODY.sub(lambda match: match[0] + above, html, count=1)
    return html.replace("</body>", f"{_sources(sources_of(page, root), root)}</body>", 1)


def _errors(state: State) -> str:
    if state.outcome.succeeded:
        return ""
    said = "\n".join([*map(_words, state.errors), state.outcome.bug]).strip()
    return (
        '<div id="opsg-build-failed" role="alert"><strong>The last build failed. Each page is as it'
        f" last was in order.</strong><pre>{escape(said)}</pre></div>"
    )


def _warnings(warnings: Sequence[Document]) -> str:
    if not warnings:
        return ""
    items = "".join(f"<li>{escape(_words(each))}</li>" for each in warnings)
    count = f"{len(warnings)} warning{'s' if len(warnings) > 1 else ''} of the last build"
    return (
        '<aside id="opsg-warnings" aria-label="Warnings of the last build"><details open>'
        f"<summary>{count}</summary><ul>{items}</ul></details>"
        '<button type="button" hidden>Hide these warnings</button></aside>'
    )


def _words(finding: Document) -> str:
    place = f"{finding['where']}: " if finding["where"] else ""
    return f"{place}{finding['problem']} {finding['remedy']}".rstrip()


def _sources(files: Sequence[str], root: Path) -> str:
    """Where the page is edited: paths to copy, and links where JupyterLab shows the project."""
    if not files:
        return ""
    links = {file: next(_in_jupyter(root / file), "") for file in files}
    items = "".join(
        f"<li><code>{escape(file)}</code>"
        f' <button type="button" hidden data-copies="{escape(file)}">Copy'
        f'<span class="opsg-file"> {escape(file)}</span></button>'
        + (f' <a href="{escape(link)}">Open in JupyterLab</a>' if link else "")
        + "</li>"
        for file, link in links.items()
    )
    return (
        '<aside id="opsg-sources" aria-label="Files of this page">Edited in:'
        f" <ul>{items}</ul></aside>"
    )


def _in_jupyter(file: Path) -> Iterator[str]:
    """The addresses of a file in the Jupyter servers that run on this machine and show it."""
    from jupyter_core.paths import jupyter_runtime_dir  # late: it takes a while

    for notes in sorted(Path(jupyter_runtime_dir()).glob("jpserver-*.json")):
        try:
            server = records.read(notes)
            shown = file.resolve().relative_to(Path(server["root_dir"]).resolve())
            if Path(f"/proc/{server['pid']}").exists() or not Path("/proc/self").exists():
                yield f"{server['url']}lab/tree/{quote(shown.as_posix())}"
        except (OSError, ValueError, KeyError, TypeError):
            continue  # it has ended, or shows another folder


def _connecting(policy: re.Match[str]) -> str:
    """A page's policy under which it may listen to this server."""
    start, rules, end = policy.groups()
    if "connect-src" not in rules:
        rules += "; connect-src 'self'"
    return f"{start}{rules}{end}"
