"""Every function that reads a file ends soon, whatever it is: with a reading or a UserError."""

from __future__ import annotations

import gzip
import io
import os
import resource
import shutil
import signal
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
from projects import GOLDEN, assembled

from opsg.build import issue_names, letters
from opsg.core import notebook_file, records, undo
from opsg.core.cache.inputs import Inputs
from opsg.core.cache.store import Cache
from opsg.core.errors import UserError
from opsg.data import log, parties
from opsg.data.check import check_data
from opsg.data.datasets.contracts import DATASETS
from opsg.execution.validate import check_notebooks
from opsg.intake.extracts import columns
from opsg.intake.extracts.decode import open_grid
from opsg.intake.papers.reader import open_paper
from opsg.rendering import project as settings
from opsg.rendering import source
from opsg.verification import inspect
from opsg.verification.secrets import allowlist

SECONDS = 5
"""Of a processor; by the clock eight times as many, as what waits takes no processor."""
MEMORY = 3_000_000_000
"""How many bytes more than before may be reserved."""

Change = Callable[[Path], object]
Reader = Callable[[Path, Path], object]


def put(content: bytes) -> Change:
    return lambda path: path.write_bytes(content)


def link(target: str) -> Change:
    return lambda path: path.symlink_to(target)


BOMB = 300_000_000


@cache
def packed(size: int) -> bytes:
    """A ZIP whose every part unpacks to `size` bytes."""
    made = io.BytesIO()
    content = b"<a>" + b"0" * size
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("word/document.xml", "xl/workbook.xml", "[Content_Types].xml", "content.xml"):
            archive.writestr(name, content)
    return made.getvalue()


@cache
def packed_again() -> bytes:
    return gzip.compress(b"<a>" + b"0" * BOMB, compresslevel=1)


HOSTILE: dict[str, Change] = {
    "empty": put(b""),
    "a mark of UTF-8": put(b"\xef\xbb\xbf"),
    "NULs": put(b"\0" * 5000),
    "not UTF-8": put(b"---\ntitle: caf\xe9\n---\n\xff\xfe"),
    "UTF-16": put("---\ntitle: x\n---\n".encode("utf-16")),
    "a line of 5 MB": put(b"x" * 5_000_000),
    "deep JSON": put(b"[" * 200_000),
    "deep JSON that ends": put(b'{"a":' * 50_000 + b"1" + b"}" * 50_000),
    "deep YAML": put(b"- " * 50_000),
    "deep front matter": put(b"---\na: " + b"{a: " * 50_000 + b"\n---\n"),
    "deep HTML": put(b"<div>" * 100_000),
    "deep XML": put(b"<a>" * 100_000 + b"</a>" * 100_000),
    "a YAML bomb": put(
        b"---\na: &a [x,x,x,x,x,x,x,x]\n"
        + b"".join(b"%c: &%c [%s]\n" % (n + 1, n + 1, b"*%c," % n * 8) for n in range(97, 110))
        + b"---\n"
    ),
    "an XML bomb": put(
        b'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">'
        + b"".join(b'<!ENTITY %c "%s">' % (n + 1, b"&%c;" % n * 10) for n in range(97, 110))
        + b"]><a>&n;</a>"
    ),
    "other JSON": put(b'{"issues": 5, "resources": "x", "edition": "reported", "cells": 3}'),
    "a list": put(b"[1, null]"),
    "a number": put(b"7"),
    "a ZIP bomb": lambda path: path.write_bytes(packed(BOMB)),
    "a gzip bomb": lambda path: path.write_bytes(packed_again()),
    "a ZIP's beginning": lambda path: path.write_bytes(packed(1)[:60]),
    "a Parquet file's beginning": put(b"PAR1" + b"\x15\x04" * 50),
    "a Parquet file's marks": put(b"PAR1" + b"\xff" * 50 + b"PAR1"),
    "a PDF that is its own page": put(
        b"%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 1 0 R>>\nendobj\ntrailer<</Root 1 0 R>>"
    ),
    "a picture's beginning": put(b"\x89PNG\r\n\x1a\n" + b"\xff" * 20),
    "a merge": put(b"<<<<<<< HEAD\na\n=======\nb\n>>>>>>> x\n"),
    "a folder": Path.mkdir,
    "nothing": lambda _: None,
    "a link to the root": link("/"),
    "a link to itself": lambda path: path.symlink_to(path.name),
    "a link to nothing": link("nowhere"),
    "an endless device": link("/dev/zero"),
    "a pipe": os.mkfifo,
}  # fmt: skip


class Case(NamedTuple):
    """A function that reads, called with the project's folder and the file at `place` in it."""

    place: str
    read: Reader


def data(place: str, read: Reader = lambda root, _: log.load(root / "data")) -> Case:
    return Case(f"data/{place}", read)


def checked(root: Path, _: Path) -> None:
    found = Inputs(root, root / "data")
    if any(found.irregular()):
        return  # which is told, and nothing is read
    check_data(root / "data", found, Cache(root / "cache"))
    letters.missing(root / "data")


