"""Looks over a built site before it is published: whole, sound, and asking nobody for anything.

from opsg.verification.site import verify
verify(Path("_site"))   # [] if all is well
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from typing import Any

from opsg.core.errors import Finding, Place, UserError
from opsg.verification import files, leftovers
from opsg.verification.links import Targets
from opsg.verification.page import Page, style_links
from opsg.verification.page import read as read_page

LARGEST_PAGE = 800_000
LARGEST_PACKED = 40_000
"""How many bytes a page may have, and how many once packed with gzip; scripts are not in it.

What is packed is what a reader waits for. A page that lists two hundred issues is mostly markup.
"""

HOME = "index.html"
_FOREIGN_SCRIPTS = ("scripts/plotly", "pagefind/")
_SCRIPT_ADDRESS = re.compile(r"['\"`]((?:[a-z]+:)?//[\w.-]+\.[a-z]{2,}[^'\"`\s]*)", re.IGNORECASE)


def verify(
    site: Path,
    pages: Sequence[str] | None = None,
    read: Mapping[str, Page] | None = None,
    passed: Collection[str] = (),
) -> list[Finding]:
    """Everything that is wrong with the built site in the folder `site`, by file and line.

    `pages` are those of the plan (`index`, `issues/han-stability`); without, those of the site's
    map are expected. Those that `read_pages` has `read` are not read again; of the files `passed`
    only what they say of others is looked at. A problem that many pages share is told once. Raises
    UserError if there is no site.
    """
    names = frozenset(_names(site))
    by_name = read_pages(site) if read is None else read
    if not by_name:
        raise UserError("there is no site here.", where=str(site), remedy="Name a built site.")
    expected = [HOME, *([f"{page}.html" for page in pages or ()] or files.read_map(site))]
    targets = Targets(names, by_name, frozenset(expected), files.find_address(site))
    return _merge(
        [
            *_missing(expected, names),
            *chain.from_iterable(
                _page(site, page) for page in by_name.values() if page.name not in passed
            ),
            *chain.from_iterable(targets.check(page.name, page.links) for page in by_name.values()),
            *_styles(site, targets),
            *_scripts(site, names),
            *files.check(site, targets, passed),
        ]
    )


def read_pages(
    site: Path, passed: Mapping[str, Mapping[str, Any]] = MappingProxyType({})
) -> dict[str, Page]:
    """The pages of a site by their names; of those `passed` before, what was kept of them."""
    return {
        name: Page.restore(name, passed[name])
        if name in passed
        else read_page(name, (site / name).read_text(encoding="utf-8", errors="replace"))
        for name in sorted(_names(site))
        if name.endswith(".html")
    }


def _names(site: Path) -> Iterator[str]:
    return (path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file())


def _missing(expected: Iterable[str], names: frozenset[str]) -> Iterator[Finding]:
    for name in dict.fromkeys(expected):
        if name not in names:
            yield Finding(name, "the page is missing.", "Build the whole site again.")


def _page(site: Path, page: Page) -> Iterator[Finding]:
    if not page.title.strip():
        yield Finding(page.name, "the page has no title.", "Give it a `title`.")
    if not page.content:
        yield Finding(page.name, "the page is empty.", "See what its notebook shows.")
    for anchor, times in page.ids.items():
        if times > 1:
            remedy = "Give each an anchor of its own."
            yield Finding(page.name, f"the anchor '{anchor}' is there {times} times.", remedy)
    yield from page.findings
    yield from leftovers.check(page)
    yield from _size((site / page.name).read_bytes(), page.name)


def _size(content: bytes, name: str) -> Iterator[Finding]:
    remedy = "Show fewer rows or charts, or split the page."
    if len(content) > LARGEST_PAGE:
        allowed = f"more than the {LARGEST_PAGE // 1000} kB allowed"
        yield Finding(name, f"the page has {len(content) // 1000} kB, {allowed}.", remedy)
    if len(content) > LARGEST_PACKED:
        packed = len(gzip.compress(content, mtime=0))
        if packed > LARGEST_PACKED:
            allowed = f"more than the {LARGEST_PACKED // 1000} kB allowed"
            yield Finding(name, f"the page has {packed // 1000} kB packed, {allowed}.", remedy)


def _styles(site: Path, targets: Targets) -> Iterator[Finding]:
    for name in sorted(targets.files):
        if name.endswith(".css"):
            css = (site / name).read_text(encoding="utf-8", errors="replace")
            yield from targets.check(name, style_links(css))


def _scripts(site: Path, names: Iterable[str]) -> Iterator[Finding]:
    for name in sorted(names):
        if name.endswith(".js") and not name.startswith(_FOREIGN_SCRIPTS):
            script = (site / name).read_text(encoding="utf-8", errors="replace")
            for match in _SCRIPT_ADDRESS.finditer(script):
                if "//www.w3.org/" not in match[1]:
                    line = script.count("\n", 0, match.start()) + 1
                    problem = f"the script names another host: {match[1][:60]}."
                    yield Finding(Place(name, line=line), problem, "Keep a copy in the site.")


def _merge(findings: Sequence[Finding]) -> list[Finding]:
    """The findings with those that say the same told once, at the first place."""
    same: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        same.setdefault((finding.problem, finding.remedy), []).append(finding)
    return [
        replace(alike[0], problem=f"{alike[0].problem} So in {len(alike) - 1} more places.")
        if len(alike) > 1
        else alike[0]
        for alike in same.values()
    ]
