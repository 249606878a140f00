"""Writes a month's paper as its secretaries would: as text from a PDF, in Word, or as PDF."""

from __future__ import annotations

import re
import subprocess
import textwrap
from pathlib import Path

import docx
import typst
from year.truth import Month, Told

from opsg.core.pandoc import binary

CLASSIFIED = "This document has a Classification of White"
TITLE = "OPSG Issues Log – Progress Report"
PURPOSE = (
    "This paper provides an update on the status of actively managed entries on the Operations "
    "Group (OPSG) Issues Log, together with any activities planned to take place during the "
    "following month.",
    "The OPSG is requested to note the contents of the paper and approve the recommended next "
    "steps.",
)
PRESENTS = "This section presents the Issues which are being actively monitored by OPSG."
ASKS = (
    "NOTE the contents of this paper; and",
    "APPROVE the recommended next steps for each issue.",
)


def write(folder: Path, month: Month, version: int = 0) -> Path:
    """The paper of a month, or its later version, in the form in which it comes."""
    folder.mkdir(parents=True, exist_ok=True)
    suffix = f"_v1.{version}" if version else ""
    file = folder / f"{month.paper}{suffix}.{month.form}"
    told = month.papers[version]
    {"txt": _text, "docx": _word, "pdf": _pdf}[month.form](file, month, told)
    return file


def _text(file: Path, month: Month, told: tuple[Told, ...]) -> None:
    """As its text is taken out of the published file: lines broken, page furniture between."""
    parts = [
        f"{month.paper} – OPSG Issues", "Log - Progress Report", "Page 1 of 8",
        "This document has a\nClassification of White", TITLE, "Purpose", *PURPOSE,
        "Actively Managed Issues", PRESENTS,
    ]  # fmt: skip
    for issue in told:
        parts += [issue.title, "Current Stage", *([issue.stage] if issue.stage else [])]
        parts += ["Issue and Impact", *_lines(issue.impact)]
        parts += ["Status", *_lines(issue.status), "Next Steps", *_lines(issue.steps)]
    parts += ["Recommendation & Next Steps", "The OPSG is requested to:"]
    parts += [*(f"• {ask}" for ask in ASKS), "SECAS Team", month.date]
    broken = ("\n\n".join(textwrap.wrap(part, 100, break_long_words=False)) for part in parts)
    file.write_text("\n\n".join(broken) + "\n", encoding="utf-8")


def _lines(text: str) -> list[str]:
    """Paragraphs of Markdown, each on a line, with the bullets that a PDF has."""
    marked = re.sub(r"^    - ", "o ", text, flags=re.M)
    marked = re.sub(r"^- ", "• ", marked, flags=re.M)
    parts = re.split(r"\n\s*\n|\n(?=\s*(?:[•o]|[a-z]\)) )", marked)
    return [" ".join(part.split()) for part in parts if part.strip()]


def _markdown(month: Month, told: tuple[Told, ...], top: int) -> str:
    """The paper with headings from a level on."""
    one, two, three = ("#" * (top + depth) for depth in range(3))
    parts = [f"{one} Purpose", *PURPOSE, f"{one} Actively Managed Issues", PRESENTS]
    for issue in told:
        parts += [f"{two} {issue.title}", f"{three} Current Stage", issue.stage]
        parts += [f"{three} Issue and Impact", issue.impact, f"{three} Status", issue.status]
        parts += [f"{three} Next Steps", issue.steps]
    parts += [f"{one} Recommendation & Next Steps", "The OPSG is requested to:"]
    parts += [*(f"- {ask}" for ask in ASKS), "SECAS Team", month.date]
    return "\n\n".join(part for part in parts if part) + "\n"


def _word(file: Path, month: Month, told: tuple[Told, ...]) -> None:
    source = f"---\ntitle: {TITLE}\n---\n\n{_markdown(month, told, 1)}"
    _pandoc(source, "--to=docx", "--output", str(file))
    made = docx.Document(str(file))
    made.sections[0].footer.paragraphs[0].text = CLASSIFIED
    made.save(str(file))


def _pdf(file: Path, month: Month, told: tuple[Told, ...]) -> None:
    number = month.paper.replace("_", "\\_")
    page = (
        f"#set page(header: [{number} – OPSG Issues Log - Progress Report], "
        f"footer: context [{CLASSIFIED}\n"
        "Page #counter(page).display() of 8])\n"
    )
    source = _pandoc(f"# {TITLE}\n\n{_markdown(month, told, 2)}", "--to=typst")
    written = file.with_suffix(".typ")
    written.write_text(page + source, encoding="utf-8")
    typst.compile(written, output=file)
    written.unlink()


def _pandoc(source: str, *options: str) -> str:
    command = [binary(), "--from=markdown-smart", *options]
    return subprocess.run(
        command, input=source, capture_output=True, check=True, encoding="utf-8"
    ).stdout