def noted(root: Path, path: Path) -> None:
    found = Inputs(root, root / "data")
    if any(found.irregular()):
        return
    check_notebooks(path.parent, [], found, Cache(root / "cache"))
    source.check_written(root)
    if path.is_file():
        notebook_file.tidy_file(path)


def named(root: Path, _: Path) -> None:
    if not any(Inputs(root, root / "data").irregular()):
        list(issue_names.check(root, root / "data"))


def extract(_: Path, path: Path) -> None:
    with open_grid(path, None, "alerts", lambda _: True, path.name) as grid:
        for _row in grid.rows:
            pass


def finished(root: Path, _: Path) -> None:
    site = root / "finished"
    inspect(str(site), ["index"], str(root / "data"), ceiling="Green")


def kept(root: Path, path: Path) -> None:
    cache = Cache(path.parent)
    assert not list(cache.find("step", "key"))
    cache.trim()


CASES = [
    *(
        data(place)
        for place in (
            "stages.yml", "meetings.yml", "events.yml", "glossary.yml", "sources.yml",
            "modifications/MP119.yml", "issues/han-stability/issue.md",
            "issues/han-stability/2021-02.md", "context/connected_meters.csv",
            "snapshots/capacity/2021-02.csv", "snapshots/capacity/2021-02.parquet",
        )
    ),
    *(data(place, checked) for place in ("papers/OPSG_44_0203.md", "proposals.yml")),
    data("mappings/alerts.yml", lambda root, _: columns.load(DATASETS["alerts"], root / "data")),
    data("allowed.yml", lambda root, _: allowlist.read(root / "data")),
    data("snapshots/capacity/2021-02.yml", checked),
    *(data(place, named) for place in ("issues/han-stability/issue.md", "events.yml")),
    *(Case(place, named) for place in ("site/about.qmd", "notebooks/method.ipynb")),
    Case("kept/seconds.json", lambda _, path: records.read(path)),
    Case("_quarto.yml", lambda _, path: settings.read(path, path.name)),
    Case("site/about.qmd", lambda root, _: source.check_written(root)),
    Case("notebooks/method.ipynb", noted),
    Case("elsewhere/parties.csv", lambda root, path: parties.load(path, root / "data")),
    *(Case(f"extract{kind}", extract) for kind in (".csv", ".xlsx", ".parquet")),
    *(Case(f"paper{kind}", lambda _, path: open_paper(path)) for kind in (".txt", ".docx", ".pdf")),
    Case("kept/step.key.", kept),
    Case("undo/1/record.json", lambda _, path: undo.undo(path.parents[1], str)),
    *(
        Case(f"finished/{place}", finished)
        for place in (
            "index.html", "feed.xml", "sitemap.xml", "headlines.json", "a.svg", "a.css", "a.js",
            "downloads/data/datapackage.json", "a.csv", "a.xlsx", "a.docx", "a.pdf", "a.parquet",
            "a.png", "pagefind/a.pf_fragment",
        )
    ),
]  # fmt: skip


@contextmanager
def limited() -> Iterator[None]:
    """Ends what takes too long, or waits, or too much memory, with an exception of its own."""

    def stop(*_: object) -> None:
        raise AssertionError("it takes too long")

    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + MEMORY, hard))
    before = signal.signal(signal.SIGPROF, stop), signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    signal.setitimer(signal.ITIMER_REAL, 8 * SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGPROF, before[0])
        signal.signal(signal.SIGALRM, before[1])
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def spoilt(case: Case, root: Path, change: Change) -> str:
    """What a function makes of a file that is changed so; empty for a reading or a UserError."""
    path = root / case.place
    path.parent.mkdir(parents=True, exist_ok=True)
    safe = path.with_name(".safe")
    if path.exists():
        path.rename(safe)
    change(path)
    try:
        with limited():
            case.read(root, path)
    except UserError as error:
        text = str(error)
        return "" if len(text) < 20_000 else f"a message of {len(text)} characters"
    except BaseException as error:
        return f"{type(error).__name__}: {str(error)[:200]}"
    finally:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
        if safe.exists():
            safe.rename(path)
    return ""


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small project, and a site that is finished in as far as it has a page."""
    root = assembled(GOLDEN, tmp_path_factory.mktemp("hostile") / "opsg")
    (root / "finished").mkdir()
    (root / "finished" / "index.html").write_text("<title>T</title><body>Text</body>")
    (root / "finished" / "headlines.json").write_text('{"edition": "reported", "draft": true}')
    return root


@pytest.mark.slow
@pytest.mark.usefixtures("own_readers")
@pytest.mark.parametrize("case", CASES, ids=[case.place for case in CASES])
def test_whatever_a_file_is_it_is_read_or_refused(root: Path, case: Case) -> None:
    wrong = {what: spoilt(case, root, change) for what, change in HOSTILE.items()}
    assert {what: said for what, said in wrong.items() if said} == {}
