"""What the what-changed page shows of the changes between two months, as HTML.

`site/scripts/changes.js` builds the same elements for the months that a reader chooses.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

import htpy as h
from markupsafe import Markup

from opsg.analysis import words
from opsg.core.html import table
from opsg.pages.changes import textdiff
from opsg.pages.changes.model import Came, Changes, Figure, Move, Moved, Signal, Subject, Turn

PHRASES: dict[str, dict[str, Any]] = {
    "counts": {
        "opened": ["issue was opened", "issues were opened"],
        "closed": ["issue was closed", "issues were closed"],
        "left": ["issue is not in the later paper", "issues are not in the later paper"],
        "moves": ["issue moved to another stage", "issues moved to another stage"],
        "appeared": ["signal appeared", "signals appeared"],
        "turned": ["signal turned", "signals turned"],
        "ended": ["signal ended", "signals ended"],
        "restated": ["figure was restated", "figures were restated"],
        "reworded": ["issue has new words", "issues have new words"],
        "new": ["next step is new", "next steps are new"],
        "done": ["next step was done", "next steps were done"],
        "late": ["next step became late", "next steps became late"],
        "gone": ["next step is no longer listed", "next steps are no longer listed"],
    },
    "came": {
        "opened": "was opened",
        "closed": "was closed",
        "left": "is not in the later paper",
    },
    "actions": {"new": "New", "done": "Done", "late": "Late", "gone": "No longer listed"},
    "none": {
        "came": "No issue was opened or closed.",
        "moves": "No issue moved to another stage.",
        "turns": "No signal appeared or ended.",
        "actions": "No next step is new, done or late.",
        "words": "Every issue has the same words in both papers.",
        "figures": "No figure is reported for either month.",
    },
}
"""The page's phrases, which its script shows as well; of two, the second is the plural."""


def summary(found: Changes) -> str:
    """All changes counted, in one sentence."""
    kinds: list[str] = [came.kind for came in found.came]
    kinds += ["moves"] * len(found.moves)
    kinds += [turn.kind for turn in found.turns]
    kinds += ["restated"] * len(found.restated)
    kinds += ["reworded"] * len(found.reworded)
    kinds += [action.kind for action in found.actions]
    counted = [
        f"{words.count(kinds.count(kind))} {many if kinds.count(kind) > 1 else one}"
        for kind, (one, many) in PHRASES["counts"].items()
        if kind in kinds
    ]
    *others, last = counted or ["nothing but figures moved"]
    says = f"{', '.join(others)} and {last}" if others else last
    resting: list[Came | Move | Turn] = [*found.came, *found.moves, *found.turns]
    made_up = any(each.illustrative for each in resting)
    between = f"Between {found.earlier.name} and {found.later.name}"
    return f'<p class="lede">{escape(f"{between}, {says}.")}{_tag(made_up)}</p>'


def came(found: Changes) -> str:
    """Issues opened, closed, or left out."""
    return _list(
        "came",
        (
            f"{_issue(each.subject)} {PHRASES['came'][each.kind]}.{_tag(each.illustrative)}"
            for each in found.came
        ),
    )


def moves(found: Changes) -> str:
    """Issues that moved from one stage to another."""
    return _list(
        "moves",
        (
            f"{_issue(each.subject)} moved from {escape(each.before)} to"
            f" <b>{escape(each.after)}</b>.{_tag(each.illustrative)}"
            for each in found.moves
        ),
    )


def turns(found: Changes) -> str:
    """Signals that appeared, turned or ended, with the rule behind them."""

    def says(turn: Turn) -> str:
        measure, now = escape(turn.subject.measure), _chip(turn.after)
        if turn.kind == "ended":
            return f"{_chip(turn.before)} ended. {measure} now: {now}."
        verb = f"{_chip(turn.before)} turned to" if turn.kind == "turned" else "New signal:"
        return f"{verb} {now}. {measure}: {escape(turn.after.rule)}."

    return _list(
        "turns",
        (f"{_issue(each.subject)}: {says(each)}{_tag(each.illustrative)}" for each in found.turns),
    )


