"""The process that runs one notebook: cells come in, their outputs go out, then it is gone.

It can be asked to call a function instead, which finds the libraries imported. `pool` speaks with
it; `forkserver` or, where there is none, `processes` starts it.

`prepare` is the part that many notebooks can share: it makes the shell and imports the
libraries, in this order, because libraries look for a shell when they are imported, and reads the
log. `work` is the part of one notebook.
"""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import faulthandler
import gc
import importlib
import json
import os
import signal
import sys
import tempfile
import traceback
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from ipykernel.compiler import get_file_name
from ipykernel.zmqshell import ZMQInteractiveShell
from IPython.core.compilerop import CachingCompiler
from traitlets.config import Config

from opsg.core.cache import tracking
from opsg.core.errors import NO_ROOM, UserError
from opsg.execution import guard
from opsg.execution.calls import call
from opsg.execution.capture import Recorder, Spill, Stream

Shell = Any
"""ipykernel's shell, whose attributes its types do not tell."""

LIBRARIES = (
    "polars", "plotly.express", "plotly.graph_objects", "plotly.io._renderers", "opsg.pages.issue",
    "opsg.pages.overview",
)  # fmt: skip
"""The renderers are what the page of an issue takes over, and import more than all the others."""


_kernels_name: Callable[[str], str] = get_file_name


class Compiler(CachingCompiler):
    """Names the code of cells as the kernel does, but for the folder, which holds its process."""

    def get_code_name(self, raw_code: str, code: str, number: int) -> str:
        return Path(_kernels_name(raw_code)).name


def prepare() -> Shell:
    """A shell in which nothing has run yet, with the libraries imported that notebooks use.

    No Polars query may run here: processes forked after one wait for its threads for ever.
    """
    # Never collected: a collection in a child would copy all shared memory.
    gc.disable()
    shell = _shell()
    for library in LIBRARIES:
        # A library that cannot be imported is the error of the notebook that imports it.
        with contextlib.suppress(Exception):
            importlib.import_module(library)
    with contextlib.suppress(Exception):
        importlib.import_module("opsg.charts.own.template").register()
    _draw_one_figure()
    hold_log()
    gc.freeze()
    gc.enable()
    return shell


def work(connection: Connection, shell: Shell = None) -> None:
    """Run the cells that come over `connection` until it is closed."""
    shell = shell or prepare()
    record: Recorder = shell.display_pub.session
    record.watch(Spill("stdout", 1, _unnamed_file()), Spill("stderr", 2, _unnamed_file()))
    sys.stdout, sys.stderr = Stream("stdout", 1, record), Stream("stderr", 2, record)
    sys.path.insert(0, "")
    try:
        asyncio.run(_serve(connection, shell, record))
    except (EOFError, ConnectionError):
        return
    except Exception:
        connection.send_bytes(json.dumps({"broken": traceback.format_exc()}).encode())


async def _serve(connection: Connection, shell: Shell, record: Recorder) -> None:
    begun = {"process": os.getpid(), "frames": _note_frames()}
    connection.send_bytes(json.dumps(begun).encode())
    place = json.loads(connection.recv_bytes())
    os.chdir(place["folder"])
    os.environ.update(place["environment"])
    guard.begin()
    while not shell.exit_now:
        request = json.loads(connection.recv_bytes())
        if request["ask"] == "run" or request.get("record"):
            tracking.record()
        if request.get("record"):
            tracking.forget()
        if request["ask"] == "reads":
            reply: dict[str, Any] = tracking.recorded()._asdict()
        elif request["ask"] == "call":
            reply = _call(request["function"], request["arguments"])
        else:
            record.begin(request["cell"])
            succeeded = await _run(shell, request["source"])
            outputs, earlier = record.end()
            reply = {
                "outputs": outputs,
                "earlier": earlier,
                "execution_count": shell.execution_count - 1,
                "succeeded": succeeded,
            }
        connection.send_bytes(json.dumps(reply).encode())


def _note_frames() -> str:
    """The file in which Python writes where it is, when the process crashes or is asked."""
    descriptor, name = tempfile.mkstemp()
    faulthandler.enable(descriptor, all_threads=False)
    if hasattr(faulthandler, "register"):
        faulthandler.register(signal.SIGUSR1, descriptor, all_threads=False)
    return name


def _call(function: str, arguments: dict[str, Any]) -> dict[str, Any]:
    """Call a function by its name; what it returns, or what was wrong with what it was given.

    That there is no room for what it writes is told as that.
    """
    try:
        return {"returned": call(function, arguments)}
    except UserError as error:
        return {"findings": [dataclasses.asdict(finding) for finding in error.findings]}
    except OSError as error:
        if error.errno not in NO_ROOM:
            raise
        return {"no room": [error.errno, error.strerror, str(error.filename or "")]}


async def _run(shell: Shell, source: str) -> bool:
    """Run a cell as the kernel does: inside the loop if it awaits something, else outside."""
    failed_early = None
    try:
        transformed = shell.transform_cell(source)
    except Exception:
        transformed, failed_early = source, sys.exc_info()
    how = {"transformed_cell": transformed, "preprocessing_exc_tuple": failed_early}
    if shell.should_run_async(source, **how):
        result = None
        try:
            result = await shell.run_cell_async(source, store_history=True, **how)
        finally:
            shell.events.trigger("post_execute")
            shell.events.trigger("post_run_cell", result)
    else:
        result = shell.run_cell(source, store_history=True)
    # An error while a result is shown leaves the cell a success, but not in a kernel.
    return bool(result.success) and not shell._last_traceback_during_displayhook


def _shell() -> Shell:
    config = Config()
    # Without its database the history starts no thread, which would not survive a fork.
    config.HistoryManager.enabled = False
    record = Recorder()
    with tempfile.TemporaryDirectory() as nobody:
        shell: Shell = ZMQInteractiveShell.instance(
            config=config,
            compiler_class=Compiler,
            ipython_dir=nobody,
            kernel=SimpleNamespace(eventloop=None),
            user_ns={},
        )
    # As a kernel has it: matplotlib shows its figures in the cell.
    shell.enable_gui = lambda gui=None: None
    os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")
    shell.displayhook.session = shell.display_pub.session = record
    return shell


def _draw_one_figure() -> None:
    """Let Plotly load what it loads on first use; without rows Polars is asked no query."""
    with contextlib.suppress(Exception):
        express = importlib.import_module("plotly.express")
        nothing = importlib.import_module("polars").DataFrame(schema=["x", "y"])
        figure = express.line(nothing, x="x", y="y")
        figure.add_bar(x=[1], y=[1])
        figure.update_layout(template=None, title="", xaxis_title="", showlegend=False)
        figure.to_json()


def hold_log() -> None:
    """Read the log once for all; where it cannot be read, the notebooks that do so will tell.

    Once it has been read, it is read again if it has changed.
    """
    with contextlib.suppress(Exception):
        log, settings = map(importlib.import_module, ("opsg.data.log", "opsg.data.folder"))
        log.hold(settings.data_folder())


def _unnamed_file() -> int:
    descriptor, name = tempfile.mkstemp()
    Path(name).unlink()
    return descriptor
