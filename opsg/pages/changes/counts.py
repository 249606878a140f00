"""How many changes of each kind there are between two months, in words."""

from __future__ import annotations

from opsg.analysis import words
from opsg.pages.changes.model import Changes

_COUNTS = {
    "opened": ("issue was opened", "issues were opened"),
    "closed": ("issue was closed", "issues were closed"),
    "reopened": ("issue was opened again", "issues were opened again"),
    "left": ("issue is not in the later paper", "issues are not in the later paper"),
    "returned": ("issue is in the paper again", "issues are in the paper again"),
    "stages": ("issue moved to another stage", "issues moved to another stage"),
    "appeared": ("signal appeared", "signals appeared"),
    "turned": ("signal turned", "signals turned"),
    "ended": ("signal ended", "signals ended"),
    "restatements": ("restatement was made", "restatements were made"),
    "texts": ("issue has new words", "issues have new words"),
    "new": ("next step is new", "next steps are new"),
    "changed": ("next step was changed", "next steps were changed"),
    "done": ("next step was done", "next steps were done"),
    "late": ("next step became late", "next steps became late"),
    "gone": ("next step is no longer listed", "next steps are no longer listed"),
    "modifications": (
        "step of a modification became known",
        "steps of modifications became known",
    ),
}
"""One and several changes of a kind, in the order in which a sentence counts them."""


def sentence(changes: Changes) -> str:
    """All changes counted, in words."""
    return f"Between {changes.earlier.name} and {changes.later.name}, {counted(changes)}."


def counted(changes: Changes) -> str:
    """All changes counted, in words: `one issue was opened and two signals ended`."""
    kinds: list[str] = [change.kind for change in changes.issues]
    kinds += ["stages"] * len(changes.stages)
    kinds += [change.kind for change in changes.signals]
    kinds += ["restatements"] * len(changes.restatements)
    kinds += ["texts"] * len(changes.texts)
    kinds += [change.kind for change in changes.steps]
    kinds += ["modifications"] * sum(len(some) for _, some in changes.modifications)
    counts = [
        f"{words.count(kinds.count(kind))} {many if kinds.count(kind) > 1 else one}"
        for kind, (one, many) in _COUNTS.items()
        if kind in kinds
    ]
    moved = any(change.size is not None for change in changes.figures)
    *others, last = counts or ["nothing but figures moved" if moved else "nothing changed"]
    return f"{', '.join(others)} and {last}" if others else last