def actions(found: Changes) -> str:
    """Next steps that are new, done, late or not listed any more."""
    items = [
        f"<b>{PHRASES['actions'][each.kind]}:</b> {escape(each.step.what)}"
        f' <span class="under">{_issue(each.subject)}: {escape(each.step.facts)}</span>'
        for each in found.actions
    ]
    if not found.without_paper:
        return _list("actions", items)
    return (_list("actions", items) if items else "") + _no_paper(found, "next steps")


def texts(found: Changes) -> str:
    """Words added and removed, issue by issue."""
    if found.without_paper:
        return _no_paper(found, "words")
    if not found.reworded:
        return _absent(PHRASES["none"]["words"])
    parts = [
        f"<h3>{_issue(each.subject)}</h3>"
        + "".join(
            f'<h4>{title}</h4><div class="diff">{diff(runs)}</div>'
            for title, runs in (("Status", each.status), ("Next Steps", each.next_steps))
            if runs
        )
        for each in found.reworded
    ]
    if found.same_words:
        same = "; ".join(escape(subject.title) for subject in found.same_words)
        parts.append(f'<p class="note">The same words in both papers: {same}.</p>')
    return "".join(parts)


def diff(runs: Sequence[textdiff.Run]) -> str:
    """A text with the words that were added and removed marked, paragraph by paragraph."""
    return "".join(
        f"<p>{' '.join(map(_run, paragraph))}</p>" for paragraph in textdiff.paragraphs(runs)
    )


def _run(run: textdiff.Run) -> str:
    said = escape(" ".join(run.words))
    if run.kind == "same":
        return said
    element = "ins" if run.kind == "added" else "del"
    return (
        f'<{element}><span class="sr-only">[{run.kind}: </span>{said}'
        f'<span class="sr-only">]</span></{element}>'
    )


def figures(found: Changes) -> str:
    """The headline figures of both months with their change, and the later month's signal.

    Below them what is known of figures that were replaced.
    """
    restated = "".join(
        f'<p class="note">Restated: {_issue(each.subject)}, {escape(each.says)}</p>'
        for each in found.restated
    )
    if not found.figures:
        return _absent(PHRASES["none"]["figures"]) + restated
    earlier, later = found.earlier.name, found.later.name
    rows = [
        [
            f'{_issue(each.subject)}<span class="under">{escape(each.subject.measure)}</span>',
            _figure(each.before),
            _figure(each.after),
            _size(each),
            _chip(each.signal),
        ]
        for each in found.figures
    ]
    headers = ["Issue", earlier, later, "Change", f"Signal in {later}"]
    caption = f"Headline figures of {earlier} and {later}"
    cells = [[Markup(cell) for cell in row] for row in rows]
    return f"{table(headers, cells, caption=caption, numeric=[1, 2, 3], kind='board')}{restated}"


def _figure(figure: Figure | None) -> str:
    if figure is None:
        return "<span>not reported</span>"
    source = "illustrative" if figure.illustrative else "reported"
    return f'<span><b>{escape(figure.text)}</b><span class="under">{source}</span></span>'


def _size(moved: Moved) -> str:
    if moved.size is None:
        return "–"
    return escape(words.signed(moved.size, "points" if moved.subject.is_rate else "%"))


def _list(part: str, items: Iterable[str]) -> str:
    written = "".join(f"<li>{item}</li>" for item in items)
    return f"<ul>{written}</ul>" if written else _absent(PHRASES["none"][part])


def _no_paper(found: Changes, what: str) -> str:
    names = " or of ".join(state.name for state in found.without_paper)
    whose = "its" if len(found.without_paper) == 1 else "their"
    return _absent(f"No paper of {names} is public, so {whose} {what} cannot be compared.")


def _absent(sentence: str) -> str:
    return f'<p class="absent">{escape(sentence)}</p>'


def _issue(subject: Subject) -> str:
    return str(h.a(href=f"issues/{subject.slug}.html")[subject.title])


def _chip(signal: Signal) -> str:
    return f'<span class="chip {signal.tone}">{escape(signal.label)}</span>'


def _tag(illustrative: bool) -> str:
    return ' <span class="tag">illustrative</span>' if illustrative else ""
