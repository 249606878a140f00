"""The small log with the smallest of pages, for what is asked of builds and not of their pages."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

from projects import GOLDEN

SLUGS = sorted(path.name for path in (GOLDEN / "data/issues").iterdir() if path.is_dir())
SHOWS = "from IPython.display import Markdown\n"
TEMPLATE = (
    '<!DOCTYPE html>\n<html lang="en"><head><title>$title$</title>\n'
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src 'self';"
    " style-src 'self'\">\n</head><body><main>$body$</main></body></html>\n"
)


def notebook(*sources: str, title: str = "A page") -> str:
    """A notebook that takes a page's parameters and then runs these cells."""
    front = f"---\ntitle: {title}\n---"
    cells: list[dict[str, object]] = [
        {"cell_type": "raw", "id": "title", "metadata": {}, "source": front}
    ]
    for place, source in enumerate(['month = ""\nreported_only = False\nslug = ""', *sources]):
        tags = {} if place else {"tags": ["parameters"]}
        cells.append(
            {
                "cell_type": "code", "id": f"c{place}", "execution_count": None,
                "metadata": tags, "outputs": [], "source": source,
            }
        )  # fmt: skip
    kernel = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    return json.dumps({"cells": cells, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5})


STATUS = "from opsg.pages.issue import open_issue\nissue = open_issue(slug, month)\nissue.status()"


def smallest(root: Path) -> Path:
    """A project of the small log: one page shows a Status, the others next to nothing."""
    shutil.copytree(GOLDEN / "data", root / "data")
    (root / "site").mkdir()
    (root / "site/template.html").write_text(TEMPLATE)
    (root / "_quarto.yml").write_text(
        "project: {type: website, output-dir: _site, render: ['*.ipynb', 'issues/*.ipynb']}\n"
        "metadata-files: [_site.yml]\n"
        "website: {title: Log, site-url: 'https://log.example/'}\n"
        "execute: {enabled: false, echo: false}\n"
        "format: {html: {theme: none, minimal: true, template: template.html}}\n"
    )
    (root / "notebooks").mkdir()
    for slug in SLUGS:
        source = STATUS if slug == "han-stability" else f"{SHOWS}Markdown(slug)"
        title = re.findall(
            "^title: (.*)", (root / f"data/issues/{slug}/issue.md").read_text(), re.M
        )
        (root / f"notebooks/{slug}.ipynb").write_text(notebook(source, title=title[0]))
    (root / "notebooks/overview.ipynb").write_text(
        notebook(f"{SHOWS}import opsg\nMarkdown(str(opsg.__doc__))")
    )
    return root
