"""What the what-changed page carries for its script: the states, as compact JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from opsg.analysis.words.numbers import COUNTS
from opsg.pages.changes import html, textdiff
from opsg.pages.changes.model import QUIET, Standing, State


def written(states: Sequence[State]) -> str:
    """The states as compact JSON; texts, steps and signals that recur are there once."""
    blocks, steps, signals = _Pool(), _Pool(), _Pool()

    def standing(each: Standing) -> dict[str, Any]:
        figure, published = each.figure, each.published
        return _without_defaults(
            stage=each.stage,
            stageIllustrative=each.stage_illustrative,
            closed=each.closed,
            value=figure and figure.value,
            text=figure and figure.text,
            illustrative=figure and figure.illustrative,
            restated=list(each.restated) or None,
            signal=signals.place(
                {
                    "label": each.signal.label,
                    "tone": each.signal.tone,
                    "rule": each.signal.rule,
                    "illustrative": each.signal.illustrative,
                }
            ),
            status=published and [blocks.place(block) for block in published.status],
            nextSteps=published and [blocks.place(block) for block in published.next_steps],
            steps=published
            and [
                steps.place(
                    _without_defaults(
                        what=step.what,
                        facts=step.facts,
                        due=step.due.isoformat() if step.due else None,
                        done=step.done,
                    )
                )
                for step in published.steps
            ],
        )

    issues = [
        {
            "slug": first.subject.slug,
            "title": first.subject.title,
            "measure": first.subject.measure,
            "isRate": first.subject.is_rate,
            "standings": [standing(state.standings[place]) for state in states],
        }
        for place, first in enumerate(states[0].standings)
    ]
    data = {
        "months": [
            {"month": state.month, "name": state.name, "paper": bool(state.paper)}
            for state in states
        ],
        "issues": issues,
        "blocks": blocks.entries,
        "steps": steps.entries,
        "signals": signals.entries,
        "phrases": html.PHRASES,
        "numbers": COUNTS,
        "leastSame": textdiff.LEAST_SAME,
        "quiet": QUIET,
    }
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def _without_defaults(**values: Any) -> dict[str, Any]:
    return {
        name: value for name, value in values.items() if value is not None and value is not False
    }


class _Pool:
    """Values that recur, each kept once and named by its place."""

    def __init__(self) -> None:
        self.entries: list[Any] = []
        self._places: dict[str, int] = {}

    def place(self, value: Any) -> int:
        key = json.dumps(value)
        if key not in self._places:
            self._places[key] = len(self.entries)
            self.entries.append(value)
        return self._places[key]
