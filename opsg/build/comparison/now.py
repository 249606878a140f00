"""What differs between two states of the log as the site shows each, as of its newest month."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from opsg.analysis import words as phrases
from opsg.build.comparison.markdown import difference, plain, table
from opsg.pages.changes import compare
from opsg.pages.changes.model import UNKNOWN, Changes, FigureChange, Standing, State
from opsg.pages.changes.steps import BECAME

if TYPE_CHECKING:
    from opsg.build.comparison.sides import Side
    from opsg.data.log import Figure


class _Latest(NamedTuple):
    """A figure, and the month of the last paper that gives it."""

    figure: Figure
    month: str


_ISSUES = {
    "opened": "is opened",
    "closed": "is closed",
    "reopened": "is opened again",
    "left": "is no longer named by the paper",
    "returned": "is named by the paper again",
}


def issues(before: Side, after: Side) -> list[str]:
    """Issues opened, closed or no longer named, and those that moved to another stage."""
    return list(moves(_changes(before, after)))


def signals(before: Side, after: Side) -> list[str]:
    """Signals that appear, turn or end."""
    return list(turns(_changes(before, after)))


def figures(before: Side, after: Side) -> list[str]:
    """The headline figures that differ, then the other figures of the papers that do."""
    rows = [
        [change.subject.title, change.subject.measure, *values(change)]
        for change in _changes(before, after).figures
        if is_different(change)
    ]
    rows += _other_figures(before, after)
    headers = ["Issue", "Figure", f"Before: {before.month_name}", f"Now: {after.month_name}"]
    lines = table([*headers, "Change"], rows)
    return [*lines, *_not_given(before, after)]


def words(before: Side, after: Side) -> list[str]:
    """The words that an issue's page has new or no longer, by its sections."""
    lines: list[str] = []
    for slug, issue in after.issues.items():
        if slug in before.issues:
            old, new = _texts(before, slug), _texts(after, slug)
            lines += changed_texts(issue.title, old, new)
    entries = {issue.title: after.entry(slug) for slug, issue in after.issues.items()}
    waiting = [title for title, entry in entries.items() if entry and entry.carried_forward]
    if waiting:
        lines.append(f"Carried forward, still with the words before: {plain('; '.join(waiting))}.")
    return lines


def steps(before: Side, after: Side) -> list[str]:
    """Next steps that are new, changed, done, late or no longer listed."""
    return [
        f"- {BECAME[change.kind]}: {plain(change.step.what)}"
        f" ({plain(change.subject.title)}; {plain(change.step.facts + change.before)})"
        for change in _changes(before, after).steps
    ]


def moves(changes: Changes) -> Iterator[str]:
    """A line for every issue that came, went, or moved to another stage."""
    for issue in changes.issues:
        yield f"- {plain(issue.subject.title)} {_ISSUES[issue.kind]}.{_tag(issue.illustrative)}"
    for stage in changes.stages:
        moved = f"moves from {plain(stage.before)} to **{plain(stage.after)}**"
        yield f"- {plain(stage.subject.title)} {moved}.{_tag(stage.illustrative)}"


def turns(changes: Changes) -> Iterator[str]:
    """A line for every signal that appears, turns or ends."""
    for change in changes.signals:
        name = f"- {plain(change.subject.title)}: "
        old, new = plain(change.before.label), plain(change.after.label)
        rule = f" ({plain(change.subject.measure)}: {plain(change.after.rule)})"
        told = {
            "appeared": f"**{new}** appears{rule}.",
            "turned": f"{old} turns to **{new}**{rule}.",
            "ended": f"{old} ends; now {new}.",
        }
        yield f"{name}{told[change.kind]}{_tag(change.illustrative)}"


def changed_texts(title: str, old: dict[str, str], new: dict[str, str]) -> Iterator[str]:
    """The changed paragraphs of an issue, each text below its section's name."""
    for section, text in new.items():
        paragraphs = difference(old.get(section, ""), text)
        if paragraphs:
            yield from (f"**{plain(title)}, {section}**", "")
            for paragraph in paragraphs:
                yield from (f"> {paragraph}", "")


