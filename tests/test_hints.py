"""A message that proposes a command proposes a whole one, which works when it is pasted."""

from __future__ import annotations

import ast
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.main import get_command

from opsg.cli import app, main

ROOT = Path(__file__).parents[1]
NAMES = "import-paper|new-month|new-issue|close-issue|accept-figure|dismiss-figure|ingest(?= FILE)"
NEW_ISSUE = "new-issue late-reads --title Late --month 2021-03 --classification White"


def texts(file: Path) -> Iterator[str]:
    """The texts of a module but for its docstrings; what is filled in is `X`."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    bare = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    parts = {
        id(part)
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
        for part in node.values
    }
    for node in ast.walk(tree):
        if id(node) in bare | parts:
            continue
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.JoinedStr):
            yield "".join(str(getattr(part, "value", "")) if isinstance(part, ast.Constant) else "X"
                          for part in node.values)  # fmt: skip


@pytest.mark.parametrize("room", sorted(p.name for p in (ROOT / "opsg").iterdir() if p.is_dir()))
def test_no_message_names_a_command_without_what_runs_it(room: str) -> None:
    short = [
        f"{file.name}: {text}"
        for file in (ROOT / "opsg" / room).rglob("*.py")
        for text in texts(file)
        for found in re.finditer(rf"(?<![\w-])(?:{NAMES})(?![\w-]) ", text)
        if not re.search(r"python build\.py (?:--\S+ (?:\S+ )?)*$", text[: found.start()])
        and text[found.end() :].strip()
    ]
    assert short == []


def parsed(line: str) -> list[str]:
    """The words of the command that a line proposes, which must parse as wholly as when it runs."""
    _, _, rest = line.partition("python build.py ")
    words = shlex.split(rest.split(". ")[0].rstrip(".;"))
    words = [str(ROOT / "README.md") if word == "FILE" else word for word in words]
    name, *arguments = words
    vars(get_command(app))["commands"][name].make_context(name, arguments)
    return words


def test_what_the_commands_of_a_month_propose_can_be_pasted(
    golden_copy: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(golden_copy)
    # A month that is published gets no issue; what is proposed begins the next.
    assert main(NEW_ISSUE.replace("2021-03", "2021-02").split(), root=golden_copy) == 1
    (begin,) = proposals(capsys)
    assert main(begin, root=golden_copy) == 0
    capsys.readouterr()
    assert main(NEW_ISSUE.split(), root=golden_copy) == 0
    assert main(["check"], root=golden_copy) == 0
    found = proposals(capsys)
    takes = [words for words in found if words[0] == "ingest"]
    assert len(takes) == 4
    assert all(words[-2:] == ["--provenance", "illustrative"] for words in takes)


def proposals(capsys: pytest.CaptureFixture[str]) -> list[list[str]]:
    told = capsys.readouterr()
    return [
        parsed(line)
        for line in f"{told.out}\n{told.err}".splitlines()
        if "python build.py " in line
    ]
