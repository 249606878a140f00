"""Takes out of a sentence what has digits and is no number: dates, versions, names, requests."""

from __future__ import annotations

import re

from opsg.core import months

_MONTH = f"(?:{'|'.join(f'{name}|{name[:3]}' for name in months.NAMES)}|Sept)\\b\\.?"
DATE = re.compile(
    rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?\s+(?P<month>{_MONTH})"
    r"(?:,?\s+(?P<year>\d{4}))?"
    rf"|\b(?P<month2>{_MONTH})\s+(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\b(?![,.]\d)"
    r"(?:,?\s+(?P<year2>\d{4})\b)?"
    r"|\b(?P<day3>\d{1,2})[/.](?P<month3>\d{1,2})[/.](?P<year3>\d{4}|\d{2})\b"
    r"|\b(?P<year4>\d{4})-(?P<month4>\d{2})-(?P<day4>\d{2})\b"
)
_SMALL = r"#?\d{1,3}(?!\d|,\d|\s?%|[kKmM]\b| million| thousand)(?:\.\d+)*"
_NAMES = (
    "Release|Version|Firmware|Section|Appendix|Annex|Table|Figure|Fig\\.|Chart|Page|Phase|Step|"
    "Issue|Week|Tranche|Part|Stage|Tier|Type|Option|No\\.|Schedule|Priority|Severity|Category|"
    "Band|Sprint|Wave|Ref|Note|Footnote|Item|Question|Paragraph|Clause|Slide|Batch|Build|Patch|"
    "Revision|Level|Cohort|Milestone|Meeting|Day|Year|Chapter|Workstream|Scenario"
)
_REQUEST = r"\d+(?:\.\w+)+"
_NO_NUMBER = [
    re.compile(pattern)
    for pattern in (
        r"https?://\S+|\S+@\S+",
        r"\[\^\w+\]:?",
        DATE.pattern,
        r"\b\d{1,2}:\d{2}\b|\b\d{1,2}\s?[ap]\.?m\b",
        r"\bQ[1-4](?:\s*(?:FY)?\d{2,4}(?:[/-]\d{2})?)?\b|\bFY\s?\d{2,4}(?:[/–-]\d{2,4})?",
        r"\b(?:19|20)\d{2}[/–-]\d{2}(?:\d{2})?\b",
        rf"\b{_MONTH}\s+\d{{4}}\b",
        rf"\bSRV?s?\)?:?\s+{_REQUEST}(?:(?:,|/|\s+and|\s+or|\s+&)\s*{_REQUEST})*",
        rf"\bService Requests?(?: Variants?)?\s+{_REQUEST}(?:(?:,| and| or)\s*{_REQUEST})*",
        r"\b\d+(?:\.\w+){2,}\b|\b\d+\.[A-Z]\b",
        rf"(?i:\b(?:{_NAMES})s\s+{_SMALL}(?:(?:,|–|-| and| or| to| &)\s?{_SMALL})*)",
        rf"(?i:\b(?:{_NAMES})\s+{_SMALL}(?:\s+of\s+\d+)?)",
        rf"\b[A-Z]{{2,}}\d*\s+{_SMALL}(?!\s?[%k])",
        # Letters glued to digits, but for 97k, 1.2m and the like.
        r"\b(?:[A-Z][A-Za-z]*[-_/]?|[A-Za-z]+)\d(?:[\w/.–-]*\w)?",
        r"\b(?!\d[\d,.]*(?:[kKmM]|mn|bn|tn)\b)\d[\d,.]*[A-Za-z][\w-]*",
        r"\b\d+/\d+(?:/\d+)?\b|(?<!\d[,.\s])(?<!\.)\b0\d+\b|\b\d{10,}\b",
        r"^\s*\(?\d{1,2}[.)]\s|(?<=[;:,]\s)\(\d{1,2}\)(?=\s\w)|\band \(\d{1,2}\)(?=\s\w)",
        # A year, unless it stands alone behind a colon as a list's counts do.
        r"(?<!:\s)(?<![\d,.£€$~])\b(?:19[89]|20[0-4])\d\b(?![,.]\d|\s?%|\s?[kKmM]\b)",
    )
]


def blanked(sentence: str) -> str:
    """A sentence of the same length, without what has digits and is no number."""
    for pattern in _NO_NUMBER:
        sentence = pattern.sub(lambda match: "_" * len(match[0]), sentence)
    return sentence
