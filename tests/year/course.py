"""What happens in a made-up year, and when: each figure moves by a law of its own."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from year import rows, words
from year.truth import NEW_SLUG, Events, Extract, Month, Now, Told


def year(project: Path, events: Events, seed: int = 44) -> tuple[Month, ...]:
    """The months after February 2021, as `events` has them, of the log that a project holds."""
    return tuple(_months(project / "data", events, random.Random(seed)))


@dataclass
class _State:
    """What goes on from month to month."""

    stages: dict[str, str]
    cleared: int = 41_000_000


def _months(data: Path, events: Events, dice: random.Random) -> Iterator[Month]:
    state = _State(words.february(data))
    issues = words.base(data)
    february = {
        folder.name: rows.read(folder / "2021-02.csv") for folder in (data / "snapshots").iterdir()
    }
    wanted = rows.datasets(data)
    before: dict[str, Extract] = {}
    for index in range(1, events.months + 1):
        month = f"{2021 + (index + 1) // 12}-{(index + 1) % 12 + 1:02}"
        now = Now(index, month, events, _values(state, index, events, dice))
        papers = []
        for version in range(2 if index == events.reissues else 1):
            now = replace(now, values=_summed(now, version))
            told, figures = words.paper(issues, now)
            papers.append(told)
        _stages(state, told, index, events)
        extracts = rows.extracts(february, wanted, now, dice)
        corrected = rows.corrected(before["alerts"]) if index == events.corrected else None
        missing = [name for name in wanted if name not in {one.dataset for one in extracts}]
        yield Month(
            month, 44 + index, ("txt", "docx", "pdf")[(index - 1) % 3], tuple(papers), figures,
            extracts, dict(state.stages),
            draft=index == events.draft,
            closed=words.CLOSES if index == events.closes else "",
            opened=NEW_SLUG if index == events.opens else "",
            reopened=words.CLOSES if index == events.reopens else "",
            renamed=index == events.renames,
            absent=words.ABSENT if index == events.absent else "",
            corrected=corrected,
            missing=tuple(missing),
        )  # fmt: skip
        before = {one.dataset: one for one in extracts}


_HAN = {"mm1": 5_700, "mm2": 42_300, "mm3_ch1": 1_400, "mm3_ch2": 5_485, "mm4": 3_900}


def _values(state: _State, index: int, events: Events, dice: random.Random) -> dict[str, int]:
    """The true value of each figure: a step, a drift, chance, and sums that only rise."""
    stepped = events.step and index >= events.step
    cleared = dice.randint(900_000, 1_400_000)
    state.cleared += cleared
    values = {
        "hubs_without_meters": (71 if stepped else 108) * 1_000 + dice.randint(-2, 2) * 1_000,
        "esmes_missing_certificates": round(62_000 * 0.985**index / 100) * 100,
        "users_missing_certificates": 62 if events.leaves and index >= events.leaves else 63,
        "certificate_failures": 17_683 + dice.randint(-450, 450),
        "data_cleansing_complete": 70 + 2 * index,
        "alerts_8f3e_cleared": state.cleared,
        "cleared_now": cleared,
        "months_mandated": 13,
        "mm5": 2_200 + dice.randint(-90, 90),
    }
    for name, start in _HAN.items():
        level = start * (0.6 if stepped and name == "mm2" else 1)
        values[name] = round(level * dice.uniform(0.97, 1.03) / 5) * 5
    values["late_reads"] = 12_400 + 25 * dice.randint(1, 30)
    return values


def _stages(state: _State, told: tuple[Told, ...], index: int, events: Events) -> None:
    for issue in told:
        if issue.stage:
            state.stages[issue.slug] = issue.stage
    if index == events.closes:
        state.stages[words.CLOSES] = "Closed"


def _summed(now: Now, version: int) -> Mapping[str, int]:
    """The values with the sum of the HAN's; a later version of the paper has one more by 250."""
    values = {**now.values, "mm1": now.values["mm1"] + 250 * version}
    return {**values, "esmes_dropping_off": sum(values[name] for name in now.combinations)}
