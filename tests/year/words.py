"""What the papers of a made-up year say: February's words, with the month's numbers in them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import yaml
from year.truth import NAMES, NEW, NEW_SLUG, RENAMED, Given, Now, Told, paragraphs

FIGURES: Mapping[str, tuple[tuple[str, str, str], ...]] = {
    "no-meters-on-hubs": (("hubs_without_meters", "around 109k instances", "around {} instances"),),
    "communications-hub-exceptions": (
        ("data_cleansing_complete", "approximately 70% complete", "approximately {} complete"),
    ),
    "incorrect-dno-certificates": (
        ("esmes_missing_certificates", "figure of 62,000 ESMEs", "figure of {} ESMEs"),
        ("users_missing_certificates", "63 separate", "{} separate"),
        ("certificate_failures", "~17,683 failures", "~{} failures"),
    ),
    "spurious-alerts": (
        ("alerts_8f3e_cleared", "approximately 41 million", "approximately {} million"),
    ),
    "other-user-data-retrieval": (("months_mandated", "up-to 13 months", "up-to {} months"),),
    "han-stability": (
        ("mm1", "Issues & Meter Defects): 5700", "Issues & Meter Defects): {}"),
        ("mm2", "(Meter APS ACK & Meter Defects): 42300", "(Meter APS ACK & Meter Defects): {}"),
        ("mm3_ch1", "(Meter Tunnel Defect): 1400", "(Meter Tunnel Defect): {}"),
        ("mm3_ch2", "(Unknown Reason for Drops): 5485", "(Unknown Reason for Drops): {}"),
        ("mm4", "MM4 (Meter Defects): 3900", "MM4 (Meter Defects): {}"),
        ("esmes_dropping_off", "approximately 59k", "approximately {}"),
    ),
}  # fmt: skip
"""Each figure of February's papers: where its number stands, and how it is put there."""

ABSENT = "power-outage-reporting"
CLOSES = "capacity-management"
MOVES = "spurious-alerts"
"""The issue whose stage the papers print, from the second month on."""


def base(data: Path) -> dict[str, Told]:
    """February's issues, in the paper's order."""
    issues = []
    for folder in (data / "issues").iterdir():
        front, own = page(folder / "issue.md")
        _, entry = page(folder / "2021-02.md")
        told = Told(
            folder.name,
            str(front["title"]),
            own["Issue and Impact"],
            entry["Status"],
            entry["Next Steps"],
        )
        issues.append((front["order"], told))
    return {told.slug: told for _, told in sorted(issues, key=lambda pair: pair[0])}


def february(data: Path) -> dict[str, str]:
    """The stage of each issue in February."""
    return {
        folder.name: str(page(folder / "2021-02.md")[0]["stage"])
        for folder in (data / "issues").iterdir()
    }


def page(file: Path) -> tuple[dict[str, object], dict[str, str]]:
    _, front, body = file.read_text(encoding="utf-8").split("---\n", 2)
    body = re.sub(r"\[\^\d\]:.*\n?", "", body)
    body = re.sub(r"\[\^\d\]", "", body)
    parts = re.split(r"^## (.+)$", body, flags=re.M)[1:]
    return yaml.safe_load(front), dict(
        zip(parts[::2], (text.strip() for text in parts[1::2]), strict=True)
    )


def paper(issues: Mapping[str, Told], now: Now) -> tuple[tuple[Told, ...], tuple[Given, ...]]:
    """What the paper says of each issue that it names, and the figures in it."""
    told: list[Told] = []
    figures: list[Given] = []
    index, events = now.index, now.events
    closed = events.closes and events.closes <= index < (events.reopens or 99)
    for slug, issue in issues.items():
        if (slug == CLOSES and closed) or (slug == ABSENT and index == events.absent):
            continue
        issue, given = _with_figures(issue, now)
        if slug == MOVES:
            issue, given = _moving(issue, given, now)
        if slug == CLOSES and events.reopens and index >= events.reopens:
            issue = replace(issue, stage="Investigating")
        told.append(issue)
        figures += given
    if events.opens and index >= events.opens:
        issue, given = _new(now)
        told.append(issue)
        figures.append(given)
    return tuple(told), tuple(figures)


