"""What a cell puts out, recorded as notebook outputs in the order in which it came.

The shell is the one of ipykernel, so that libraries find in it what they find in a kernel. It
publishes messages; instead of sending them, the recorder turns them into outputs by the rules
of the ordinary client (nbclient): display ids are updated in place, cleared output is cleared.
Used by `worker`.
"""

from __future__ import annotations

import io
import json
import os
from typing import Any, Literal

from jupyter_client.jsonutil import json_default
from jupyter_client.session import Session

Output = dict[str, Any]


class Recorder(Session):
    """Takes the messages of the shell in place of a connection, and keeps the outputs of cells."""

    def __init__(self, **traits: Any) -> None:
        super().__init__(**traits)
        self._cell = 0
        self._outputs: dict[int, list[Output]] = {0: []}
        self._displays: dict[str, list[tuple[int, int]]] = {}
        self._clear_before_next = False
        self._changed: set[int] = set()
        self._files: list[Spill] = []

    def watch(self, *files: Spill) -> None:
        """Record what arrives in `files` as well: what bypasses Python's streams."""
        self._files.extend(files)

    def begin(self, cell: int) -> None:
        """What follows belongs to the cell with this number."""
        self._cell = cell
        self._outputs[cell] = []
        self._clear_before_next = False
        self._changed = set()

    def end(self) -> tuple[list[Output], dict[int, list[Output]]]:
        """The outputs of the present cell, and those of earlier cells that it changed."""
        self._take_spilled()
        earlier = {cell: self._outputs[cell] for cell in self._changed - {self._cell}}
        return self._outputs[self._cell], earlier

    def stream(self, name: Literal["stdout", "stderr"], text: str) -> None:
        """Something was written to a standard stream."""
        self._take_spilled()
        self._write(name, text)

    def send(
        self,
        stream: object,
        msg_or_type: dict[str, Any] | str,
        content: dict[str, Any] | None = None,
        *_: Any,
        **__: Any,
    ) -> None:
        """Take a message of the shell: a display, a result, an error, or a wish to clear."""
        self._take_spilled()
        if isinstance(msg_or_type, dict):
            kind, content = msg_or_type["msg_type"], msg_or_type["content"]
        else:
            kind = msg_or_type
        # As over a connection: what a display holds must not change after it was shown.
        message: dict[str, Any] = json.loads(json.dumps(content, default=json_default))
        if kind == "clear_output":
            self._clear(wait=message["wait"])
        elif kind == "update_display_data":
            self._update(message)
        elif kind in ("display_data", "execute_result"):
            self._display(kind, message)
        elif kind == "error":
            keys = ("ename", "evalue", "traceback")
            self._add({"output_type": "error"} | {key: message[key] for key in keys})

    def _display(self, kind: str, message: dict[str, Any]) -> None:
        output = {
            "output_type": kind,
            "data": message["data"],
            "metadata": message["metadata"] or {},
        }
        if kind == "execute_result":
            output["execution_count"] = message["execution_count"]
        index = self._add(output)
        name = message.get("transient", {}).get("display_id")
        if name:
            self._update(message)
            self._displays.setdefault(name, []).append((self._cell, index))

    def _update(self, message: dict[str, Any]) -> None:
        for cell, index in self._displays.get(message["transient"]["display_id"], []):
            change = {"data": message["data"], "metadata": message["metadata"]}
            self._outputs[cell][index] = self._outputs[cell][index] | change
            self._changed.add(cell)

    def _clear(self, *, wait: bool) -> None:
        self._clear_before_next = wait
        if not wait:
            self._outputs[self._cell].clear()
            for name, shown in self._displays.items():
                self._displays[name] = [each for each in shown if each[0] != self._cell]

    def _write(self, name: str, text: str) -> None:
        outputs = self._outputs[self._cell]
        last = outputs[-1] if outputs and not self._clear_before_next else None
        if last and last["output_type"] == "stream" and last["name"] == name:
            last["text"] += text
        else:
            self._add({"output_type": "stream", "name": name, "text": text})

    def _add(self, output: Output) -> int:
        if self._clear_before_next:
            self._clear(wait=False)
        outputs = self._outputs[self._cell]
        outputs.append(output)
        return len(outputs) - 1

    def _take_spilled(self) -> None:
        for file in self._files:
            text = file.take()
            if text:
                self._write(file.name, text)


class Spill:
    """A standard stream's descriptor, led into a file: what C code and child processes write."""

    def __init__(self, name: Literal["stdout", "stderr"], descriptor: int, file: int) -> None:
        self.name: Literal["stdout", "stderr"] = name
        os.dup2(file, descriptor)
        self._file = file
        self._taken = 0

    def take(self) -> str:
        """What was written since the last time."""
        length = os.fstat(self._file).st_size - self._taken
        if length <= 0:
            return ""
        written = os.pread(self._file, length, self._taken)
        self._taken += len(written)
        return written.decode("utf-8", "replace")


class Stream(io.TextIOBase):
    """Standard output or standard error of a notebook."""

    encoding = "utf-8"
    errors = "replace"

    def __init__(self, name: Literal["stdout", "stderr"], descriptor: int, record: Recorder):
        self.name = name
        self._descriptor = descriptor
        self._record = record

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        if text:
            self._record.stream(self.name, text)
        return len(text)

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._descriptor
