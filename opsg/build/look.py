"""The last look at the site that a build has made, while its search index is made."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

from opsg.core.cache import digests
from opsg.core.cache.store import read_files, run_step, write_files
from opsg.core.errors import UserError
from opsg.rendering import search

if TYPE_CHECKING:
    from opsg.build.jobs import Span
    from opsg.build.request import Request
    from opsg.core.edition import Edition

_TEXTS = (".html", ".csv", ".json", ".svg", ".xml")
_INDEX = (f"{search.FOLDER}/**/*",)
_SEARCH = "opsg.verification:search"

Call = Callable[[str, Mapping[str, object]], Any]
"""Calls a function by its name, here or in another process."""


def look_over(
    site: Path, pages: Sequence[str], request: Request, edition: Edition, call: Call, span: Span
) -> None:
    """Give a site, in which these `pages` are expected, its search index.

    Raises UserError if the site or the index is broken or tells what it must not. Files that were
    in order in an earlier site of such an edition are not looked at again.
    """
    contents = digests.digest_tree(site)
    same = digests.digest(
        request.inputs.program_digest,
        request.inputs["data/allowed.yml"],
        request.names_digest,
        (edition.ceiling, edition.reported_only),
    )
    folders = {"site": str(site), "data": str(request.data)}

    def search_index() -> None:
        call(_SEARCH, {**folders, "site": str(indexed.result()), "passed": []})

    def inspect() -> None:
        known = [
            each for entry in request.cache.find("sound", same) for each in entry.facts.items()
        ]
        passed = {name: facts for name, (digest, facts) in known if contents.get(name) == digest}
        asked = _asked(contents.keys(), passed, pages, edition.ceiling)
        looks = [threads.submit(call, name, {**folders, **told}) for name, told in asked]
        _raise_all([*looks, threads.submit(search_index)])
        facts = looks[0].result()
        sound = {name: (digest, facts.get(name)) for name, digest in contents.items()}
        request.cache.keep("sound", same, sound, {})

    with ThreadPoolExecutor() as threads:
        indexed = threads.submit(_index, request, site, contents, span)
        key = digests.digest(same, contents, [*pages])
        run_step(request.cache, "inspection", key, site, [], inspect)
    write_files(read_files(indexed.result(), _INDEX), site)


def _asked(
    names: Set[str], passed: Mapping[str, Any], pages: Sequence[str], ceiling: str
) -> list[tuple[str, Mapping[str, object]]]:
    """The functions that look over a site with files of these names, each with what it is told."""
    # They are half of the work, and can always be read.
    texts = {name for name in names - passed.keys() if name.endswith(_TEXTS)}
    whole = {
        "pages": pages,
        "ceiling": ceiling,
        "passed": {**passed, search.SCRIPT: None},
        "searched": sorted(texts),
    }
    return [("opsg.verification:inspect", whole), (_SEARCH, {"passed": sorted(names - texts)})]


def _index(request: Request, site: Path, contents: Mapping[str, str], span: Span) -> Path:
    """Make the search index of a site with these contents; the folder of its own that has it."""
    index = request.temporary / "index"
    pages = {name: digest for name, digest in contents.items() if name.endswith(".html")}
    key = digests.digest(request.inputs.program_digest, pages)
    with span("search"):
        run_step(request.cache, "search", key, index, _INDEX, lambda: search.index(site, index))
    return index


def _raise_all(looks: Sequence[Future[Any]]) -> None:
    """Raises UserError with everything that several looks have found, each thing once."""
    errors = [error for look in looks if isinstance(error := look.exception(), UserError)]
    if errors:
        raise UserError.of([*dict.fromkeys(each for error in errors for each in error.findings)])
    for look in looks:
        look.result()
