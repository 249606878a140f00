"""The files of the log that a paper's issue becomes: its entry for the month, and its issue.md."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

from opsg.core.records import rows
from opsg.data import frontmatter
from opsg.data.issues import CLOSED
from opsg.data.papers import PaperText, compare
from opsg.data.unwritten import TO_BE_WRITTEN
from opsg.intake.papers import existing, stage_history
from opsg.intake.papers.changes import BY_HAND, Aside, Change, Planned
from opsg.intake.papers.existing import File, LogIssue
from opsg.intake.papers.model import PaperIssue
from opsg.intake.yaml_edit import edit, put

_IMPACT = "Issue and Impact"

Plan = tuple[Planned, list[str]]
"""What becomes of a file, and what is left to do by hand, one sentence each."""


@dataclass(frozen=True)
class Entries:
    """Plans the files of one import; `replace` overwrites wording that was edited by hand.

    `before` is the version of the month's paper that was imported before this one. What differs
    from it was edited by hand; without one the log has a draft, which gives way. Words that give
    way and are no paper's are added to `set_aside`.
    """

    data: Path
    month: str
    replace: bool
    classification: str
    stages: Sequence[str]
    before: PaperText | None = None
    set_aside: list[Aside] = field(default_factory=list)

    def issue(self, issue: PaperIssue, on_log: LogIssue) -> Plan:
        """What becomes of a known issue's issue.md, which has the words of its first paper.

        Other words of a later paper go into that month's entry. A paper older than the issue's
        last entry does not change what the issue is.
        """
        path = self._path(on_log.slug, "issue.md")
        sections = {_IMPACT: issue.issue_and_impact}
        if on_log.months and on_log.months[-1] > self.month:
            why = f"as the log goes on to {on_log.months[-1]}"
            return _onto(on_log.file, path, sections, replace=False, why=why), []
        if self._is_later(on_log):
            return Planned(Change(on_log.file.name, "unchanged"), path, None), []
        planned = self._onto(on_log.file, path, sections, on_log.slug)
        return planned, []

    def new_issue(self, issue: PaperIssue, slug: str, order: int) -> Plan:
        """The issue.md of an issue that the log does not have."""
        path = self._path(slug, "issue.md")
        stage, _ = stage_of(issue.stage, self.stages)
        front: dict[str, object] = {
            "slug": slug,
            "title": issue.title,
            "order": order,
            "raised": self.month,
            "classification": self.classification,
        }
        since = {"since": self.month, "provenance": "reported" if stage else "log"}
        front["stage_history"] = [{"stage": stage or self.stages[0], **since}]
        text = _page(front, {_IMPACT: issue.issue_and_impact})
        change = Change(existing.name_of(path, self.data), "new")
        return Planned(change, path, text), [f"{change.name}: add affects and references."]

    def entry(self, issue: PaperIssue, slug: str, on_log: LogIssue | None) -> Plan:
        """What becomes of the month's entry of an issue, known or new."""
        path = self._path(slug, f"{self.month}.md")
        sections = {"Status": issue.status, "Next Steps": issue.next_steps}
        if on_log and self._is_later(on_log):
            before = self._impact_before(on_log)
            if not compare.same(before, issue.issue_and_impact):
                sections = {_IMPACT: issue.issue_and_impact, **sections}
        stage, _ = stage_of(issue.stage, self.stages)
        if path.exists():
            if _IMPACT in existing.entry(path).sections:
                sections = {_IMPACT: issue.issue_and_impact, **sections}
            return self._known_entry(path, sections, stage, on_log)
        front, task = self._stage_front(on_log, sections, stage)
        actions = self._actions(on_log, sections)
        text = _page({"month": self.month, **front, "actions": actions}, sections)
        name = existing.name_of(path, self.data)
        tasks = f"{name}: {task}{'' if actions else '; add actions'}."
        return Planned(Change(name, "new"), path, text), [tasks]

    def _is_later(self, on_log: LogIssue) -> bool:
        """Whether the issue has its own words from an earlier paper, and none of a later one."""
        written = on_log.file.sections[_IMPACT] != TO_BE_WRITTEN
        return written and any(month < self.month for month in on_log.months)

    def _impact_before(self, on_log: LogIssue) -> str:
        """The Issue and Impact as the papers before this one have it."""
        for month in reversed([each for each in on_log.months if each < self.month]):
            if changed := existing.entry(on_log.folder / f"{month}.md").sections.get(_IMPACT):
                return changed
        return on_log.file.sections[_IMPACT]

    def _known_entry(
        self, path: Path, sections: Mapping[str, str], stage: str, on_log: LogIssue | None
    ) -> Plan:
        file = existing.entry(path)
        before = self._before(on_log)
        last = before.sections if before else {}
        if file.values.get("carried_forward") is True:
            self._put_aside(file, sections, last)
            return self._brought_up(file, path, sections, stage)
        planned = self._onto(file, path, sections, path.parent.name, last)
        by_hand = []
        if stage and stage != file.value("stage"):
            by_hand.append(f"{file.name}: the paper gives the stage as '{stage}'.")
        if planned.change.kind == "changed":
            by_hand.append(f"{file.name}: see whether the stage and actions still fit.")
        return planned, by_hand

    def _before(self, on_log: LogIssue | None) -> File | None:
        """The entry before the month's; None for an issue that is new, or was raised later."""
        return on_log.before(self.month) if on_log else None

    def _onto(
        self,
        file: File,
        path: Path,
        sections: Mapping[str, str],
        slug: str,
        last: Mapping[str, str] | None = None,
    ) -> Planned:
        """What becomes of a file that is there, given the paper's sections."""
        printed = self.before.issues.get(slug) if self.before else None
        came = printed.sections if printed else {}
        edited = any(
            not compare.same(file.sections.get(heading, ""), came.get(heading, ""))
            for heading in sections
            if heading in file.sections
        )
        planned = _onto(
            file, path, sections, replace=self.replace or self.before is None or not edited
        )
        if planned.change.kind == "changed":
            self._put_aside(file, sections, last or {}, came)
        return planned

    def _put_aside(
        self, file: File, sections: Mapping[str, str], *papers: Mapping[str, str]
    ) -> None:
        """Keep what a file says in sections that change, unless a paper says it."""
        for heading, text in sections.items():
            had = file.sections.get(heading, "")
            known = [text, TO_BE_WRITTEN, *(each.get(heading, "") for each in papers)]
            if had and not any(compare.same(had, each) for each in known):
                self.set_aside.append(Aside(file.name, heading, had))

    def _brought_up(self, file: File, path: Path, sections: Mapping[str, str], stage: str) -> Plan:
        """An entry whose text was only carried forward, with the paper's."""
        dropped = ["carried_forward", "stage_reason"]
        task = "the stage is the paper's; see whether the actions still fit"
        if not stage and _stands(file.value("stage_reason"), sections):
            dropped.remove("stage_reason")
            task = "see whether the stage and actions still fit"
        elif not stage:
            task = "see whether the stage is still that of the entry before; see whether the"
            task += " actions fit"

        def change(front: Any) -> None:
            for key in dropped:
                front.pop(key, None)
            if stage or "stage_reason" in dropped:
                source = "reported" if stage else "carried"
                put(front, {"stage": stage or front["stage"], "stage_source": source})

        front = edit(f"{file.front}\n", file.name, change, first_line=2)
        difference = _difference(file, sections)
        planned = Planned(Change(file.name, "changed", difference), path, _page(front, sections))
        return planned, [f"{file.name}: {task}."]

    def _stage_front(
        self, on_log: LogIssue | None, sections: Mapping[str, str], stage: str
    ) -> tuple[dict[str, object], str]:
        """The stage of a new entry, the paper's or that of the entry before it, and what to do.

        A stage that was inferred still is if the words of its reason stand in the new text too;
        else it is only carried. An issue that was closed is open again, in its last open stage.
        """
        if stage:
            return {"stage": stage, "stage_source": "reported"}, "the stage is the paper's"
        last = self._before(on_log)
        if on_log is None or last is None:
            known = stage_history.last_open(on_log.file.values, self.month) if on_log else ""
            first = known or self.stages[0]
            why = "by its history" if known else "as it is new"
            task = f"its stage is '{first}', {why}: mend it if it is not"
            return {"stage": first, "stage_source": "log"}, task
        was = last.value("stage")
        if closed := on_log.is_closed(self.month) or was == CLOSED:
            was = stage_history.last_open(on_log.file.values, self.month) or self.stages[0]
        if not closed and _stands(last.value("stage_reason"), sections):
            reason = " ".join(last.value("stage_reason").split())
            front: dict[str, object] = {"stage": was, "stage_source": "inferred"}
            task = f"see whether the stage is still that of {last.month}"
            return front | {"stage_reason": reason}, task
        again = ", as it was closed and is named again" if closed else ""
        task = f"see whether the stage is '{was}' as before{again}"
        return {"stage": was, "stage_source": "carried"}, task

    def _actions(self, on_log: LogIssue | None, sections: Mapping[str, str]) -> list[object]:
        """The open actions of the entry before, if the paper's Next Steps say the same words."""
        last = self._before(on_log)
        if last is None or not compare.same(last.sections["Next Steps"], sections["Next Steps"]):
            return []
        return [action for action in rows(last.values, "actions") if not action.get("done")]

    def _path(self, slug: str, file: str) -> Path:
        return self.data / "issues" / slug / file


