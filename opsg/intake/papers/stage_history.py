"""An issue's history of stages when a paper prints another stage than the log has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from opsg.data import frontmatter
from opsg.data.models import CLOSED
from opsg.intake.papers.changes import Change, Planned
from opsg.intake.papers.existing import File
from opsg.intake.yaml_edit import edit, on_one_line


def last_open(values: Mapping[str, object], month: str) -> str:
    """The last stage before `month` in which the issue of this front matter was not closed."""
    stages = [
        str(spell["stage"])
        for spell in _spells(values)
        if str(spell.get("since")) < month and spell.get("stage") != CLOSED
    ]
    return stages[-1] if stages else ""


def entered(own: Planned, entry: Planned, file: File, stage: str, month: str) -> Planned:
    """An issue's file, with the stage that the paper of a month gives, if its entry takes it.

    `own` is what becomes of it otherwise, `file` what it says now. Nothing is added if by its
    history the issue is in that stage already, or went on to another later. A closed issue that
    the paper names is open again; where it does not say in which stage, the log does.
    """
    spells = _spells(file.values)
    last = spells[-1] if spells else {}
    provenance = "reported" if stage else "log"
    if not stage and last.get("stage") == CLOSED:
        stage = last_open(file.values, month)
    since = str(last.get("since") or "")
    if not _takes(entry, stage) or stage == last.get("stage") or since > month:
        return own
    text = own.text if own.text is not None else own.path.read_text(encoding="utf-8-sig")
    page = frontmatter.split(text, file.name)
    spell = {"stage": stage, "since": month, "provenance": provenance}

    def change(keys: Any) -> None:
        history = keys["stage_history"]
        if since == month:
            # Another version of the paper printed another stage, or the log had only a draft.
            history.pop()
        if not history or history[-1]["stage"] != stage:
            history.append(on_one_line(spell))

    changed = edit(f"{page.front}\n", file.name, change, first_line=2)
    said = f"gives the stage as '{stage}'" if provenance == "reported" else "names it again"
    why = f"as the paper {said}"
    told = own.change if own.text is not None else Change(file.name, "changed", why=why)
    return replace(own, change=told, text=f"---\n{changed.rstrip()}\n---\n{page.body.rstrip()}\n")


def _takes(entry: Planned, stage: str) -> bool:
    """Whether an entry is to be written with this stage."""
    if not stage or entry.text is None:
        return False
    front = frontmatter.split(entry.text, entry.change.name).source().value
    return isinstance(front, dict) and front.get("stage") == stage


def _spells(values: Mapping[str, object]) -> list[Mapping[str, object]]:
    spells = values.get("stage_history")
    listed = spells if isinstance(spells, list) else []
    return [spell for spell in listed if isinstance(spell, dict)]
