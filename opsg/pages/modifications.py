"""The page of SEC modifications as of a month, and its picture for the stage timeline.

What was known by the month's paper is the state; what came later stands apart, and says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import htpy as h
from markupsafe import Markup

from opsg.analysis import words
from opsg.charts import lanes
from opsg.core import months
from opsg.core.html import Html
from opsg.data.log import IssueLog
from opsg.data.models import first_day
from opsg.data.published import standing
from opsg.data.published.standing import Standing
from opsg.pages import components, filters
from opsg.pages.as_of import MonthPage
from opsg.pages.ways import NOT_KNOWN, PAGE, Ways, legend, stage_of, steps_of

NO_ISSUE = "No single issue"
FINISHED = ("Implemented", "Withdrawn")
"""The stages after which a modification goes no further."""


@dataclass(frozen=True)
class Modifications(MonthPage):
    """All modifications as of one month."""

    @cached_property
    def _every(self) -> list[Standing]:
        return standing.register(self.log, self.month)

    @property
    def _known(self) -> list[Standing]:
        return [each for each in self._every if each.is_known]

    @property
    def _ways(self) -> Ways:
        return Ways(self.log, "")

    def summary(self) -> Html:
        """How many there are, how many papers name, and how many are done."""
        named = [each for each in self._known if each.named]
        stages = [stage_of(each) for each in self._known]
        done = [
            f"{words.count(stages.count(stage))} {stage.lower()}"
            for stage in FINISHED
            if stage in stages
        ]
        day = months.long_date(standing.cutoff(self.log, self.month))
        says = (
            f"{words.count(len(self._known)).capitalize()} SEC modifications bear on the log by"
            f" {day}. Its papers name {words.count(len(named))} of them"
        )
        return Html(
            h.p(class_="lede")[f"{says}; {' and '.join(done)}." if done else f"{says}."],
            h.p[
                "Every step has its date and its source. What the papers of the log say, and what"
                " was published elsewhere, have different marks. A stage is that of the last step"
                " that tells it: “inferred” where its source does not name the stage."
            ],
        )

    def picture(self) -> Html:
        """Every modification against time, up to the month's paper; nothing if there is none."""
        if not self._known:
            return Html()
        last = standing.cutoff(self.log, self.month)
        label = f"Steps of SEC modifications up to {months.long_date(last)}; they are listed below."
        drawn = lanes.pictures([_lane(each, self.log) for each in self._by_date], last, label)
        return Html(
            h.figure(class_="chart")[
                h.div(class_="plot timeline")[Markup(drawn)],
                legend(),
                h.figcaption[
                    "A mark is a dated step, a bar one that took some days. A dashed line goes on"
                    f" to {months.long_date(last)}. Between two steps the stage is not known. ",
                    h.a(href=f"{PAGE}#steps")["Every step with its source"],
                    ".",
                ],
            ]
        )

    @property
    def _by_date(self) -> list[Standing]:
        return sorted(self._known, key=lambda each: first_day(each.steps[0].date))

    def section(self) -> Html:
        """The picture under a heading of its own, for another page; nothing if there is none."""
        if not self._known:
            return Html()
        return Html(h.h2(id="modifications")["SEC modifications by date"], self.picture())

    def register(self) -> Html:
        """Every modification in a table: issues, stage, last step, next step and the SEC's page."""
        if not self._known:
            return components.absent("No modification is named yet.")
        headers = ("Modification", "Issues", "Stage", "Last step", "Next step", "SEC’s page")
        return Html(
            self._filters(),
            components.board(
                *("", "modifications", f"SEC modifications in {months.named(self.month)}"),
                h.thead[h.tr[(h.th(scope="col")[title] for title in headers)]],
                h.tbody[(self._row(each, headers) for each in self._known)],
            ),
        )

    def _row(self, each: Standing, headers: Sequence[str]) -> h.Element:
        page = h.a(href=each.url)[each.number] if each.url else "none found"
        unknown = "none" if stage_of(each) in FINISHED else "not known"
        last = each.last_step
        cells: list[h.Node] = [
            _issue_links(each) or NO_ISSUE,
            self._ways.stage(each),
            h.span[last.what, h.span(class_="under")[last.when]] if last else "none known",
            self._ways.following(each) or unknown,
            page,
        ]
        titles = [issue.title for issue in each.issues] or [NO_ISSUE]
        return h.tr(data_issue="|".join(titles), data_stage=stage_of(each))[
            h.th(scope="row")[h.a(href=f"#{each.anchor}")[f"{each.number} {each.title}"]],
            (
                h.td(data_label=label)[cell]
                for label, cell in zip(headers[1:], cells, strict=True)
            ),
        ]  # fmt: skip

    def _filters(self) -> h.Element:
        """Filters by issue and stage; shown where scripts run."""
        stages = [stage_of(each) for each in self._known]
        titles = [issue.title for issue in self.log.issues]
        there = {issue.title for each in self._known for issue in each.issues}
        issues = [title for title in titles if title in there]
        if any(not each.issues for each in self._known):
            issues.append(NO_ISSUE)
        choices = {"issue": ("Issue", issues), "stage": ("Stage", sorted(set(stages)))}
        return filters.form(choices)

    def steps(self) -> Html:
        """The way of every modification up to the paper, each in a disclosure of its own."""
        return Html(
            h.h2(id="steps")["Step by step"],
            legend(),
            (
                h.details[
                    h.summary[f"{each.number} {each.title}: {steps_of(each.steps)}"],
                    h.div(id=each.anchor, class_="fold")[
                        h.div(class_="note")[_numbers(each), _issue_links(each)],
                        self._ways.way(each),
                    ],
                ]
                for each in self._known
            ),
        )

    def later(self) -> Html:
        """What came after the month's paper, of every modification; nothing if nothing is known."""
        return self._ways.since(self.month, self._every)


open_month = Modifications.open_month


def _numbers(each: Standing) -> str:
    return f"Also {', '.join(each.others)}. " if each.others else ""


def _issue_links(each: Standing) -> h.Node:
    kinds = [*(["named in its paper"] * len(each.named)), *(["same subject"] * len(each.related))]
    items = [
        h.li[components.issue_link(issue), f" ({kind})"]
        for issue, kind in zip(each.issues, kinds, strict=True)
    ]
    return h.ul(class_="plain")[items] if items else None


def _lane(each: Standing, whole: IssueLog) -> lanes.Lane:
    published = standing.sources(whole)
    marks = [
        lanes.Mark(first_day(step.date), step.until, f"{each.number}: {step.what}, {step.when}",
                   step.source not in published)
        for step in each.steps
    ]  # fmt: skip
    stage = stage_of(each)
    says = "stage not known" if stage == NOT_KNOWN else stage
    return lanes.Lane(f"{each.number} {each.title}", says, marks, stage not in FINISHED)
