"""The way of a modification in pieces: its steps with their sources, its stage, what was to follow.

The page of modifications shows them, and so does every issue's page for its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import htpy as h
from markupsafe import Markup

from opsg.analysis import words
from opsg.charts import svg
from opsg.core import months
from opsg.core.html import Html
from opsg.data.log import Issue, IssueLog
from opsg.data.models import in_words
from opsg.data.published import standing
from opsg.data.published.models import ModificationStep
from opsg.data.published.standing import Standing, Steps
from opsg.pages import components

PAGE = "modifications.html"
NOT_KNOWN = "Not known"


def of_issue(whole: IssueLog, issue: Issue, month: str) -> Html:
    """The way of each modification of an issue, by the month's paper; nothing if there is none."""
    known = [each for each in standing.of_issue(whole, issue, month) if each.is_known]
    if not known:
        return Html()
    ways = Ways(whole, "../")
    return Html(
        [_heading(each, issue), ways.way(each, fold=each.is_related(issue))] for each in known
    )


def since_paper(whole: IssueLog, issue: Issue, month: str) -> Html:
    """What came after the month's paper, apart from all else; nothing if nothing is known."""
    return Ways(whole, "../").since(month, standing.of_issue(whole, issue, month))


def legend() -> h.Element:
    """What the marks of steps mean."""
    return h.ul(class_="legend")[
        h.li[_sign("reported"), "in a paper of this log"],
        h.li[_sign("published"), "published elsewhere"],
    ]


@dataclass(frozen=True)
class Ways:
    """The pieces of modifications, for a page that lies `root` below the site's own folder."""

    log: IssueLog
    root: str

    def way(self, each: Standing, *, fold: bool = False) -> h.Node:
        """What it is about, its steps by the paper, what was next and what else is to be said."""
        steps = self._list(each.steps)
        if fold and len(each.steps) > 1:
            last = each.steps[-1]
            says = f"{steps_of(each.steps).capitalize()}, the last: {last.what}, {last.when}"
            steps = h.details[h.summary[says], steps]
        following = self.following(each)
        return [
            h.p[each.modification.about] if each.modification.about else None,
            steps,
            h.p["Next: ", following] if following else None,
            (h.p(class_="note")[note] for note in each.notes),
            h.p(class_="note")[h.a(href=each.url)[f"The SEC’s page of {each.number}"]]
            if each.url
            else None,
        ]

    def since(self, month: str, standings: Iterable[Standing]) -> Html:
        """What came after a month's paper, apart from all else; nothing if nothing is known."""
        later = [(each, each.later) for each in standings if each.later]
        if not later:
            return Html()
        return Html(components.since_paper(_apart(self.log, month), self.by_name(later)))

    def by_name(self, steps: Iterable[tuple[Standing, Steps]]) -> h.Node:
        """Steps of some modifications, under their names."""
        return [[h.h3[_name(each, self.root)], self._list(some)] for each, some in steps]

    def stage(self, each: Standing) -> h.Element:
        """The stage by the paper, and the step that tells it."""
        step = each.stage_step
        if step is None:
            return h.span[NOT_KNOWN]
        by = f"by {step.source}" if self._is_paper(step) else f"since {in_words(step.date)}"
        return h.span[step.stage, h.span(class_="under")[f"{by}{_inferred(step)}"]]

    def following(self, each: Standing) -> h.Element | None:
        """What was to come next, and who said so."""
        if each.following is None:
            return None
        due = f", {in_words(each.following.due)}" if each.following.due else ""
        return h.span[f"{each.following.what}{due} ", self._from(each.following.source)]

    def _list(self, steps: Sequence[ModificationStep]) -> h.Element:
        return h.ol(class_="way")[
            (h.li(class_="reported" if self._is_paper(step) else "published")[self._step(step)]
             for step in steps)
        ]  # fmt: skip

    def _step(self, step: ModificationStep) -> Iterator[h.Node]:
        yield h.b[step.when]
        yield f" {step.what} "
        if step.stage:
            yield [h.span(class_="tag")[f"{step.stage}{_inferred(step)}"], " "]
        yield self._from(step.source)
        if step.disagrees:
            other = step.disagrees
            yield [
                h.small[
                    f"Sources disagree: {in_words(other.date)} by ",
                    self._from(other.source, whole=True),
                ]
            ]
        if step.note:
            yield h.small[step.note]

    def _is_paper(self, step: ModificationStep) -> bool:
        return step.source not in standing.sources(self.log)

    def _from(self, source: str, *, whole: bool = False) -> h.Element:
        """Who says so, with the link to where; with its title where it is asked for."""
        published = standing.sources(self.log).get(source)
        if published:
            text = f"{published.publisher}, {published.title}" if whole else published.publisher
            return h.a(class_="from", href=published.url)[text]
        meeting = next((each for each in self.log.meetings if each.paper == source), None)
        if meeting is None:
            return h.span(class_="from")[source]
        return h.a(class_="from", href=f"{self.root}reports/{meeting.month}.html")[source]


def _heading(each: Standing, issue: Issue) -> h.Node:
    related = "same subject" if each.is_related(issue) else "named in the paper"
    return h.h3[_name(each, "../"), " ", h.span(class_="tag")[related]]


def _name(each: Standing, root: str) -> h.Element:
    place = f"{root}{PAGE}#{each.anchor if each.is_known else 'since'}"
    return h.a(href=place)[f"{each.number} {each.title}"]


def steps_of(steps: Sequence[ModificationStep]) -> str:
    """How many steps there are, in words."""
    return words.several(len(steps), "step")


def stage_of(each: Standing) -> str:
    """The stage by the paper, in words for a filter."""
    step = each.stage_step
    return step.stage if step and step.stage else NOT_KNOWN


def _inferred(step: ModificationStep) -> str:
    return " (inferred)" if step.inferred else ""


def _apart(whole: IssueLog, month: str) -> str:
    """That what follows is later than a month's paper, and counts for nothing else."""
    day = months.long_date(standing.cutoff(whole, month))
    return (
        f"Later than {day}, the day of the paper. Nothing else on this page takes it into account."
        if whole.meeting(month).is_published
        else f"Later than {day}. Nothing else on this page takes it into account."
    )


def _sign(kind: str) -> Markup:
    mark = (
        svg.ring(8, 8) if kind == "published" else svg.tag("circle", cx=8, cy=8, r=4.6, class_=kind)
    )
    return Markup(svg.tag("svg", mark, width=16, height=16, aria_hidden="true"))
