"""What the what-changed page shows of the changes between two months, as HTML.

Each section of the page's own comparison is a function; `brief` is a whole comparison in few words.
`diff` shows changed words to the issues' pages as well.
"""

from __future__ import annotations

from collections.abc import Sequence

import htpy as h
from markupsafe import Markup

from opsg.analysis import words
from opsg.core.html import table
from opsg.pages.changes import counts, steps, textdiff
from opsg.pages.changes.model import (
    Changes,
    Figure,
    FigureChange,
    Signal,
    SignalChange,
    StepChange,
)
from opsg.pages.components import issue_link

ISSUES = {
    "opened": "was opened",
    "closed": "was closed",
    "reopened": "was opened again",
    "left": "is not in the later paper",
    "returned": "is in the paper again",
}
"""What became of an issue, to follow its name."""


def summary(changes: Changes) -> h.Renderable:
    """All changes counted, in one sentence."""
    return h.p(class_="lede")[counts.sentence(changes), _tag(changes.illustrative)]


def title(changes: Changes, months: str) -> h.Renderable:
    """All changes counted, in a few words behind the `months`."""
    return h.fragment[f"{months}: {counts.counted(changes)}", _tag(changes.illustrative)]


def signals(changes: Changes) -> h.Renderable:
    """Signals that appeared, turned or ended, with the rule behind them."""
    return _list(_signals(changes), "No signal appeared or ended.")


def _signals(changes: Changes) -> list[h.Node]:
    return [
        [issue_link(change.subject), ": ", _signal(change), _tag(change.illustrative)]
        for change in changes.signals
    ]


def _signal(change: SignalChange) -> h.Node:
    measure, now = change.subject.measure, _chip(change.after)
    if change.kind == "ended":
        return [_chip(change.before), f" ended. {measure} now: ", now, "."]
    means = f". {measure}: {change.after.rule}."
    if change.kind == "turned":
        return [_chip(change.before), " turned to ", now, means]
    return ["New signal: ", now, means]


def stages(changes: Changes) -> h.Renderable:
    """Issues that moved from one stage to another."""
    return _list(_stages(changes), "No issue moved to another stage.")


def _stages(changes: Changes) -> list[h.Node]:
    return [
        [
            issue_link(change.subject),
            f" moved from {change.before} to ",
            h.b[change.after],
            ".",
            _tag(change.illustrative),
        ]
        for change in changes.stages
    ]


def issues(changes: Changes) -> h.Renderable:
    """Issues opened, closed, or left out."""
    return _list(_issues(changes), "No issue was opened or closed.")


def _issues(changes: Changes) -> list[h.Node]:
    return [
        [issue_link(change.subject), f" {ISSUES[change.kind]}.", _tag(change.illustrative)]
        for change in changes.issues
    ]


def next_steps(changes: Changes) -> h.Renderable:
    """Next steps that are new, done, late or not listed any more."""
    items = [_step(change) for change in changes.steps]
    if not changes.without_paper:
        return _list(items, "No next step is new, done or late.")
    return h.fragment[h.ul[_items(items)] if items else None, _no_paper(changes, "next steps")]


def _step(change: StepChange) -> h.Node:
    return [
        h.b[f"{steps.BECAME[change.kind]}:"],
        f" {change.step.what} ",
        h.span(class_="under")[issue_link(change.subject), f": {change.step.facts}{change.before}"],
    ]


def figures(changes: Changes) -> h.Renderable:
    """The headline figures of both months with their change, and the later month's signal.

    Below them what is known of figures that were replaced.
    """
    if not changes.figures:
        absent = _absent("No figure is reported for either month.")
        return h.fragment[absent, _restatements(changes)]
    earlier, later = changes.earlier.name, changes.later.name
    rows: list[list[h.Node]] = [
        [
            [issue_link(change.subject), h.span(class_="under")[change.subject.measure]],
            _figure(change.before, change.known_before),
            _figure(change.after, change.known_after),
            _size(change),
            _chip(change.signal) if change.signal else "No figures yet",
        ]
        for change in changes.figures
    ]
    headers = ["Issue", earlier, later, "Change", f"Signal in {later}"]
    caption = f"Headline figures of {earlier} and {later}"
    board = table(headers, rows, caption=caption, numeric=[1, 2, 3], kind="board")
    return h.fragment[board, _restatements(changes)]


