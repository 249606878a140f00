"""Tells the pages which abbreviations there are, for `site/filters/abbreviations.lua` to mark."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path

from opsg.data.models import Term

FILE = "_abbreviations.yml"
_SHORT = re.compile(r"[A-Z0-9][A-Za-z0-9]*[A-Z0-9]")


def write(project: Path, glossary: Iterable[Term]) -> None:
    """Write the glossary's abbreviations into a project, as metadata of its pages.

    Each has its expansion as its title, or its meaning where no expansion is known. Other terms
    of the glossary are words, and need no title. They are one text, as JSON in Markdown's quotation
    of code: to read a hundred texts takes Pandoc a third of its time for a page.
    """
    terms = [
        {"term": term.term, "title": term.expansion or term.meaning}
        for term in glossary
        if term.expansion or _SHORT.fullmatch(term.term)
    ]
    said = json.dumps(terms, ensure_ascii=False)
    quoted = max((len(run) for run in re.findall("`+", said)), default=0) + 1
    # JSON is YAML too, and writing it needs no library.
    text = json.dumps({"abbreviated": f"{'`' * quoted}{said}{'`' * quoted}"}, ensure_ascii=False)
    (project / FILE).write_text(f"{text}\n", encoding="utf-8")
