"""A file that may be harmful is read within limits, and the limit that is met is told truly."""

import json
import sys
from collections.abc import Sequence

import pytest

from opsg.core import sandbox
from opsg.core.errors import UserError

KIND = sandbox.Untrusted("a trial", "Mend it.", "Make it smaller.")
BEGUN = "import sys; from opsg.core.sandbox import begin, refuse; begin(); "


def printed(code: str, *, seconds: float = 5, memory: int = 300_000_000) -> object:
    command = [sys.executable, "-P", "-c", BEGUN + code, str(memory)]
    with sandbox.run(command, where="file", seconds=seconds, kind=KIND) as output:
        return json.load(output)


def test_a_reader_may_sleep_longer_than_it_may_work() -> None:
    assert printed("import time; time.sleep(1.2); print(1)", seconds=1) == 1


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("any(iter(int, 1))", "more than 1 seconds of the processor's time. Make it smaller."),
        ("bytes(400_000_000)", "takes more memory than a reader may have. Make it smaller."),
        ("print(1); refuse('It is odd.', 'Even it.')", "file: It is odd. Even it."),
        ("1 / 0", "It cannot be read as a trial. Mend it."),
    ],
)
def test_what_ends_a_reader_is_told(code: str, told: str) -> None:
    with pytest.raises(UserError) as caught:
        printed(code, seconds=1)
    assert told in str(caught.value)


@pytest.mark.parametrize("command", [["sh", "-c", "while :; do :; done"]])
def test_a_program_that_is_not_python_has_the_same_limit(command: Sequence[str]) -> None:
    with (
        pytest.raises(UserError, match="more than 1 seconds"),
        sandbox.run(command, where="file", seconds=1, kind=KIND),
    ):
        pass
