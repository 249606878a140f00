"""An issue's history of stages when a paper prints another stage than the log has."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from opsg.core.records import rows
from opsg.data.issues import CLOSED
from opsg.intake.papers.changes import Change, Planned
from opsg.intake.papers.existing import File, LogIssue, front
from opsg.intake.yaml_edit import edit_front, on_one_line


def last_open(values: Mapping[str, object], month: str) -> str:
    """The last stage up to `month` in which the issue of this front matter was not closed."""
    stages = [
        str(spell["stage"])
        for spell in rows(values, "stage_history")
        if str(spell.get("since")) <= month and spell.get("stage") != CLOSED
    ]
    return stages[-1] if stages else ""


def entered(own: Planned, entry: Planned, issue: LogIssue, stage: str, month: str) -> Planned:
    """An issue's file, with the stage that the paper of a month gives, if its entry takes it.

    `own` is what becomes of it otherwise. Nothing is added if by its history the issue is in that
    stage already, or went on to another later; a month after it stays in the stage that it has. A
    closed issue that the paper names is open again; where it does not say in which stage, the log
    does. One whose history begins later was raised earlier than the log knew.
    """
    file = issue.file
    spells = rows(file.values, "stage_history")
    if spells and str(spells[0].get("since")) > month:
        return _raised_earlier(own, entry, file, stage, month)
    last = spells[-1] if spells else {}
    provenance = "reported" if stage else "log"
    if not stage and last.get("stage") == CLOSED:
        stage = last_open(file.values, month)
    since = str(last.get("since") or "")
    if not _takes(entry, stage) or stage == last.get("stage") or since > month:
        return own
    after = next((each for each in issue.months if each > month), None)
    spell = {"stage": stage, "since": month, "provenance": provenance}

    def change(keys: Any) -> None:
        history = keys["stage_history"]
        if since == month:
            # Another version of the paper printed another stage, or the log had only a draft.
            history.pop()
        if not history or history[-1]["stage"] != stage:
            history.append(on_one_line(spell))
        if after and history[-1]["stage"] != last["stage"]:
            goes_on = {"stage": last["stage"], "since": after, "provenance": "log"}
            history.append(on_one_line(goes_on))

    said = f"gives the stage as '{stage}'" if provenance == "reported" else "names it again"
    return _edited(own, file, change, f"as the paper {said}")


def _raised_earlier(own: Planned, entry: Planned, file: File, stage: str, month: str) -> Planned:
    """An issue's file, where the paper of a month before its history names it."""
    first = stage or _stage(entry)
    if entry.text is None or not _takes(entry, first):
        return own
    spell = {"stage": first, "since": month, "provenance": "reported" if stage else "log"}

    def change(keys: Any) -> None:
        history = keys["stage_history"]
        if history[0]["stage"] == first:
            history[0]["since"] = month
        else:
            history.insert(0, on_one_line(spell))
        if str(keys.get("raised", "")) > month:
            keys["raised"] = month

    return _edited(own, file, change, "as an earlier paper names it")


def _edited(own: Planned, file: File, change: Callable[[Any], None], why: str) -> Planned:
    text = own.text if own.text is not None else own.path.read_text(encoding="utf-8-sig")
    told = own.change if own.text is not None else Change(file.name, "changed", why=why)
    return replace(own, change=told, text=edit_front(text, file.name, change))


def _takes(entry: Planned, stage: str) -> bool:
    """Whether an entry is to be written with this stage."""
    return bool(stage) and entry.text is not None and _stage(entry) == stage


def _stage(entry: Planned) -> str:
    """The stage that an entry is to be written with."""
    return str(front(entry.text or "", entry.change.name).get("stage") or "")