def _with_figures(issue: Told, now: Now) -> tuple[Told, list[Given]]:
    values = now.values
    texts = {"impact": issue.impact, "status": issue.status, "steps": issue.steps}
    put: list[tuple[str, str, str, int]] = []
    if "mm5" in now.combinations and issue.slug == "han-stability":
        new = f"MM5 (Radio Fault): {values['mm5']}"
        texts["status"] = texts["status"].replace("MM4 (Meter Defects): 3900", new)
        put.append(("mm5", "status", *_written("mm5", values["mm5"])))
    day = f"8 {NAMES[int(now.month[5:]) - 1]}"
    texts["status"] = re.sub(r"Monday\s+8\s+February", day, texts["status"])
    for name, old, new in FIGURES.get(issue.slug, ()):
        if name == "mm4" and "mm4" not in now.combinations:
            continue
        written, value = _written(name, values[name])
        where = next(part for part in texts if re.search(_spaced(old), texts[part]))
        fresh = new.format(written)
        texts[where] = re.sub(_spaced(old), lambda _, fresh=fresh: fresh, texts[where], count=1)
        put.append((name, where, written, value))
    issue = replace(issue, **texts)
    return issue, [
        Given(issue.slug, name, value, written, _sentence(texts[where], written))
        for name, where, written, value in put
    ]


def _spaced(words: str) -> str:
    """The words as a pattern, however the lines break."""
    return r"\s+".join(map(re.escape, words.split()))


def _sentence(text: str, written: str) -> str:
    """The sentence or item of a list that a number stands in."""
    for paragraph in paragraphs(text):
        for sentence in re.split(r"(?<=[.;:]) (?=[A-Z])", paragraph):
            if re.search(rf"(?<![\d.,]){re.escape(written)}(?![\d,])", sentence):
                return sentence
    raise AssertionError(written)


def _moving(issue: Told, given: list[Given], now: Now) -> tuple[Told, list[Given]]:
    """Alerts: words of the month's own, a printed stage, and once no figure."""
    name = NAMES[int(now.month[5:]) - 1]
    status = f"{issue.status} The OPSG discussed this at its meeting in {name}."
    if now.index == now.events.silent:
        status = re.sub(
            r"a\s+significant\s+number\s+\([^)]*\)\s+of\s+8F3Es\s+have", "many 8F3Es have", status
        )
        given = []
    return replace(issue, status=status, stage=_moving_stage(now.index)), given


def _moving_stage(index: int) -> str:
    """Nothing is printed in the first month; then the issue goes back a step, and forth."""
    return "" if index == 1 else "Implementing" if index < 4 else "Monitoring"


def _new(now: Now) -> tuple[Told, Given]:
    late = now.values["late_reads"]
    renamed = now.events.renames and now.index >= now.events.renames
    status = f"The DCC has found around {late:,} reads that came late."
    told = Told(
        NEW_SLUG,
        RENAMED if renamed else NEW,
        "Other Users get half-hourly reads later than they need them.",
        status,
        "DCC to look into the causes of these late reads.",
        "Investigating" if renamed else "Raised",
    )
    return told, Given(NEW_SLUG, "late_reads", late, f"{late:,}", status)


def _written(name: str, value: int) -> tuple[str, int]:
    """A figure as the paper writes it, and what that is worth."""
    if name in ("hubs_without_meters", "esmes_dropping_off"):
        return f"{round(value / 1_000)}k", round(value / 1_000) * 1_000
    if name == "alerts_8f3e_cleared":
        return str(round(value / 1e6)), round(value / 1e6) * 1_000_000
    if name == "data_cleansing_complete":
        return f"{value}%", value
    return (str(value) if name.startswith("mm") else f"{value:,}"), value
