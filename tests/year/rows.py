"""The rows of a made-up year's extracts: February's, moved by chance, and true to the papers."""

from __future__ import annotations

import csv
import random
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from year.truth import LEAVES, Extract, Now
from year.words import page

_COMBINATION = {
    "mm1": ("MM1", "Stack related Issues & Meter Defects"),
    "mm2": ("MM2", "Meter APS ACK & Meter Defects"),
    "mm3_ch1": ("MM3/CH1", "Meter Tunnel Defect"),
    "mm3_ch2": ("MM3/CH2", "Unknown Reason for Drops"),
    "mm4": ("MM4", "Meter Defects"),
    "mm5": ("MM5", "Radio Fault"),
}
_CLOSES = "capacity"
_KEYS = {
    "month", "party", "cause", "region", "alert_code", "exception_type", "failure", "dno",
    "service_request", "combination", "defect", "manufacturer", "firmware", "months_requested",
    "provenance",
}  # fmt: skip


def datasets(data: Path) -> tuple[str, ...]:
    """The datasets that the issues read, in their order."""
    names: dict[str, None] = {}
    for folder in sorted((data / "issues").iterdir()):
        names |= dict.fromkeys(page(folder / "issue.md")[0]["datasets"])  # type: ignore[arg-type]
    return tuple(names)


def read(file: Path) -> list[dict[str, str]]:
    lines = file.read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def extracts(
    rows: Mapping[str, list[dict[str, str]]],
    wanted: tuple[str, ...],
    now: Now,
    dice: random.Random,
) -> tuple[Extract, ...]:
    """What comes in for the datasets `wanted`, given February's `rows` of each."""
    index, events, month, values = now.index, now.events, now.month, now.values
    made = []
    for name in wanted:
        if name == "han_stability":
            if index != events.no_rows:
                pairs = [(*_COMBINATION[each], values[each]) for each in now.combinations]
                own = tuple(
                    {"month": month, "combination": combination, "defect": defect, "esmes": str(n)}
                    for combination, defect, n in pairs
                )
                made.append(Extract(name, month, own, "reported"))
            continue
        if index == events.no_extract and name in ("capacity", "duplicate_gsmes"):
            continue
        if name == _CLOSES and events.closes <= index < events.reopens:
            continue
        gone = events.leaves and index >= events.leaves
        kept = [row for row in rows[name] if not (gone and row.get("party") == LEAVES)]
        own = [_shaken(row, dice, index) for row in kept]
        _fitted(name, own, values)
        made.append(
            Extract(name, month, tuple({**row, "month": month} for row in own), "illustrative")
        )
    return tuple(made)


def _shaken(row: Mapping[str, str], dice: random.Random, index: int) -> dict[str, str]:
    """A row with counts moved by chance, and so that they still hold together."""
    by = dice.uniform(0.93, 1.07) * (1 + 0.004 * index)
    new = {name: value for name, value in row.items() if name != "provenance"}
    for name in set(new) - _KEYS:
        new[name] = str(max(1, round(int(new[name]) * by)))
    if "capacity" in new:
        new["capacity"] = row["capacity"]
    if "gsmes" in new:
        new["gsmes"] = str(max(int(new["gsmes"]), 2 * int(new["sites"])))
    if "alerts_expected" in new:
        new["alerts_expected"] = str(sum(int(new[name]) for name in ("on_time", "late", "missing")))
    if "succeeded" in new:
        new["succeeded"] = str(min(int(new["succeeded"]), int(new["requests"])))
    return new


def _fitted(name: str, rows: list[dict[str, str]], values: Mapping[str, int]) -> None:
    """Make the rows add up to what the paper says of them."""
    if name == "hubs_without_meters":
        _add_up(rows, "hubs", values["hubs_without_meters"])
    elif name == "dno_certificates":
        missing = [row for row in rows if row["failure"] == "missing_6_15_1"]
        _add_up(missing, "esmes", values["esmes_missing_certificates"])
        others = [row for row in rows if row["failure"] != "missing_6_15_1"]
        _add_up(others, "esmes", values["certificate_failures"])
    elif name == "alerts":
        _add_up(
            [row for row in rows if row["alert_code"] == "8F3E"], "cleared", values["cleared_now"]
        )


def _add_up(rows: list[dict[str, str]], column: str, total: int) -> None:
    whole = sum(int(row[column]) for row in rows)
    for row in rows:
        row[column] = str(max(1, round(int(row[column]) * total / whole)))
    rows[0][column] = str(int(rows[0][column]) + total - sum(int(row[column]) for row in rows))


def corrected(extract: Extract) -> Extract:
    """The extract sent again, with another figure in its first row."""
    first, *rows = extract.rows
    first = {**first, "outstanding": str(int(first["outstanding"]) - 101_010)}
    return replace(extract, rows=(first, *rows))
