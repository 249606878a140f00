"""Bad input of every kind, one case a line, through the command as a user runs it.

Each ends with 1 within five seconds of a processor, says which file and where, what is wrong and
what to do, without a traceback, and leaves the published site as it is.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import polars as pl
import pytest
import workbooks
from spoilt import CASE_SECONDS, spoiling

from opsg.cli import main

ALERTS = "data/snapshots/alerts/2021-02.csv"
HAN = "data/snapshots/han_stability/2021-02.csv"
OUTAGES = "data/snapshots/power_outages/2021-02.csv"
READS = "data/snapshots/other_user_reads/2021-02.csv"
GSMES = "data/snapshots/duplicate_gsmes/2021-02.csv"
CAPACITY = "data/snapshots/capacity/2021-02.csv"
ISSUE = "data/issues/capacity-management/issue.md"
ENTRY = "data/issues/capacity-management/2021-02.md"
HAN_ENTRY = "data/issues/han-stability/2021-02.md"
NOTEBOOK = "notebooks/capacity-management.ipynb"
QUARTO = "_quarto.yml"
SECONDS = 5

Change = Callable[[Path], object]
Spoil = Callable[[str], Path]
Refused = Callable[[list[str], str], None]


def put(content: str | bytes) -> Change:
    """Other content in place of the whole file."""
    data = content if isinstance(content, bytes) else content.encode()

    def put(path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)

    return put


def swap(old: str, new: str) -> Change:
    """Another text in place of the first that is `old`."""

    def swap(path: Path) -> None:
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return swap


def more(text: str) -> Change:
    """More text at the end."""
    return lambda path: path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def first(count: int) -> Change:
    """Only so many of the first bytes."""
    return lambda path: path.write_bytes(path.read_bytes()[:count])


def coded(name: str) -> Change:
    """The same text in another encoding."""
    return lambda path: path.write_bytes(path.read_text(encoding="utf-8").encode(name, "replace"))


def gone(path: Path) -> None:
    """No file."""
    path.unlink()


def folder(path: Path) -> None:
    """A folder in place of the file."""
    path.unlink(missing_ok=True)
    path.mkdir()


def loop(path: Path) -> None:
    """A link to itself in place of the file."""
    path.unlink(missing_ok=True)
    path.symlink_to(path.name)


def dangling(path: Path) -> None:
    """A link to nothing in place of the file."""
    path.unlink()
    path.symlink_to("nowhere")


def pipe(path: Path) -> None:
    """A pipe that nobody writes to in place of the file."""
    path.unlink()
    os.mkfifo(path)


def archive(name: str) -> Change:
    """A ZIP archive that holds one file."""

    def archive(path: Path) -> None:
        with ZipFile(path, "w") as made:
            made.writestr(name, "<x/>")

    return archive


def parquet(**columns: Any) -> Change:
    """The month as Parquet with other columns, in place of its CSV."""

    def parquet(path: Path) -> None:
        rows = pl.read_csv(path.with_suffix(".csv"), schema_overrides={"month": pl.String})
        values = {name: value for name, value in columns.items() if value is not None}
        rows = rows.with_columns(pl.lit(value).alias(name) for name, value in values.items())
        rows = rows.drop(name for name, value in columns.items() if value is None)
        rows.write_parquet(path)

    return parquet


def cells(*sources: str, **keys: Any) -> Change:
    """A notebook of a cell of settings, one of parameters, and these."""
    return lambda path: path.write_text(json.dumps(notebook(path, *sources, **keys)))


def html(text: str) -> Change:
    """A notebook that shows this HTML."""
    return cells(
        f"from markupsafe import Markup\nfrom opsg.core.html import Html\nHtml(Markup({text!r}))"
    )


def notebook(
    path: Path, *sources: str, parameters: str | None = None, **keys: Any
) -> dict[str, Any]:
    sets = 'month = ""\nslug = ""\nreported_only = False' if parameters is None else parameters
    made = [_cell(sets, ["parameters"] if sets else []), *map(_cell, sources)]
    title = {"cell_type": "raw", "id": "t", "metadata": {}, "source": f"---\n{_title(path)}\n---"}
    kernel = {"name": "python3", "display_name": "Python", "language": "python"}
    return {
        "nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec": kernel},
        "cells": [title, *(cell | {"id": f"c{n}"} for n, cell in enumerate(made))], **keys,
    }  # fmt: skip


def _title(notebook: Path) -> str:
    """The line with the title of the issue whose notebook it is, or of another page."""
    issue = notebook.parents[1] / "data" / "issues" / notebook.stem / "issue.md"
    return issue.read_text().splitlines()[2] if issue.exists() else "title: T"


def _issue(slug: str) -> str:
    return f"notebooks/{slug}.ipynb"


def _cell(source: str, tags: list[str] | None = None) -> dict[str, Any]:
    return {
        "cell_type": "code", "execution_count": None, "outputs": [], "source": source,
        "metadata": {"tags": tags or []},
    }  # fmt: skip


MONTH, ROW = "2021-02", "2021-02,8F3E,CSP North,477884,1723126,2908448,illustrative"
EARLY = (
    "---\nmonth: 2021-03\nstage: Raised\nstage_source: reported\n---\n\n"
    "## Status\n\nx\n\n## Next Steps\n\nx\n"
)
ALL = "month,alert_code,region,raised,cleared,outstanding,provenance"

# What is wrong, the file, the change, and what must be said: a regular expression.
DATA = [
    ("CSV: empty", ALERTS, put(""), r"alerts/2021-02\.csv"),
    ("CSV: a header alone", ALERTS, put(ALL + "\n"), r"alerts/2021-02\.csv"),
    ("CSV: cut short in a row", ALERTS, first(90), r"alerts/2021-02\.csv, line 2"),
    ("CSV: cut short in the header", ALERTS, first(20), r"alerts/2021-02\.csv"),
    ("CSV: zeros", ALERTS, put(b"\0" * 400), r"alerts/2021-02\.csv"),
    ("CSV: noise", ALERTS, put(bytes(range(256)) * 9), r"alerts/2021-02\.csv"),
    ("CSV: UTF-16", ALERTS, coded("utf-16"), r"alerts/2021-02\.csv.*UTF-8"),
    ("CSV: Windows's encoding", HAN, swap("Stack", "Stäck"), r"han_stability/2021-02\.csv"),
    ("CSV: not UTF-8", HAN, put("month,combination\n2021-02,MM1 é".encode("latin-1")), r"UTF-8"),
    ("CSV: semicolons",
     ALERTS, lambda p: p.write_text(p.read_text().replace(",", ";")),
     r"alerts/20"),
    ("CSV: tabs", ALERTS, lambda p: p.write_text(p.read_text().replace(",", "\t")), r"alerts/2021"),
    ("CSV: a quotation never closed", HAN, swap("Stack", '"Stack'), r"han_stability/2021-02\.csv"),
    ("CSV: a row too long", ALERTS, swap("2908448,", "2908448,9,"), r"alerts/2021-02\.csv, line 2"),
    ("CSV: a row too short", ALERTS, swap("477884,", ""), r"alerts/2021-02\.csv, line 2"),
    ("CSV: an empty row", ALERTS, swap(ROW, ",,,,,,"), r"alerts/2021-02\.csv, line 2"),
    ("CSV: a column twice", ALERTS, swap("cleared", "raised"), r"alerts/2021-02\.csv.*raised"),
    ("CSV: a column missing", ALERTS, swap(",raised,", ",raisd,"), r"raised"),
    ("CSV: a column without a name", ALERTS, swap(",raised,", ",,"), r"alerts/2021-02\.csv"),
    ("CSV: a column too many", CAPACITY, swap("month,", "month,note,"), r"capacity/2021-02\.csv"),
    ("CSV: a key twice", ALERTS, more(ROW + "\n"), r"alerts/2021-02\.csv, line \d+"),
    ("CSV: a negative count", ALERTS, swap("477884", "-477884"), r"line 2, column raised"),
    ("CSV: half a count", ALERTS, swap("477884", "477884.5"), r"line 2, column raised"),
    ("CSV: a count with commas", ALERTS, swap("477884", '"477,884"'), r"line 2, column raised"),
    ("CSV: a count in words", ALERTS, swap("477884", "many"), r"line 2, column raised"),
    ("CSV: a count in powers", ALERTS, swap("477884", "4.7e5"), r"line 2, column raised"),
    ("CSV: a count in hex", ALERTS, swap("477884", "0x1F"), r"line 2, column raised"),
    ("CSV: a count beyond all", ALERTS, swap("477884", "9" * 30), r"line 2, column raised"),
    ("CSV: a count of nothing", ALERTS, swap("477884", ""), r"line 2, column raised"),
    ("CSV: N/A", ALERTS, swap("477884", "N/A"), r"line 2, column raised"),
    ("CSV: NaN", ALERTS, swap("477884", "NaN"), r"line 2, column raised"),
    ("CSV: a spreadsheet's error", ALERTS, swap("477884", "#REF!"), r"line 2, column raised"),
    ("CSV: a spreadsheet's overflow", ALERTS, swap("477884", "#####"), r"line 2, column raised"),
    ("CSV: a formula", ALERTS, swap("477884", "=SUM(A1)"), r"line 2, column raised"),
    ("CSV: Arabic digits", ALERTS, swap("477884", "٤٧٧"), r"line 2, column raised"),
    ("CSV: the wrong month", ALERTS, swap(MONTH, "2021-01"), r"line 2, column month"),
    ("CSV: a month that is none", ALERTS, swap(MONTH, "2021-13"), r"line 2, column month"),
    ("CSV: a day", ALERTS, swap(MONTH, "28/02/2021"), r"line 2, column month"),
    ("CSV: an American day", ALERTS, swap(MONTH, "02/28/2021"), r"line 2, column month"),
    ("CSV: a month in words", ALERTS, swap(MONTH, "Feb-21"), r"line 2, column month"),
    ("CSV: a code unknown", ALERTS, swap("8F3E", "8F3F"), r"column alert_code.*8F3E"),
    ("CSV: a region unknown", ALERTS, swap("CSP North", "North"), r"column region.*CSP North"),
    ("CSV: a region in small letters", ALERTS, swap("CSP North", "csp north"), r"CSP North"),
    ("CSV: a space too many", ALERTS, swap("CSP North", "CSP North "), r"column region"),
    ("CSV: provenance unknown", ALERTS, swap("illustrative", "guessed"), r"column provenance"),
    ("CSV: a real name", OUTAGES, swap("DNO A", "Northern Wires plc"), r"column dno"),
    ("CSV: an MPAN", OUTAGES, swap("DNO A", "2012345678385"), r"column dno"),
    ("CSV: a sum that does not add up",
     OUTAGES, swap("8883", "8884"),
     r"power_outages/2021-02\.csv"),
    ("CSV: more succeed than are sent", READS, swap("5351,5245", "5351,5352"), r"other_user_reads"),
    ("CSV: one gas meter on two",
     GSMES, swap("1005,2094", "1005,2009"),
     r"duplicate_gsmes/2021-02"),
    ("CSV: a figure that the paper contradicts", HAN, swap("5700", "5701"), r"5,?70[01]"),
    ("CSV: merge marks", ALERTS, swap(ROW, f"<<<<<<< HEAD\n{ROW}\n=======\n>>>>>>> x"), r"line 2"),
    ("CSV: a name that is no month", "data/snapshots/alerts/february.csv", put(ALL), r"february"),
    ("CSV: a month that cannot be", "data/snapshots/alerts/2021-13.csv", put(ALL), r"2021-13"),
    ("CSV: Excel in its place", "data/snapshots/alerts/2021-02.xlsx", put("PK"), r"2021-02\.xlsx"),
    ("CSV: a dataset unknown", "data/snapshots/alarms/2021-02.csv", put(ALL), r"alarms"),
    ("CSV: a folder in its place", ALERTS, folder, r"alerts/2021-02\.csv"),
    ("CSV: a link to itself", ALERTS, loop, r"alerts/2021-02\.csv"),
    ("CSV: a link to nothing", ALERTS, dangling, r"alerts/2021-02\.csv"),
    ("CSV: a pipe", ALERTS, pipe, r"alerts/2021-02\.csv"),
    ("CSV: a cell of a megabyte", HAN, swap("Stack", "S" * 1_000_000), r"line 2: It is longer"),
    ("CSV: ten thousand columns", ALERTS, put("a," * 10_000 + "\n"), r"alerts/2021-02\.csv"),
    ("CSV: a thousand bad rows", ALERTS, more("2021-02,x,y,1,1,1,z\n" * 1000), r"line \d+"),
    ("Parquet: empty", "data/snapshots/capacity/2021-02.parquet", put(""), r"2021-02\.parquet"),
    ("Parquet: text", "data/snapshots/capacity/2021-02.parquet", put("month,region"), r"parquet"),
    ("Parquet: its marks alone",
     "data/snapshots/capacity/2021-02.parquet", put("PAR1PAR1"),
     r"parq"),
    ("Parquet: beside the same CSV",
     "data/snapshots/capacity/2021-02.parquet", parquet(),
     r"2021-02"),
    ("Entry: empty", ENTRY, put(""), r"capacity-management/2021-02\.md:1"),
    ("Entry: no front matter", ENTRY, put("## Status\n\nx\n"), r"2021-02\.md:1.*front matter"),
    ("Entry: front matter never ends", ENTRY, put("---\nmonth: 2021-02\n"), r"2021-02\.md:1"),
    ("Entry: UTF-16", ENTRY, coded("utf-16"), r"2021-02\.md.*UTF-8"),
    ("Entry: not UTF-8", ENTRY, coded("cp1252"), r"2021-02\.md.*UTF-8"),
    ("Entry: noise", ENTRY, put(bytes(range(256))), r"2021-02\.md"),
    ("Entry: a null in it", ENTRY, swap("OPSG to", "OPSG\0to"), r"2021-02\.md:\d+"),
    ("Entry: merge marks", ENTRY, more("<<<<<<< HEAD\n"), r"2021-02\.md:\d+.*merge"),
    ("Entry: tabs in YAML", ENTRY, swap("stage: ", "\tstage: "), r"2021-02\.md:\d+.*YAML"),
    ("Entry: YAML that is a list", ENTRY, put("---\n- a\n---\n\n## Status\n\nx\n"), r"2021-02\.md"),
    ("Entry: YAML that is nothing", ENTRY, put("---\n---\n\n## Status\n\nx\n"), r"2021-02\.md"),
    ("Entry: a tag that runs code",
     ENTRY, swap("stage_source: inferred", "stage_source: !!python/object/apply:os.system [x]"),
     r"2021-02\.md:\d+"),
    ("Entry: an alias", ENTRY, swap("owner: OPSG", "owner: &o OPSG\n    due_text: *o"), r"aliases"),
    ("Entry: nested without end",
     ENTRY, swap("owner: OPSG", "owner: " + "[" * 5000),
     r"2021-02\.md"),
    ("Entry: a key unknown", ENTRY, swap("stage_source", "stage_sorce"), r"stage_source"),
    ("Entry: a key twice", ENTRY, swap("stage_source: inferred", "stage: Raised"), r"second time"),
    ("Entry: a key missing", ENTRY, swap("stage: Solution design\n", ""), r"'stage' is missing"),
    ("Entry: a stage unknown",
     ENTRY, swap("Solution design", "Solution desing"),
     r"Solution design"),
    ("Entry: a stage that went back",
     ENTRY, swap("Solution design", "Investigating"),
     r"2021-02\.md:3"),
    ("Entry: another month than its name", ENTRY, swap(MONTH, "2021-01"), r"2021-02\.md:2"),
    ("Entry: a month without a meeting",
     ENTRY.replace("02.md", "03.md"), put(EARLY),
     r"2021-03"),
    ("Entry: two for a month", ENTRY.replace("02.md", "2.md"), put("x"), r"2021-2\.md"),
    ("Entry: a stranger beside it", ENTRY.replace(".md", ".docx"), put("x"), r"2021-02\.docx"),
    ("Entry: none", ENTRY, gone, r"capacity-management"),
    ("Entry: a section missing", ENTRY, swap("## Next Steps", "Next Steps"), r"'Next Steps'"),
    ("Entry: a section twice", ENTRY, more("\n## Status\n\nx\n"), r"2021-02\.md:\d+.*twice"),
    ("Entry: a section empty",
     ENTRY, swap("OPSG to continue monitoring progress against these Modifications.", ""),
     r"empty"),
    ("Entry: a section unknown", ENTRY, swap("## Status", "## State"), r"2021-02\.md:\d+.*State"),
    ("Entry: a date that does not exist",
     HAN_ENTRY, swap("2021-09-30", "2021-09-31"),
     r"2021-09-31"),
    ("Entry: a share above a hundred",
     ENTRY, swap("owner: OPSG", "owner: OPSG\n    percent_complete: 120"),
     r"2021-02\.md:\d+"),
    ("Entry: a quotation that is in no text",
     HAN_ENTRY, swap("MM4 (Meter Defects): 3900\"", "MM4: 3900\""),
     r"han-stability/2021-02\.md:\d+"),
    ("Entry: a script",
     ENTRY, swap("OPSG to", "<script>alert(1)</script> OPSG to"),
     r"2021-02\.md:\d+.*HTML"),
    ("Entry: a shortcode",
     ENTRY, swap("OPSG to", "{{< include /etc/passwd >}} OPSG to"),
     r"shortcode"),
    ("Entry: a raw block", ENTRY, more("\n```{=html}\n<b>\n```\n"), r"2021-02\.md:\d+.*code block"),
    ("Entry: a link that runs a script",
     ENTRY, more("\n[x](javascript:alert(1))\n"),
     r"javascript"),
    ("Entry: a folder in its place", ENTRY, folder, r"2021-02\.md"),
    ("Entry: a link to itself", ENTRY, loop, r"2021-02\.md"),
    ("Entry: a pipe", ENTRY, pipe, r"2021-02\.md"),
    ("Entry: of thirty megabytes", ENTRY, more("x " * 15_000_000), r"2021-02\.md"),
    ("Issue: none", ISSUE, gone, r"capacity-management/issue\.md"),
    ("Issue: another slug than its folder",
     ISSUE, swap("slug: capacity", "slug: capacities"),
     r"slug"),
    ("Issue: a slug that leaves its folder",
     ISSUE, swap("slug: capacity-management", "slug: ../x"),
     r"issue\.md:2"),
    ("Issue: an order twice", ISSUE, swap("order: 6", "order: 9"), r"order"),
    ("Issue: an order that is no number", ISSUE, swap("order: 6", "order: six"), r"issue\.md:4"),
    ("Issue: no classification",
     ISSUE, swap("classification: White\n", ""),
     r"'classification' is miss"),
    ("Issue: a classification unknown", ISSUE, swap("White", "Gren"), r"Green"),
    ("Issue: a dataset unknown",
     ISSUE, swap("datasets: [capacity]", "datasets: [capactiy]"),
     r"capac"),
    ("Issue: a headline's column unknown",
     ISSUE, swap("measure: peak_demand", "measure: peak"),
     r"peak"),
    ("Issue: a value unknown",
     ISSUE, swap("where: {region: CSP North}", "where: {region: North}"),
     r"North"),
    ("Issue: a link that is not https", ISSUE, swap("url: https:", "url: javascript:"), r"https"),
    ("Issue: a link with a quotation mark",
     ISSUE, swap("consolidation/", 'x"onclick="y'),
     r"issue\.md:\d+"),
    ("Issue: markup in its title",
     ISSUE, swap("title: Cap", "title: <b>Cap"),
     r"issue\.md:3.*HTML"),
    ("Issue: a history out of order",
     ISSUE, swap("since: 2020-01", "since: 2020-10"),
     r"issue\.md:\d+"),
    ("Issue: a history of an unknown stage",
     ISSUE, swap("stage: Raised", "stage: Risen"),
     r"Raised"),
    ("Issue: a folder without files", "data/issues/new-issue/.keep", put(""), r"new-issue"),
    ("Issue: a file among the folders", "data/issues/readme.txt", put("x"), r"readme\.txt"),
    ("Stages: none", "data/stages.yml", gone, r"stages\.yml"),
    ("Stages: empty", "data/stages.yml", put(""), r"stages\.yml"),
    ("Stages: one twice",
     "data/stages.yml", more("- {name: Raised, meaning: x}\n"),
     r"stages\.yml:\d+"),
    ("Stages: a folder", "data/stages.yml", folder, r"stages\.yml"),
    ("Meetings: none", "data/meetings.yml", gone, r"meetings\.yml"),
    ("Meetings: a month twice",
     "data/meetings.yml", lambda p: p.write_text(p.read_text() * 2),
     r"meetings\.yml:\d+"),
    ("Meetings: no number",
     "data/meetings.yml", swap("number: 44", "number: none"),
     r"meetings\.yml:1"),
    ("Meetings: no classification",
     "data/meetings.yml", swap("  classification: White\n", ""),
     r"'classification'"),
    ("Events: an issue unknown",
     "data/events.yml", swap("spurious-alerts", "spurious-alert"),
     r"spurious-alerts"),
    ("Events: a day for a month",
     "data/events.yml", swap("2020-03", "2020-03-01"),
     r"events\.yml:\d+"),
    ("Events: an alias bomb",
     "data/events.yml", put("a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]\n"),
     r"aliases"),
    ("Glossary: nested without end", "data/glossary.yml", put("[" * 100_000), r"glossary\.yml"),
    ("Glossary: a term twice",
     "data/glossary.yml", more('- {term: "8F12", meaning: x, source: y}\n'),
     r"8F12"),
]  # fmt: skip

# What a check finds in a notebook without running it.
NOTEBOOKS = [
    ("Notebook: none", NOTEBOOK, gone, r"capacity-management\.ipynb"),
    ("Notebook: empty", NOTEBOOK, put(""), r"capacity-management\.ipynb"),
    ("Notebook: not JSON", NOTEBOOK, first(300), r"capacity-management\.ipynb.*not a notebook"),
    ("Notebook: another JSON", NOTEBOOK, put("[]"), r"capacity-management\.ipynb"),
    ("Notebook: JSON without cells",
     NOTEBOOK, put('{"nbformat": 4}'),
     r"capacity-management\.ipynb"),
    ("Notebook: JSON without end", NOTEBOOK, put("[" * 100_000), r"capacity-management\.ipynb"),
    ("Notebook: not UTF-8", NOTEBOOK, put(b"\xff\xfe{}"), r"capacity-management\.ipynb"),
    ("Notebook: merge marks",
     NOTEBOOK, swap("{", "<<<<<<< HEAD\n{"),
     r"capacity-management\.ipynb"),
    ("Notebook: format 3",
     NOTEBOOK, put('{"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": []}'),
     r"format 3"),
    ("Notebook: of another language",
     NOTEBOOK,
     cells("x", metadata={"kernelspec": {"name": "ir", "language": "R", "display_name": "R"}}),
     r" in R"),
    ("Notebook: of no language", NOTEBOOK, cells("1", metadata={}), r"language"),
    ("Notebook: no parameters cell", NOTEBOOK, cells("1", parameters=""), r"tagged 'parameters'"),
    ("Notebook: a parameter missing", NOTEBOOK, cells("1", parameters='month = ""'), r"'slug'"),
]  # fmt: skip

BUILD = [
    ("Notebook: an error",
     NOTEBOOK, cells("1 / 0"),
     r"cell 3, line 1: `1 / 0` failed\. ZeroDivisionError"),
    ("Notebook: a picture from elsewhere",
     _issue("glossary"), html('<p>A <img src="https://x.example/a.png"></p>'),
     r"glossary\.ipynb, cell 3: .*x\.example"),
    ("Notebook: a mistake in its code", NOTEBOOK, cells("def"), r"cell 3.*SyntaxError"),
    ("Notebook: a module that is not there",
     NOTEBOOK, cells("import nothing_such"),
     r"nothing_such"),
    ("Notebook: it leaves", NOTEBOOK, cells("exit()", "1"), r"capacity-management\.ipynb"),
    ("Notebook: it kills itself", NOTEBOOK, cells("import os\nos.kill(os.getpid(), 9)"), r"cell 3"),
    ("Notebook: an unknown issue",
     NOTEBOOK, cells("from opsg.pages.issue import open_issue\nopen_issue('x', month)"),
     r"cell 3"),
    ("Notebook: a file out of its folder",
     NOTEBOOK, cells("from opsg.core.html import Html\nHtml('x', files={'../x.csv': 'y'})"),
     r"\.\./x\.csv"),
    ("Notebook: a stranger", "notebooks/capacity.ipynb", put("{}"), r"notebooks/capacity\.ipynb"),
    ("Notebook: a folder", NOTEBOOK, folder, r"capacity-management\.ipynb"),
    ("Notebook: a link to itself", NOTEBOOK, loop, r"capacity-management\.ipynb"),
    ("Settings: empty", QUARTO, put(""), r"_quarto\.yml"),
    ("Settings: not YAML", QUARTO, put("project: [\n"), r"_quarto\.yml"),
    ("Settings: a list", QUARTO, put("- x\n"), r"_quarto\.yml"),
    ("Settings: not UTF-8", QUARTO, put(b"title: \xe9\n"), r"_quarto\.yml"),
    ("Settings: no address",
     QUARTO, swap("  site-url: https://opsg-issues-log.example/\n", ""),
     r"site-url"),
    ("Settings: a template that is not there",
     QUARTO, swap("template: template.html", "template: tmplate.html"),
     r"tmplate\.html"),
    ("Settings: an unknown option", QUARTO, swap("toc: true", "tock: true"), r"tock"),
    ("Settings: merge marks", QUARTO, swap("lang", "<<<<<<< HEAD\nlang"), r"_quarto\.yml"),
    ("Settings: tabs", QUARTO, swap("  type: website", "\ttype: website"), r"_quarto\.yml:\d+"),
    ("Page: no title", "site/about.qmd", put("---\ndescription: x\n---\n\nText.\n"), r"about"),
    ("Page: a shortcode", "site/about.qmd", more("\n{{< video x >}}\n"), r"about\.qmd:\d+.*video"),
    ("Page: an include",
     "site/about.qmd", more("\n{{< include x.md >}}\n"),
     r"about\.qmd:\d+.*include"),
    ("Page: a block never closed", "site/about.qmd", more("\n::: {.x\n\ntext\n"), r"about"),
    ("Template: none", "site/template.html", gone, r"template\.html"),
    ("Template: not one", "site/template.html", put("$if(x)$ never ends"), r"template"),
    ("Settings: no pages",
     QUARTO, swap('    - "*.ipynb"\n', '    - "*.rst"\n'),
     r"index\.html: the page is missing"),
    ("Settings: a stylesheet that is not there",
     QUARTO, swap("styles/pages.css", "styles/pagse.css"),
     r"pagse\.css"),
]  # fmt: skip

# What only a look at the finished site can find: all put in at once, each in a place of its own.
FINISHED = [
    ("Notebook: a script in its output",
     _issue("han-stability"), html('<p onclick="x">x</p>'),
     r"han-stability\.html:\d+.*onclick"),
    ("Notebook: a link to nothing",
     _issue("spurious-alerts"), html('<a href="nowhere.html">x</a>'),
     r"spurious-alerts\.html:\d+.*nowhere\.html"),
    ("Notebook: it shows nothing",
     _issue("method"), cells("1;"),
     r"method.*empty"),
    ("Notebook: an e-mail address",
     _issue("stage-timeline"), html("<p>jo@real.example</p>"),
     r"stage-timeline.*e-mail"),
    ("Notebook: an MPAN",
     _issue("capacity-management"), html("<p>2012345678385</p>"),
     r"capacity-management.*MPAN"),
    ("Page: a link to nothing",
     "site/about.qmd", more("\n[x](gone.html)\n"),
     r"about\.html:\d+.*gone\.html"),
    ("Page: an anchor to nothing",
     "site/about.qmd", more("\n[x](method.html#absent)\n"),
     r"about\.html:\d+.*absent"),
    ("Page: a script",
     "site/about.qmd", more("\n<script>alert(1)</script>\n"),
     r"about\.html:\d+.*script"),
    ("Page: a phone number",
     "site/about.qmd", more("\nCall 020 7946 0018.\n"),
     r"about\.html:\d+.*phone"),
    ("Template: a request elsewhere",
     "site/template.html",
     swap("</head>", '<script src="https://cdn.example/x.js"></script></head>'),
     r"cdn\.example"),
    ("Stylesheet: a request elsewhere",
     "site/styles/base.css", more("\n@import 'https://s.example/x.css';\n"),
     r"base\.css:\d+.*s\.example"),
    ("Script: a request elsewhere",
     "site/scripts/site.js", more("\nfetch('https://s.example/x')\n"),
     r"site\.js:\d+.*s\.example"),
    ("Drawing: a script",
     "site/icons/icon.svg", swap("</svg>", "<script>x</script></svg>"),
     r"icon\.svg"),
]  # fmt: skip

EXTRACT = [["month", "region", "capacity", "peak_demand"], [MONTH, "CSP North", 420000, 327600]]


def sheet(*rows: Sequence[workbooks.Cell], **parts: Any) -> Change:
    """A workbook of one sheet, with these rows below the header."""
    return lambda path: workbooks.write(path, {"Data": [EXTRACT[0], *rows]}, **parts)


def cut(path: Path) -> None:
    """A workbook of which the second half is missing."""
    workbooks.write(path, {"Data": EXTRACT})
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def one(column: str, cell: workbooks.Cell) -> Change:
    """A sound row but for one cell."""
    row = [cell if name == column else held for name, held in zip(*EXTRACT, strict=True)]
    return sheet(row)


MERGED = (
    '<row r="1"><c r="A1" t="inlineStr"><is><t>Capacity in February 2021</t></is></c></row>'
    '<row r="2"><c r="A2" t="inlineStr"><is><t>month</t></is></c></row>'
    '</sheetData><mergeCells count="1"><mergeCell ref="A1:D1"/></mergeCells><sheetData>'
)

# What is wrong with an extract that Excel wrote, how it is written, and what must be said.
EXCEL = [
    ("Excel: empty", put(""), r"extract\.xlsx"),
    ("Excel: text", put("month,region,capacity,peak_demand\n"), r"extract\.xlsx"),
    ("Excel: cut short", cut, r"extract\.xlsx.*not a whole workbook"),
    ("Excel: a locked or old workbook",
     put(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 64),
     r"extract\.xlsx"),
    ("Excel: an archive of something else", archive("photo.xml"), r"not an Excel workbook"),
    ("Excel: a Word file", archive("word/document.xml"), r"It is a Word file\. Ask for"),
    ("Excel: a bomb", sheet(EXTRACT[1], more={"xl/media/a": bytes(300_000_000)}), r"It unpacks"),
    ("Excel: two sheets", lambda p: workbooks.write(p, {"A": EXTRACT, "B": EXTRACT}), r"--sheet"),
    ("Excel: no row", sheet(), r"extract\.xlsx.*no rows"),
    ("Excel: no header", lambda p: workbooks.write(p, {"Data": EXTRACT[1:]}), r"row 1"),
    ("Excel: a header in merged cells",
     lambda p: workbooks.write(p, {"Data": MERGED}),
     r"row 2.*region"),
    ("Excel: a column missing",
     lambda p: workbooks.write(p, {"Data": [row[:3] for row in EXTRACT]}),
     r"peak_demand"),
    ("Excel: a column twice",
     lambda p: workbooks.write(p, {"Data": [[*row, row[2]] for row in EXTRACT]}),
     r"capacity"),
    ("Excel: a reference lost", one("capacity", "#REF!"), r"row 2, column capacity.*#REF!"),
    ("Excel: a division by nothing",
     one("capacity", "#DIV/0!"),
     r"row 2, column capacity.*#DIV/0!"),
    ("Excel: a lookup without result", one("region", "#N/A"), r"row 2, column region.*#N/A"),
    ("Excel: a date in words", one("month", "end of February"), r"row 2, column month"),
    ("Excel: a date of another month", one("month", date(2021, 1, 31)), r"row 2, column month"),
    ("Excel: half a count", one("capacity", 420000.5), r"row 2, column capacity.*420000\.5"),
    ("Excel: a negative count", one("capacity", -1), r"row 2, column capacity"),
    ("Excel: a date for a count", one("capacity", date(2021, 2, 1)), r"row 2, column capacity"),
    ("Excel: a total below", sheet(EXTRACT[1], ["Total", None, 420001, 327600]), r"row 3"),
]  # fmt: skip

# What is wrong, the arguments and what must be said.
COMMANDS = [
    ("Command: a month that is none", ["--month", "2021-13"], r"2021-13"),
    ("Command: a month in words", ["--month", "February"], r"February"),
    ("Command: a future month", ["--month", "2099-01"], r"2099-01.*2021-02"),
    ("Command: a month that leaves its folder", ["--month", "../../x"], r"\.\./\.\./x"),
    ("Command: a page unknown", ["--only", "han-stabilty"], r"han-stability"),
    ("Command: a page that leaves its folder", ["--only", "../../etc/passwd"], r"passwd"),
    ("Command: data that is not there", ["--data", "nowhere"], r"nowhere"),
    ("Command: data that is a file", ["--data", "_quarto.yml"], r"_quarto\.yml"),
    ("Command: an output that is a file", ["--output", "_quarto.yml"], r"_quarto\.yml"),
    ("Command: an output that others made", ["--output", "site"], r"site"),
    ("Command: an output in nothing", ["--output", "/proc/x/_site"], r"/proc"),
]  # fmt: skip

# What is wrong, the list of Parties that the environment names, and what must be said.
PARTIES = [
    ("Environment: a list that is not there", None, r"OPSG_PARTIES"),
    ("Environment: a list that is empty", "", r"OPSG_PARTIES, line 1"),
    ("Environment: a list of other columns", "party,number\nx,1\n", r"OPSG_PARTIES, line 1"),
    ("Environment: a list of no pseudonyms", "name,pseudonym\nAcme,Party 1\n", r"PARTIES, line 2"),
    ("Environment: a list with a name twice", "name,pseudonym\nA,User 01\na,User 02\n", r"line 3"),
    ("Environment: a list cut short", 'name,pseudonym\n"Acme', r"OPSG_PARTIES, line 2"),
]  # fmt: skip


def _state(folder: Path) -> set[tuple[str, int, int, int]]:
    """What any write to a folder changes: each file's path, number, size and time."""
    files = {path: path.stat() for path in folder.rglob("*") if path.is_file()}
    return {(str(path), of.st_ino, of.st_size, of.st_mtime_ns) for path, of in files.items()}