def is_different(change: FigureChange) -> bool:
    """Whether a figure is another one, or of another provenance."""
    return change.before != change.after


def values(change: FigureChange) -> list[str]:
    """A figure before and after, and by how much it changed."""
    ends = ((change.before, change.known_before), (change.after, change.known_after))
    shown = [
        f"{figure.text}{' (illustrative)' if figure.illustrative else ''}"
        if figure
        else f"no figure yet ({known})"
        if known
        else "–"
        for figure, known in ends
    ]
    unit = "points" if change.subject.is_rate else "%"
    return [*shown, "–" if change.size is None else phrases.signed(change.size, unit)]


def compare_states(before: State, after: State, slugs: Sequence[str]) -> Changes:
    """What changed between states of different logs, of the issues that are named."""
    old = {each.subject.slug: each for each in before.standings}
    new = {each.subject.slug: each for each in after.standings}
    pairs = [_pair(old.get(slug), new.get(slug)) for slug in slugs if slug in old or slug in new]
    return compare(
        replace(before, standings=tuple(first for first, _ in pairs)),
        replace(after, standings=tuple(second for _, second in pairs)),
    )


def _pair(old: Standing | None, new: Standing | None) -> tuple[Standing, Standing]:
    """Both standings of an issue: where a log does not have it, nothing is known of it."""
    known = old or new
    assert known
    nothing = Standing(known.subject, UNKNOWN)
    return old or nothing, new or nothing


def _changes(before: Side, after: Side) -> Changes:
    return compare_states(before.state, after.state, list(after.issues | before.issues))


def _texts(side: Side, slug: str) -> dict[str, str]:
    issue, entry = side.issues[slug], side.entry(slug)
    assert entry
    return {
        "Title": issue.title,
        "Issue and Impact": issue.impact(side.edition.month),
        "Status": entry.status,
        "Next Steps": entry.next_steps,
    }


def _other_figures(before: Side, after: Side) -> Iterator[list[str]]:
    """Figures of the papers that are not an issue's headline, by the names that they keep."""
    for slug, issue in (before.issues | after.issues).items():
        old, new = _latest_figures(before, slug), _latest_figures(after, slug)
        for name, (figure, _) in (old | new).items():
            texts = [
                phrases.figure(each[name].figure) if name in each else "–" for each in (old, new)
            ]
            if texts[0] != texts[1] and not (figure.headline and issue.headline):
                yield [issue.title, figure.label, *texts, _size(old.get(name), new.get(name))]


def _not_given(before: Side, after: Side) -> Iterator[str]:
    """The figures of the paper before that the paper of a new month does not give."""
    earlier, later = before.edition.month, after.edition.month
    for slug, issue in after.issues.items() if earlier < later else ():
        latest = _latest_figures(after, slug).values() if slug in before.issues else ()
        labels = [each.figure.label for each in latest if each.month == earlier]
        if labels:
            since = f"given in {before.month_name} and not in {after.month_name}"
            yield from ("", f"{plain(issue.title)}, {since}: {plain('; '.join(labels))}.")


def _latest_figures(side: Side, slug: str) -> dict[str, _Latest]:
    """The figures of an issue as the last paper that gives each has it, and that paper's month."""
    entries = side.issues[slug].entries.items() if slug in side.issues else ()
    return {
        figure.name: _Latest(figure, month)
        for month, entry in sorted(entries)
        if month <= side.edition.month
        for figure in entry.figures
    }


def _size(old: _Latest | None, new: _Latest | None) -> str:
    if old is None or new is None or old.figure.unit != new.figure.unit:
        return "–"
    change = new.figure.value - old.figure.value
    if not (change and old.figure.value):
        return "–"
    if new.figure.unit == "%":
        return phrases.signed(change, "points")
    return phrases.signed(100 * change / abs(old.figure.value), "%")


def _tag(illustrative: bool) -> str:
    return " (illustrative)" if illustrative else ""
