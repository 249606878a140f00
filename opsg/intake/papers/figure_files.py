"""Writes the figures that an import reads into the entries, and what is not sure as proposals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from ruamel.yaml.comments import CommentedMap

from opsg.core.records import rows
from opsg.data import frontmatter, proposals
from opsg.data.issues import Figure
from opsg.data.log_files import ENTRY_SECTIONS, ISSUE_SECTIONS
from opsg.intake.papers import existing, figures
from opsg.intake.papers.changes import Change, Planned
from opsg.intake.papers.figure_table import IssueFigures
from opsg.intake.papers.figures import Old
from opsg.intake.papers.model import PaperIssue
from opsg.intake.papers.proposal_files import proposed, settled
from opsg.intake.papers.sentences import Sentence, key, sentences
from opsg.intake.yaml_edit import edit_front, folded, on_one_line, put, styled

_WIDTH = 92


def with_figures(
    planned: Sequence[Planned], issues: Mapping[str, PaperIssue], data: Path, month: str
) -> tuple[list[Planned], list[IssueFigures]]:
    """The plans with the figures of the issues (by their slugs) in the entries, and the table.

    The text is that of the entry as it will be, as far as it is the paper's too. Raises UserError
    if the proposals cannot be read, or an entry is written so that figures cannot be put in.
    """
    plans = {plan.path: plan for plan in planned}
    before, _ = proposals.read(data)
    told, after = [], list(before)
    for slug, issue in issues.items():
        log = Folder(data / "issues" / slug, data, plans)
        entry = log.page(f"{month}.md")
        if entry is None:
            continue
        old = list(log.figures_by(month))
        said = {key(each.text) for each in sentences(issue.texts.values())}
        text = [each for each in log.sentences(month) if key(each.text) in said]
        reading = figures.read(text, old, month, log.unit)
        new, gone = proposed(before, slug, month, text, reading.candidates)
        after = [each for each in after if each not in gone] + new
        mine = [each for each in after if (each.issue, each.month) == (slug, month)]
        waiting = tuple(each for each in mine if not each.dismissed)
        told.append(IssueFigures(issue.title, tuple(reading.rows), waiting))
        if reading.figures:
            path = data / "issues" / slug / f"{month}.md"
            plans[path] = _planned(plans.get(path), path, data, entry, reading.figures)
    file = settled(data, before, after)
    return [*plans.values(), *([file] if file else [])], told


def put_figures(front: Any, new: Sequence[Mapping[str, Any]]) -> None:
    """Put figures into front matter: those of a name that is there change, others come last."""
    rows = front.get("figures")
    if rows is None:
        put(front, {"figures": []})
        rows = front["figures"]
        rows.fa.set_block_style()
    by_name: dict[Any, Any] = {row.get("name"): row for row in rows if isinstance(row, dict)}
    for values in new:
        row = by_name.get(values["name"])
        if row is None:
            row = CommentedMap()
            rows.append(row)
        for gone in [each for each in row if each not in values]:
            del row[gone]
        last: str | None = None
        for name, value in values.items():
            if row.get(name) != value:
                put(row, {name: _written(name, value)}, after=last)
            last = name


@dataclass(frozen=True)
class Folder:
    """An issue's folder, as it will be."""

    folder: Path
    data: Path
    plans: Mapping[Path, Planned]

    def page(self, file: str) -> str | None:
        """The text of a file as it will be; None if there will be none."""
        path = self.folder / file
        plan = self.plans.get(path)
        if plan and plan.text is not None:
            return plan.text
        return frontmatter.read_text(path, self._name(file)) if path.exists() else None

    @property
    def unit(self) -> str:
        """The unit of the issue's headline."""
        headline = self._front("issue.md").get("headline")
        return str(headline.get("unit", "")) if isinstance(headline, dict) else ""

    def months(self, until: str) -> list[str]:
        """The months that have entries up to one, the last first."""
        return sorted((each for each in self._months if each <= until), reverse=True)

    def figures_by(self, month: str) -> Iterator[Old]:
        """The figures that the issue has, each as the last entry up to a month has it.

        Where none has, as for a paper that is older than the log, it is as the next one has it.
        """
        seen: set[str] = set()
        later = sorted(each for each in self._months if each > month)
        for each in (*self.months(month), *later):
            text = self.sentences(each)
            for row in rows(self._front(f"{each}.md"), "figures"):
                try:
                    figure = Figure.model_validate(row)
                except ValidationError:
                    continue  # The check tells what is wrong with it.
                if figure.name not in seen:
                    seen.add(figure.name)
                    yield Old(each, row, figure, text)

    def sentences(self, month: str) -> list[Sentence]:
        """The sentences of an issue as it stands in a month, the unchanged impact included."""
        sections = self._sections(f"{month}.md")
        impact = ISSUE_SECTIONS[0]
        if impact not in sections:
            earlier = (self._sections(f"{m}.md").get(impact) for m in self.months(month)[1:])
            changed = next(filter(None, earlier), None)
            sections = {impact: changed or self._sections("issue.md")[impact], **sections}
        return sentences(sections.values())

    @property
    def _months(self) -> set[str]:
        names = {path.stem for path in self.folder.glob("????-??.md")}
        names |= {path.stem for path in self.plans if path.parent == self.folder}
        return names - {"issue"}

    def _front(self, file: str) -> dict[str, Any]:
        return existing.front(self.page(file) or "", self._name(file))

    def _sections(self, file: str) -> dict[str, str]:
        wanted = ISSUE_SECTIONS if file == "issue.md" else ENTRY_SECTIONS
        page = frontmatter.split(self.page(file) or "", self._name(file))
        return page.sections(wanted, ISSUE_SECTIONS)

    def _name(self, file: str) -> str:
        return existing.name_of(self.folder / file, self.data)


def _planned(
    plan: Planned | None, path: Path, data: Path, text: str, new: Sequence[Mapping[str, Any]]
) -> Planned:
    """The plan of an entry with figures in its front matter."""
    name = existing.name_of(path, data)
    text = edit_front(text, name, lambda front: put_figures(front, new))
    change = plan.change if plan else Change(name, "unchanged")
    if change.kind in ("unchanged", "kept"):
        why = f"{change.why}; figures were read" if change.why else "figures were read"
        change = replace(change, kind="changed", why=why)
    return Planned(change, path, text)


def _written(name: str, value: Any) -> Any:
    """A value as people write it in entries: long sentences folded, a short mapping in braces."""
    if isinstance(value, dict):
        flow = on_one_line(value)
        return flow if len(str(value).replace("'", "")) < _WIDTH - 8 else styled(value)
    return folded(value, _WIDTH) if name == "quote" and len(value) > _WIDTH - 12 else styled(value)