def _onto(
    file: File, path: Path, sections: Mapping[str, str], *, replace: bool, why: str = BY_HAND
) -> Planned:
    """What becomes of a file that is there, given the paper's sections.

    One that is still to be written gives way.
    """
    difference = _difference(file, sections)
    if not difference:
        return Planned(Change(file.name, "unchanged"), path, None)
    unwritten = all(file.sections.get(heading) == TO_BE_WRITTEN for heading in sections)
    if not (replace or unwritten):
        return Planned(Change(file.name, "kept", difference, why), path, None)
    return Planned(Change(file.name, "changed", difference), path, _page(file.front, sections))


def _difference(file: File, sections: Mapping[str, str]) -> str:
    """How the sections differ from a file's, sentence by sentence; nothing if they do not."""
    return "\n".join(
        compare.difference(had, text, f"{file.name}, {heading}", "the paper")
        for heading, text in sections.items()
        if not compare.same(had := file.sections.get(heading, ""), text)
    )


def _stands(reason: str, sections: Mapping[str, str]) -> bool:
    """Whether the words that a stage rests on are in the text, word for word."""
    return bool(reason) and " ".join(reason.split()) in frontmatter.plain(
        "\n\n".join(sections.values())
    )


def _page(front: str | Mapping[str, object], sections: Mapping[str, str]) -> str:
    """A file of the log with this front matter, as text or as values, and these sections."""
    if not isinstance(front, str):
        front = yaml.safe_dump(dict(front), allow_unicode=True, sort_keys=False, width=98)
    return frontmatter.joined(front, sections)


def stage_of(text: str, stages: Sequence[str]) -> tuple[str, list[str]]:
    """The one stage that a line under Current Stage names, and the lines that name none.

    A line names a stage if it is its name, with or without the words "Current stage" before it.
    Where several stages are named, as in a drawing, none is the current one.
    """
    by_name = {stage.casefold(): stage for stage in stages}
    lines = list(dict.fromkeys(text.splitlines()))
    named = {}
    for line in lines:
        bare = re.sub(r"^current stage:?\s*", "", line.casefold()).strip(" .")
        named[line] = by_name.get(bare, "")
    different = set(filter(None, named.values()))
    current = different.pop() if len(different) == 1 else ""
    # A picture's alternative text is often the beginning of what stands below it.
    said_again = {line for line, below in pairwise(lines) if below.startswith(line)}
    return current, [
        line for line, stage in named.items() if line not in said_again and not (current and stage)
    ]
