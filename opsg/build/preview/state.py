"""What the browser is shown: the published site, a page made before the others, and findings."""

from __future__ import annotations

import posixpath
import threading
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Any

from opsg.build.preview.rebuild import Outcome
from opsg.core.cache import digests
from opsg.execution.plan import BY_MEETING, PAGES
from opsg.rendering.links import start_tags

Document = dict[str, Any]


class State:
    """The site at `folder`, and the build that ended last.

    A page has a name that is another as soon as anything that it shows is.
    """

    def __init__(self, folder: Path) -> None:
        self.outcome = Outcome(succeeded=True)
        self.shown = ""
        self._folder = folder
        self._first: Path | None = None
        self._changes = 0
        self._told = threading.Condition()

    def show_first(self, folder: Path) -> None:
        """One page and all that it shows are in `folder`, ahead of the others."""
        with self._told:
            self._first = folder
            self._changes += 1
            self._told.notify_all()

    def tell(self, outcome: Outcome) -> None:
        """A build has ended. If it failed, a page that was made before the others stays shown."""
        with self._told:
            self.outcome = outcome
            if outcome.succeeded:
                self._first = None
            self._changes += 1
            self._told.notify_all()

    def wait(self, changes: int, timeout_s: float) -> int:
        """How often something has changed, as soon as it is not `changes` or time is up."""
        with self._told:
            self._told.wait_for(lambda: self._changes != changes, timeout_s)
            return self._changes

    def file(self, name: str) -> Path:
        """Where the file that the site has under a name is."""
        first = self._first and self._first / name
        return first if first and first.is_file() else self._folder / name

    def name(self, page: str, html: str) -> str:
        """The name of a page that is shown as this HTML."""
        here = posixpath.join("/", posixpath.dirname(page))
        used = {
            # No part leads out of the site.
            link: digests.digest_file(
                self.file(posixpath.normpath(posixpath.join(here, link)).lstrip("/"))
            )
            for link in _used(html)
        }
        said = [self.errors, self.warnings(page), self.outcome.bug]
        return digests.digest(digests.digest_bytes(html.encode()), used, said)

    @property
    def errors(self) -> list[Document]:
        """What keeps the site from being built."""
        return [each for each in self.outcome.findings if each["severity"] == "error"]

    def warnings(self, page: str) -> list[Document]:
        """The warnings that concern a page (`issues/han-stability.html`), or no page alone."""
        warnings = [each for each in self.outcome.findings if each["severity"] == "warning"]
        return [each for each in warnings if self._concerns(each) in (page, None)]

    def _concerns(self, finding: Document) -> str | None:
        """The page that a finding is about, if there is one that it is about."""
        page = page_of(finding["file"] or "")
        return page if page and (self._folder / page).is_file() else None


@lru_cache(maxsize=2)
def _used(html: str) -> frozenset[str]:
    """The addresses of what a page shows; asked for when it is told of, and when it is shown."""
    tags = [*start_tags(html)]
    links = {tag.values.get("src") for tag in tags}
    links |= {tag.values.get("href") for tag in tags if tag.name == "link"}
    return frozenset(filter(None, links))


def page_of(file: str) -> str | None:
    """The page that is made from a file of the project, if it is one alone.

    >>> page_of("data/issues/han-stability/2021-02.md")
    'issues/han-stability.html'
    >>> page_of("notebooks/overview.ipynb"), page_of("data/stages.yml")
    ('index.html', None)
    """
    path = PurePosixPath(file)
    match path.parts:
        case ("data", "issues", slug, _):
            return f"issues/{slug}.html"
        case ("notebooks", _) if path.stem not in BY_MEETING:
            return f"{PAGES.get(path.stem, f'issues/{path.stem}')}.html"
        case ("site", *_) if path.suffix == ".qmd":
            return f"{path.relative_to('site').with_suffix('')}.html"
    return None


def sources_of(page: str, root: Path) -> Sequence[str]:
    """The files of the project at `root` that a page is edited in, the newest entry before all."""
    name = PurePosixPath(page).with_suffix("")
    if (root / "site" / f"{name}.qmd").is_file():
        return [f"site/{name}.qmd"]
    notebook = next((each for each, path in PAGES.items() if path == str(name)), name.name)
    for each, pattern in BY_MEETING.items():
        if name.match(pattern.format(month="????-??", part="*")):
            notebook = each
    files = (
        [f"notebooks/{notebook}.ipynb"] if (root / f"notebooks/{notebook}.ipynb").is_file() else []
    )
    entries = sorted((root / "data/issues" / name.name).glob("????-??.md"), reverse=True)
    return [*(entry.relative_to(root).as_posix() for entry in entries[:1]), *files]