def _processor_seconds() -> float:
    """What this process and those that it has ended took so far, however busy the machine is."""
    return sum(os.times()[:4])


def _run(built: Path, arguments: list[str]) -> tuple[int, str]:
    """The exit code of a command, and what it complains of."""
    said = io.StringIO()
    with contextlib.redirect_stderr(said):
        code = main(arguments, root=built)
    return code, said.getvalue()


@pytest.fixture
def refused(built: Path, record_property: Callable[[str, object], None]) -> Callable[..., None]:
    """Sees a command refuse what it is given, by itself."""

    def refused(arguments: list[str], said: str) -> None:
        before = _state(built / "_site")
        started = _processor_seconds()

        code, told = _run(built, arguments)

        seconds = _processor_seconds() - started
        record_property(CASE_SECONDS, seconds)
        assert code == 1, told
        assert re.search(said, told), told
        _assert_readable(told)
        assert seconds < SECONDS
        assert _state(built / "_site") == before

    return refused


def _assert_readable(told: str) -> None:
    assert "Traceback" not in told
    assert all(len(line) < 1000 for line in told.splitlines()), told[:3000]
    assert len(told.splitlines()) <= 120, f"{len(told.splitlines())} lines"


def _cases(table: list[tuple[Any, ...]], *names: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(
        names, [case[1:] for case in table], ids=[case[0] for case in table]
    )


@_cases([*DATA, *NOTEBOOKS], "file", "change", "said")
def test_bad_data_is_refused(
    spoil: Spoil, refused: Refused, file: str, change: Change, said: str
) -> None:
    change(spoil(file))
    refused(["check"], said)


@_cases(BUILD, "file", "change", "said")
def test_what_cannot_be_built_is_refused(
    built: Path, spoil: Spoil, refused: Refused, file: str, change: Change, said: str
) -> None:
    change(spoil(file))
    refused(["--renderer", "pandoc", "--output", str(built / "_site")], said)


@pytest.fixture(scope="module")
def looked_over(built: Path) -> str:
    """What a build complains of whose finished site is wrong in many places."""
    before = _state(built / "_site")
    with spoiling(built) as spoil:
        for _, file, change, _ in FINISHED:
            change(spoil(file))
        arguments = ["--renderer", "pandoc", "--output", str(built / "_site")]
        code, told = _run(built, arguments)
    assert code == 1
    _assert_readable(told)
    assert _state(built / "_site") == before
    return told


@_cases([(name, said) for name, _, _, said in FINISHED], "said")
def test_what_is_wrong_in_the_finished_site_is_found_before_it_is_published(
    looked_over: str, said: str
) -> None:
    assert re.search(said, looked_over), looked_over


@_cases(EXCEL, "write", "said")
def test_a_bad_workbook_is_refused(
    refused: Refused, tmp_path: Path, write: Change, said: str
) -> None:
    extract = tmp_path / "extract.xlsx"
    write(extract)
    what = ["--dataset", "capacity", "--month", MONTH, "--provenance", "illustrative"]
    refused(["ingest", str(extract), "--replace", "--why", "restated", *what], said)


@_cases(COMMANDS, "arguments", "said")
def test_a_command_that_makes_no_sense_is_refused(
    built: Path, monkeypatch: pytest.MonkeyPatch, refused: Refused, arguments: list[str], said: str
) -> None:
    monkeypatch.chdir(built)
    refused(["--renderer", "pandoc", *arguments], said)


@_cases(PARTIES, "content", "said")
def test_a_list_of_parties_that_cannot_be_read_is_refused(
    built: Path,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    refused: Refused,
    content: str | None,
    said: str,
) -> None:
    private = tmp_path / "parties.csv"
    if content is not None:
        private.write_text(content)
    monkeypatch.setenv("OPSG_PARTIES", str(private))
    refused(["--renderer", "pandoc", "--output", str(built / "_site")], said)


def test_a_quarto_that_is_not_there_is_named(
    monkeypatch: pytest.MonkeyPatch, refused: Refused
) -> None:
    monkeypatch.setenv("QUARTO_PATH", "/nowhere/quarto")
    refused(["--renderer", "quarto"], "/nowhere/quarto|Quarto")


def test_all_mistakes_of_a_run_are_told_at_once(built: Path, spoil: Spoil) -> None:
    for file, change in (
        (ALERTS, swap("477884", "N/A")),
        (OUTAGES, swap("8883", "8884")),
        (ENTRY, swap("OPSG to", "<script> OPSG to")),
        (ISSUE, swap("order: 6", "order: six")),
        ("data/stages.yml", more("- {name: Raised, meaning: x}\n")),
    ):
        change(spoil(file))
    code, told = _run(built, ["check"])
    assert code == 1
    places = ("alerts", "power_outages", "2021-02.md:", "issue.md:4", "stages.yml:")
    assert all(place in told for place in places)


def test_the_project_is_in_order_when_nothing_is_spoilt(built: Path) -> None:
    assert main(["check"], root=built) == 0
