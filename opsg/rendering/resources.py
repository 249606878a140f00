"""What a site has besides its pages: resources, the files that pages link to, and the sitemap."""

from __future__ import annotations

import shutil
from collections.abc import Collection
from html import escape
from pathlib import Path

from opsg.rendering.links import NOT_FOUND
from opsg.rendering.project import Project

SITEMAP, ROBOTS = "sitemap.xml", "robots.txt"


def finish(project: Project, output: Path, linked: Collection[str]) -> None:
    """Copy the resources and the `linked` files of a project, and write what robots read.

    The same under every renderer, and without the times of files, which differ between builds of
    the same site: the sitemap's dates are the day that the project says its contents are from.
    """
    copy(project, output, {*project.resources, *linked})
    if project.site_url is not None:
        _write_sitemap(project, project.site_url.rstrip("/") + "/", output)


def copy(project: Project, output: Path, files: Collection[str]) -> None:
    """Copy files of a project, given by their paths in it."""
    for folder in {(output / file).parent for file in files}:
        folder.mkdir(parents=True, exist_ok=True)
    for file in files:
        shutil.copyfile(project.folder / file, output / file)


def _write_sitemap(project: Project, base: str, output: Path) -> None:
    dated = f"    <lastmod>{project.updated}</lastmod>\n" if project.updated else ""
    entries = "".join(
        f"  <url>\n    <loc>{escape(base + target)}</loc>\n{dated}  </url>\n"
        for target in sorted({page.target for page in project.pages} - {NOT_FOUND})
    )
    sitemap = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        f"{entries}</urlset>\n"
    )
    (output / SITEMAP).write_text(sitemap, encoding="utf-8")
    if ROBOTS not in project.resources:
        (output / ROBOTS).write_text(f"Sitemap: {base}{SITEMAP}\n", encoding="utf-8")
