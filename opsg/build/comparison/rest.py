"""What else differs between two states of the log: restatements, pages, rows, and small facts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from opsg.analysis import words as phrases
from opsg.build.comparison.markdown import plain
from opsg.core import months
from opsg.core.cache import digests
from opsg.data import datasets, snapshots
from opsg.pages import wording
from opsg.pages.components import restatement_notes

if TYPE_CHECKING:
    import polars as pl

    from opsg.build.comparison.sides import Side
    from opsg.data.datasets import Dataset
    from opsg.data.models import Model

# What the sections before tell of, or what is told of elsewhere.
_TOLD = {
    "entries", "figures", "issue_and_impact", "month", "name", "next_steps", "stage",
    "stage_history", "status", "title",
}  # fmt: skip


def restatements(before: Side, after: Side) -> list[str]:
    """Figures that were replaced and papers issued again, as the edition's pages tell of them."""
    made = [each for each in after.log.restatements if each not in before.log.restatements]
    notes = [
        f"- {plain(dataset.title)}: {plain(note)}"
        for dataset in datasets.DATASETS.values()
        for note in restatement_notes(made, dataset, after.edition)
    ]
    return [*notes, *_papers_again(before, after)]


def _papers_again(before: Side, after: Side) -> Iterator[str]:
    """What versions of papers change that the log did not have before, issue by issue."""
    for month in sorted({paper.month for paper in after.log.papers if paper.version > 1}):
        for slug, issue in after.issues.items():
            old = list(wording.notes(before.log, slug, month))
            for note in wording.notes(after.log, slug, month):
                if note not in old:
                    yield f"- {plain(issue.title)}: {plain(note)}"


def pages(before: Side, after: Side) -> list[str]:
    """Pages that come and go."""
    old, new = _pages(before), _pages(after)
    return [
        *(f"- New: `{page}`" for page in new if page not in old),
        *(f"- Gone: `{page}`" for page in old if page not in new),
    ]


def _pages(side: Side) -> list[str]:
    return [
        *(f"issues/{slug}.html" for slug in side.issues),
        *(
            f"reports/{each.month}{kind}.html"
            for each in side.log.meetings
            for kind in ("", "-briefing")
        ),
    ]


def rows(before: Side, after: Side) -> list[str]:
    """Rows that the edition's data files have new, no longer or otherwise, by dataset and month."""
    lines: list[str] = []
    for dataset in datasets.DATASETS.values():
        for month in _differing(before, after, dataset.name):
            if month <= after.edition.month:
                old, new = _rows(before, dataset, month), _rows(after, dataset, month)
                if not old.equals(new):
                    name = f"{dataset.title}, {months.named(month)}"
                    lines.append(f"- {plain(name)}: {plain(_moved(dataset, old, new))}.")
    return lines


def facts(before: Side, after: Side) -> list[str]:
    """What is said beside texts and figures, of meetings, events, modifications, by keys."""
    return [
        line
        for kind, old in _facts(before).items()
        for line in _differences(kind, old, _facts(after)[kind])
    ]


def _differing(before: Side, after: Side, name: str) -> list[str]:
    """The months of a dataset whose files are not the same in both logs."""
    old, new = (_files(side.log.folder / "snapshots" / name) for side in (before, after))
    return sorted({file[:7] for file, _ in old.items() ^ new.items()})


def _files(folder: Path) -> dict[str, str]:
    files = folder.iterdir() if folder.is_dir() else ()
    return {file.name: digests.digest_file(file) for file in files}


def _rows(side: Side, dataset: Dataset, month: str) -> pl.DataFrame:
    """The rows of one month that the edition has, in a fixed order."""
    import polars as pl

    every = snapshots.scan(
        dataset.name,
        until=month,
        reported_only=side.edition.reported_only,
        data=side.log.folder,
    )
    of_month = every.filter(pl.col("month") == months.first_day(month))
    return of_month.collect().sort(dataset.keys)


def _moved(dataset: Dataset, old: pl.DataFrame, new: pl.DataFrame) -> str:
    if old.is_empty():
        return f"{new.height:,} rows are new"
    if new.is_empty():
        return f"{old.height:,} rows are gone"
    parts = [f"{old.height:,} rows → {new.height:,}" if old.height != new.height else ""]
    # Two totals give away the difference, which may be a count too small to be shown.
    measures = () if dataset.suppress_below else dataset.measures
    for name in measures:
        was, now = old[name].sum(), new[name].sum()
        parts += [f"{phrases.column(name)} {was:,} → {now:,}"] if was != now else []
    sources = ["/".join(sorted(set(frame["provenance"]))) for frame in (old, new)]
    parts += [" → ".join(sources)] if sources[0] != sources[1] else []
    return "; ".join(filter(None, parts)) or "other rows, of the same number and totals"


def _facts(side: Side) -> dict[str, dict[str, Model]]:
    """What the log says beside texts and figures, by kind and name."""
    log, edition = side.log, side.edition
    events = [
        each
        for each in log.events
        if each.month <= edition.month
        and (each.provenance == "reported" or not edition.reported_only)
    ]
    entries = {
        f"{issue.title}, {month}": entry
        for issue in side.issues.values()
        for month, entry in issue.entries.items()
        if month <= edition.month
    }
    return {
        "Meeting": {each.month: each for each in log.meetings if each.month <= edition.month},
        "Stage": {each.name: each for each in log.stages},
        "Event": {f"{each.title}, {each.month}": each for each in events},
        "Term": {each.term: each for each in log.glossary},
        "Issue": dict(side.issues),
        "Entry": dict(entries),
        "Paper": {each.shown: each for each in log.papers},
        "Source": {each.id: each for each in log.sources},
        "Modification": {each.id: each for each in log.modifications},
    }


def _differences(kind: str, old: dict[str, Model], new: dict[str, Model]) -> Iterator[str]:
    for name in old | new:
        what = f"- {kind} {plain(name)}"
        if name in old and name in new:
            keys = [
                key
                for key in type(new[name]).model_fields
                if key not in _TOLD and getattr(old[name], key) != getattr(new[name], key)
            ]
            if keys:
                yield f"{what}: {', '.join(f'`{key}`' for key in keys)}"
        elif kind not in ("Issue", "Entry"):
            yield f"{what} is {'new' if name in new else 'gone'}"
