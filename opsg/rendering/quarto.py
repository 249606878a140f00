"""The renderer of record: Quarto, run as a process of its own over the assembled project."""

from __future__ import annotations

import importlib.util
import os
import queue
import re
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import nullcontext, suppress
from functools import cached_property
from pathlib import Path

from opsg.core.errors import UserError
from opsg.rendering.links import linked_files
from opsg.rendering.project import load, select
from opsg.rendering.quarto_log import Log

OLDEST = (1, 8)
SECONDS = 900.0
"""How long a render may take before it is stopped."""

MOST_SINGLY = 4
"""Up to so many pages are rendered one by one; the whole project takes as long as five."""

_INSTALL = (
    "Install Quarto from quarto.org, or the extra `quarto` of this project, or name its program"
    " in QUARTO_PATH; or use --renderer pandoc."
)


def find() -> str | None:
    """Quarto's program: `QUARTO_PATH`, else on the PATH, else of the package quarto-cli."""
    named = os.environ.get("QUARTO_PATH")
    if named:
        return shutil.which(named) or shutil.which("quarto", path=named)
    return shutil.which("quarto") or _packaged()


def _packaged() -> str | None:
    package = importlib.util.find_spec("quarto_cli")
    folders = (package.submodule_search_locations if package else None) or ()
    return shutil.which("quarto", path=os.pathsep.join(f"{folder}/bin" for folder in folders))


def version(program: str) -> tuple[int, ...] | None:
    """The version of a Quarto, None if it does not tell one."""
    try:
        output = subprocess.run(
            [program, "--version"], capture_output=True, text=True, timeout=60
        ).stdout
    except (OSError, subprocess.TimeoutExpired):
        return None
    match = re.search(r"\d+(?:\.\d+)+", output)
    return tuple(int(part) for part in match[0].split(".")) if match else None


def too_old(number: tuple[int, ...] | None) -> bool:
    """Whether a Quarto of this version is not supported."""
    return number is None or number < OLDEST


def require() -> str:
    """The program of a supported Quarto. Raises UserError if there is none, or one too old."""
    program = find()
    if program is None:
        raise UserError("Quarto is not found.", remedy=_INSTALL)
    number = version(program)
    if too_old(number):
        name = "an unknown version" if number is None else ".".join(map(str, number))
        raise UserError(
            f"the Quarto in {program} is {name}, and {OLDEST[0]}.{OLDEST[1]} or newer is needed.",
            remedy=_INSTALL,
        )
    return program


class Quarto:
    """Renders a project by running Quarto, which is stopped after `seconds`."""

    name = "Quarto"
    unread = (".csv", ".parquet", ".docx", ".pdf", ".png", ".xlsx", "feed.xml", "headlines.json")

    def __init__(self, program: str, seconds: float = SECONDS) -> None:
        self.program = program
        self.seconds = seconds

    @cached_property
    def version(self) -> str:
        """The version of the program."""
        return ".".join(map(str, version(self.program) or ()))

    def render(
        self,
        project: Path,
        output: Path,
        *,
        report: Callable[[str], None],
        pages: Sequence[str] | None = None,
    ) -> Mapping[str, set[str]]:
        """See `Renderer.render`. The error gives Quarto's own words."""
        # It imports pydantic, which a build that renders nothing does without.
        from opsg.rendering.source import prepare

        site = load(project)
        wanted = select(site.pages, pages)
        prepare(site, wanted)
        singly = pages is not None and len(pages) <= MOST_SINGLY
        deadline = time.monotonic() + self.seconds
        for source in [page.source for page in wanted] if singly else [None]:
            target = project.resolve() / source if source else project.resolve()
            log = Log(report, project, source)
            command = [self.program, "render", str(target), "--no-execute"]
            command += ["--output-dir", str(output.resolve())]
            code = _run(command, project, deadline, log.add, self.seconds)
            log.judge(code)
        # Quarto's own search index, which nobody reads here.
        (output / "search.json").unlink(missing_ok=True)
        links = {}
        for page in wanted:
            if not (output / page.target).is_file():
                raise UserError("Quarto did not render the page.", where=page.source)
            html = (output / page.target).read_text(encoding="utf-8")
            links[page.source] = linked_files(html, page, site)
        return links


def _run(
    command: Sequence[str],
    folder: Path,
    deadline: float,
    add: Callable[[str], None],
    seconds: float,
) -> int:
    """Run `command`, hand every line it says to `add`, and return its exit code.

    Whatever ends this function early, Ctrl-C too, ends the process and its children. Raises
    UserError at the deadline.
    """
    process = subprocess.Popen(
        command,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={**os.environ, "NO_COLOR": "1"},
        # A group of its own, so that what it starts can be ended with it.
        start_new_session=True,
    )
    try:
        for line in _lines(process, deadline):
            add(line)
        return process.wait(timeout=max(deadline - time.monotonic(), 0))
    except (TimeoutError, subprocess.TimeoutExpired) as error:
        raise UserError(
            f"Quarto was stopped because it took longer than {seconds:g} seconds.",
            remedy="Look for a page with very large outputs, or use --renderer pandoc.",
        ) from error
    finally:
        _end(process)


def _lines(process: subprocess.Popen[bytes], deadline: float) -> Iterator[str]:
    """The lines of the process as they come. Raises TimeoutError at the deadline."""
    lines: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()

    def listen() -> None:
        with process.stdout or nullcontext() as stream:
            for line in stream or ():
                lines.put(line)
        lines.put(None)

    # A thread reads, because reading a pipe knows no deadline.
    threading.Thread(target=listen, daemon=True).start()
    while True:
        try:
            line = lines.get(timeout=max(deadline - time.monotonic(), 0))
        except queue.Empty:
            raise TimeoutError from None
        if line is None:
            return
        yield from line.decode(errors="replace").splitlines()


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the process and all that it started: asked first, then made to."""
    for sign, patience in ((signal.SIGTERM, 2.0), (signal.SIGKILL, 5.0)):
        try:
            os.killpg(process.pid, sign)
        except (ProcessLookupError, PermissionError):
            break
        with suppress(subprocess.TimeoutExpired):
            process.wait(patience)
