"""`sitemap.xml` and `robots.txt`, with the contents that Quarto gives them."""

from __future__ import annotations

from datetime import UTC, datetime
from html import escape
from pathlib import Path

from opsg.renderers.project import Project


def write(project: Project, output: Path) -> None:
    """Write both into `output`, if the project says where the site will be."""
    if project.site_url is None:
        return
    base = project.site_url.rstrip("/") + "/"
    entries = "".join(
        f"  <url>\n    <loc>{escape(base + page.target)}</loc>\n"
        f"    <lastmod>{_changed(project.folder / page.source)}</lastmod>\n  </url>\n"
        for page in sorted(project.pages, key=lambda page: page.target)
    )
    sitemap = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        f"{entries}</urlset>\n"
    )
    (output / "sitemap.xml").write_text(sitemap, encoding="utf-8")
    robots = output / "robots.txt"
    if not robots.exists():
        robots.write_text(f"Sitemap: {base}sitemap.xml\n", encoding="utf-8")


def _changed(source: Path) -> str:
    when = datetime.fromtimestamp(source.stat().st_mtime, tz=UTC)
    return when.strftime("%Y-%m-%dT%H:%M:%S.") + f"{when.microsecond // 1000:03d}Z"