def _figure(figure: Figure | None, known: str) -> h.Node:
    if figure is None and known:
        return h.span["no figure yet", h.span(class_="under")[known]]
    if figure is None:
        return h.span["not reported"]
    source = "illustrative" if figure.illustrative else "reported"
    return h.span[h.b[figure.text], h.span(class_="under")[source]]


def _size(change: FigureChange) -> str:
    if change.size is None:
        return "–"
    unit = "points" if change.subject.is_rate else "%"
    return words.signed(change.size, unit, change.rounded)


def _restatements(changes: Changes) -> h.Node:
    return [
        h.p(class_="note")["Restated: ", issue_link(note.subject), f", {note.says}"]
        for note in changes.restatements
    ]


def texts(changes: Changes) -> h.Renderable:
    """Words added and removed, issue by issue."""
    if changes.without_paper:
        return _no_paper(changes, "words")
    if not changes.texts:
        return _absent("Every issue has the same words in both papers.")
    parts: list[h.Node] = [
        [
            h.h3[issue_link(text.subject)],
            _text("Status", text.status),
            _text("Next Steps", text.next_steps),
        ]
        for text in changes.texts
    ]
    if changes.same_words:
        same = "; ".join(subject.title for subject in changes.same_words)
        parts.append(h.p(class_="note")[f"The same words in both papers: {same}."])
    return h.fragment[parts]


def _text(title: str, runs: Sequence[textdiff.Run]) -> h.Node:
    return [h.h4[title], h.div(class_="diff")[diff(runs)]] if runs else None


def diff(runs: Sequence[textdiff.Run]) -> h.Fragment:
    """A text with the words that were added and removed marked, paragraph by paragraph."""
    paragraphs = textdiff.paragraphs(runs)
    return h.fragment[[h.p[Markup(" ").join(map(_run, each))] for each in paragraphs]]


def _run(run: textdiff.Run) -> str | h.Element:
    text = " ".join(run.words)
    if run.kind == "same":
        return text
    element = h.ins if run.kind == "added" else h.del_
    spoken = h.span(class_="sr-only")
    return element[spoken[f"[{run.kind}: "], text, spoken["]"]]


def brief(changes: Changes) -> h.Renderable:
    """All that changed in lists without headings; figures without measures, words by issue.

    An issue's own page shows its words, each paper's against those of the one before.
    """
    items = [*_signals(changes), *_stages(changes), *_issues(changes), *map(_step, changes.steps)]
    illustrative = all(change.illustrative for change in changes.figures)
    figures: list[h.Node] = [
        [_brief_figure(change), _tag(change.illustrative and not illustrative)]
        for change in changes.figures
    ]
    return h.fragment[
        h.ul[_items(items)] if items else None,
        _no_paper(changes, "words and next steps") if changes.without_paper else None,
        _titled("New words:", [issue_link(text.subject) for text in changes.texts]),
        _titled(["Figures:", _tag(illustrative)], figures),
        _restatements(changes),
    ]


def _titled(title: h.Node, items: Sequence[h.Node]) -> h.Node:
    return [h.p[title], h.ul[_items(items)]] if items else None


def _brief_figure(change: FigureChange) -> str:
    ends = ((change.before, change.known_before), (change.after, change.known_after))
    before, after = (
        figure.text if figure else f"no figure yet ({known})" if known else "not reported"
        for figure, known in ends
    )
    size = "" if change.size is None else f" ({_size(change)})"
    return f"{change.subject.title}: {before}, then {after}{size}"


def _list(items: Sequence[h.Node], otherwise: str) -> h.Element:
    """The items as a list, or without any a sentence that says so."""
    return h.ul[_items(items)] if items else _absent(otherwise)


def _items(items: Sequence[h.Node]) -> list[h.Element]:
    return [h.li[item] for item in items]


def _no_paper(changes: Changes, what: str) -> h.Element:
    names = " or of ".join(state.name for state in changes.without_paper)
    whose = "its" if len(changes.without_paper) == 1 else "their"
    return _absent(f"No paper of {names} is public, so {whose} {what} cannot be compared.")


def _absent(sentence: str) -> h.Element:
    return h.p(class_="absent")[sentence]


def _chip(signal: Signal) -> h.Element:
    return h.span(class_=f"chip {signal.tone}")[signal.label]


def _tag(illustrative: bool) -> h.Node:
    return [" ", h.span(class_="tag")["illustrative"]] if illustrative else None
