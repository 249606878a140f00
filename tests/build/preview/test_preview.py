"""`serve` follows what somebody edits: pages change by themselves, and a mistake stands above."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple, TypeVar

import pytest
from playwright.sync_api import Browser
from projects import ROOT
from smallest import notebook, smallest

SECONDS = 60
Value = TypeVar("Value")
PAGE = "issues/han-stability.html"
ENTRY = "data/issues/han-stability/2021-02.md"
EDITED = (ENTRY, "notebooks/han-stability.ipynb", "opsg/__init__.py", "_quarto.yml")


def project(folder: Path) -> Path:
    """The smallest project, with a program of its own."""
    root = smallest(folder / "opsg-small")
    shutil.copytree(ROOT / "opsg", root / "opsg")
    shutil.copy(ROOT / "build.py", root)
    return root


class Served(NamedTuple):
    """A server at work, and the project that it follows."""

    address: str
    small: Path

    def get(self, path: str) -> str:
        with urllib.request.urlopen(self.address + path, timeout=SECONDS) as answer:
            return str(answer.read().decode())

    def shown(self, text: str, path: str = PAGE) -> str:
        """The page as soon as some text is in it."""
        return until(lambda: html if text in (html := self.get(path)) else None)

    def gone(self, text: str, path: str = PAGE) -> None:
        """Waits until some text is in the page no more."""
        until(lambda: text not in self.get(path))


@contextmanager
def serving(root: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """`build.py serve` at work: its process, and the address that it says. Ends with Ctrl-C."""
    said, complaints = root.parent / "said", root.parent / "complaints"
    with said.open("w") as output, complaints.open("w") as errors:
        process = subprocess.Popen(
            [sys.executable, "build.py", "--renderer", "pandoc", "serve"],
            cwd=root,
            env=os.environ | {"PYTHONPATH": f"{root}{os.pathsep}{os.environ['PYTHONPATH']}"},
            stdout=output,
            stderr=errors,
        )
        try:
            found = until(lambda: re.search(r"http://localhost:\d+/", said.read_text()))
            yield process, found[0]
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(SECONDS)


def until(happened: Callable[[], Value | None]) -> Value:
    """What `happened` gives as soon as it gives something."""
    for _ in range(SECONDS * 10):
        if found := happened():
            return found
        time.sleep(0.1)
    pytest.fail("it did not happen")


@pytest.fixture(scope="module")
def only_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The server of all tests, because each of its own would build from nothing."""
    small = project(tmp_path_factory.mktemp("served"))
    with serving(small) as (_, address):
        until((small / "_site" / PAGE).is_file)
        yield Served(address, small)


@pytest.fixture
def served(only_server: Served) -> Iterator[Served]:
    """The server, whose project is at the end as it was."""
    texts = {path: path.read_text() for name in EDITED if (path := only_server.small / name)}
    yield only_server
    for path, text in texts.items():
        if path.read_text() != text:
            path.write_text(text)
    only_server.shown("established a HAN Stability Tracker")
    only_server.gone("opsg-build-failed")


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_an_edit_reaches_the_page_and_the_browser_is_told(served: Served) -> None:
    small = served.small
    assert "have established a HAN Stability Tracker" in served.get(PAGE)
    change(small / ENTRY, "established a HAN", "established quite a HAN")
    served.shown("established quite a HAN Stability Tracker")
    until(lambda: "quite a HAN" in (small / "_site" / PAGE).read_text())


def test_changed_code_counts_as_well_as_changed_settings(served: Served) -> None:
    small = served.small
    (small / "opsg/__init__.py").write_text('"""The new program."""\n')
    served.shown("The new program.", "")
    # As many editors do: another file takes the place of the old one, twice.
    whole = (small / "_quarto.yml").read_text()
    for text in (whole.replace("website:", "site:"), whole):
        (small / "beside.yml").write_text(text)
        (small / "beside.yml").replace(small / "_quarto.yml")
        if text != whole:
            served.shown("_quarto.yml, website: the site&#x27;s address is missing")
    served.gone("opsg-build-failed")


def test_a_mistake_stands_above_the_last_good_page_until_it_is_mended(
    served: Served,
) -> None:
    small = served.small
    path = small / "notebooks/han-stability.ipynb"
    change(path, "issue.status()", "raise ValueError('<b>')")
    html = served.shown('id="opsg-build-failed" role="alert"')
    assert "notebooks/han-stability.ipynb, cell 3, line 3" in html
    assert "&lt;b&gt;" in html and "<b>" not in html
    assert "have established a HAN Stability Tracker" in html
    assert "notebooks/han-stability.ipynb, cell 3" in (small.parent / "complaints").read_text()
    assert "opsg-build-failed" not in (small / "_site" / PAGE).read_text()

    change(path, "raise ValueError('<b>')", "issue.status()")
    served.gone("opsg-build-failed")


def test_what_is_published_knows_nothing_of_the_server(served: Served) -> None:
    small = served.small
    assert "/.opsg/" in served.get(PAGE)
    for path in (small / "_site").rglob("*"):
        for word in (b"/.opsg/", b"opsg-sources", b"opsg-warnings"):
            assert path.is_dir() or word not in path.read_bytes(), path
    for path in ("nothing.html", "data/", "../opsg-small/_quarto.yml"):
        with pytest.raises(urllib.error.HTTPError, match="404") as answer:
            served.get(path)
        answer.value.close()


def test_without_a_site_the_mistake_is_all_there_is_and_ctrl_c_ends_the_build_after_it(
    tmp_path: Path,
) -> None:
    small = project(tmp_path)
    change(small / ENTRY, "stage: Investigating", "stage: Investigated")
    noted = small / "noted"
    (small / "notebooks/overview.ipynb").write_text(
        notebook(
            f"import os, pathlib\npathlib.Path({str(noted)!r}).write_text(str(os.getpid()))\n"
            "while True: pass"
        )
    )
    with serving(small) as (process, address):

        def complaint() -> str | None:
            with pytest.raises(urllib.error.HTTPError, match="404") as answer:
                urllib.request.urlopen(address)
            with answer.value as error:
                html = error.read().decode()
            return html if "opsg-build-failed" in html else None

        assert "There is no stage &#x27;Investigated&#x27;." in until(complaint)

        change(small / ENTRY, "stage: Investigated", "stage: Investigating")
        notebook_process = int(until(lambda: noted.is_file() and noted.read_text()))
        process.send_signal(signal.SIGINT)
        assert process.wait(SECONDS) == 0
    until(lambda: not _is_running(notebook_process))
    until(lambda: not _working_in(small))
    assert (small.parent / "said").read_text().endswith("Stopped.\n")


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def _working_in(folder: Path) -> list[str]:
    """The processes whose working folder is in the project."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/cwd"):
        try:
            if entry.resolve().is_relative_to(folder):
                found.append(entry.parent.name)
        except OSError:
            continue
    return found


@pytest.mark.browser
def test_the_browser_shows_the_new_page_by_itself(served: Served, browser: Browser) -> None:
    small = served.small
    page = browser.new_page()
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text))
    page.goto(served.address + PAGE)
    page.get_by_text("established a HAN Stability Tracker").wait_for()
    change(small / ENTRY, "established a HAN", "established quite a HAN")
    page.get_by_text("established quite a HAN").wait_for(timeout=SECONDS * 1000)
    change(small / ENTRY, "stage: Investigating", "stage: Investigated")
    alert = page.get_by_role("alert").filter(has_text="no stage 'Investigated'")
    alert.wait_for(timeout=SECONDS * 1000)
    assert page.get_by_text("established quite a HAN").is_visible()
    assert refused == []
    page.close()
