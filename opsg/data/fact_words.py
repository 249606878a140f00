"""How `why` tells of a fact of the log: the Status of han-stability, February 2021, has changed."""

from __future__ import annotations

import re

from opsg.core import months
from opsg.core.cache import facts
from opsg.core.cache.facts import EVERYTHING

_NODES = {"issues": "", "entries": "", "meetings": "the meeting of ", "papers": "the paper "}
_FIELDS = {
    "status": "Status",
    "next_steps": "Next Steps",
    "issue_and_impact": "Issue and Impact",
    "impact": "Issue and Impact",
    "entries": "papers",
    "entry": "entry",
    "entry_by": "last entry",
    "events_of": "events",
    "restatements_of": "restatements",
    "affects": "affected",
    EVERYTHING: "whole text",
}
_MONTH = re.compile(r"\d{4}-\d\d")


def changed(name: str) -> str:
    """That a fact is not what it was, as a sentence.

    >>> changed(".issues[han-stability].entries[2021-02].status")
    'The Status of han-stability, February 2021, has changed.'
    >>> changed(".issues[han-stability]@opsg.data.issues:Issue.stage(2021-02)")
    'The stage of han-stability, February 2021, has changed.'
    >>> changed(".papers[data/papers/OPSG_44_0203.md].issues[han-stability].next_steps")
    'The Next Steps of the paper data/papers/OPSG_44_0203.md, han-stability, have changed.'
    >>> changed("@opsg.data.log:IssueLog.as_of(2021-02,True).meetings")
    'The meetings of the log, February 2021, have changed.'
    """
    *ways, (what, asked, _) = facts.steps(name)
    owners = [
        f"{_NODES.get(way, f'the {_words(way)[:-1]} ')}{_shown(item)}"
        for way, _, item in ways
        if item
    ]
    dated = [_shown(each) for each in asked if each not in ("True", "False")]
    if not owners:
        dated += [_shown(given[0]) for _, given, _ in ways if given]
    owner = ", ".join(dict.fromkeys([*(owners or ["the log"]), *dated]))
    words = _words(what)
    verb = "have" if words.endswith("s") and words != "Status" else "has"
    return f"The {words} of {owner}{',' if ',' in owner else ''} {verb} changed."


def _words(step: str) -> str:
    name = step.rpartition(".")[2].rpartition(":")[2]
    return _FIELDS.get(name, name.replace("_", " "))


def _shown(text: str) -> str:
    return months.named(text) if _MONTH.fullmatch(text) else text
