"""From save to screen: how long `serve` takes until a real browser shows what was edited.

`python bench/serve.py [SAVES]` copies the project, serves it, and saves each kind of file so many
times (20). It prints the median of each, in seconds of the clock, and what memory the processes of
`serve` hold then; from 20 saves on it is put into `bench/RESULTS.md`.
"""

from __future__ import annotations

import json
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import results
from playwright.sync_api import Page, sync_playwright
from projects import copied

SAVES = 20
SECONDS = 300
PAGE = "issues/han-stability.html"
ENTRY = "data/issues/han-stability/2021-02.md"
AIMS = {
    "a word of an entry": 1.0,
    "a notebook's cell": 1.5,
    "a month's CSV": 2.0,
    "a stylesheet": 0.5,
}
LETTERS = "abcdefghij"


def word(project: Path, number: int) -> str:
    """A new word at the end of the entry's Status; what the page shows then."""
    path = project / ENTRY
    text = re.sub(r"\n\nSaved \w+\.$", "", path.read_text().rstrip())
    said = f"Saved {''.join(LETTERS[int(digit)] for digit in str(number))}."
    path.write_text(f"{text}\n\n{said}\n")
    return said


def cell(project: Path, number: int) -> str:
    """Another heading in the notebook; what the page shows then."""
    path = project / "notebooks/han-stability.ipynb"
    notebook = json.loads(path.read_text())
    said = f"Edited {''.join(LETTERS[int(digit)] for digit in str(number))}"
    own = {"cell_type": "markdown", "id": "edited", "metadata": {}, "source": f"## {said}"}
    kept = [each for each in notebook["cells"] if each.get("id") != "edited"]
    notebook["cells"] = [*kept[:-1], own, kept[-1]]
    path.write_text(json.dumps(notebook))
    return said


def sheet(project: Path, number: int) -> str:
    """Another colour of the page's headings, as the browser computes it."""
    path = project / "site/styles/measured.css"
    path.write_text(f"#measured {{ color: rgb({number % 255}, 1, 2); }}\n")
    return f"rgb({number % 255}, 1, 2)"


def figure(project: Path, number: int) -> str:
    """Another figure in an illustrative month of the issue's dataset, which its trend shows."""
    path = sorted((project / "data/snapshots/han_stability").glob("*.csv"))[-2]
    lines = path.read_text().splitlines()
    before, _, provenance = lines[-1].rpartition(",")
    assert provenance == "illustrative"
    lines[-1] = f"{before.rpartition(',')[0]},{5_000 + number},{provenance}"
    path.write_text("\n".join(lines) + "\n")
    return ""


@contextmanager
def serving(project: Path) -> Iterator[tuple[int, str]]:
    """The process of `serve` and its address, when the site is built."""
    log = project / "said.txt"
    with log.open("w") as said:
        process = subprocess.Popen(
            [sys.executable, "build.py", "--renderer", "pandoc", "serve"],
            cwd=project, stdout=said, stderr=said,
        )  # fmt: skip
        try:
            until(lambda: "Published" in log.read_text())
            address = re.search(r"http://localhost:\d+/", log.read_text())
            assert address
            yield process.pid, address[0]
        finally:
            process.terminate()
            process.wait()


def until(happened: Callable[[], object]) -> None:
    """Wait until something has happened."""
    for _ in range(SECONDS * 50):
        if happened():
            return
        time.sleep(0.02)
    raise TimeoutError


def measured(page: Page, project: Path, save: Callable[[Path, int], str], number: int) -> float:
    """The seconds from a save to the page that shows it."""
    name = page.evaluate("document.querySelector('script[data-name]').dataset.name")
    published = (project / "said.txt").read_text().count("Published")
    started = time.perf_counter()
    text = save(project, number)
    if save is sheet:
        page.wait_for_function(SHEET, arg=text, timeout=SECONDS * 1000, polling=20)
    elif save is figure:
        page.wait_for_function(ANOTHER, arg=name, timeout=SECONDS * 1000, polling=20)
    else:
        page.wait_for_function(TEXT, arg=text, timeout=SECONDS * 1000, polling=20)
    seconds = time.perf_counter() - started
    until(lambda: (project / "said.txt").read_text().count("Published") > published)
    page.wait_for_timeout(500)  # it may come once more, with what else the build has made
    return seconds


TEXT = "text => document.body && document.body.textContent.includes(text)"
ANOTHER = """name => {
  const script = document.querySelector('script[data-name]')
  return script && script.dataset.name !== name
}"""
SHEET = """colour => [...document.styleSheets].some(sheet => {
  try { return [...sheet.cssRules].some(rule => rule.cssText.includes(colour)) }
  catch { return false }
})"""


def memory(process: int) -> int:
    """The resident memory of a process and of all that it started, in MiB."""
    children: dict[int, list[int]] = {}
    for status in Path("/proc").glob("[0-9]*/status"):
        with suppress(OSError):
            fields = dict(line.split(":", 1) for line in status.read_text().splitlines())
            children.setdefault(int(fields["PPid"]), []).append(int(status.parent.name))
    found, waiting = 0, [process]
    while waiting:
        each = waiting.pop()
        waiting += children.get(each, [])
        with suppress(OSError):  # it may be gone by now
            pages = Path(f"/proc/{each}/statm").read_text().split()[1]
            found += int(pages) * 4096
    return found // 2**20


def main(saves: int) -> None:
    kinds: dict[str, Callable[[Path, int], str]] = dict(
        zip(AIMS, (word, cell, figure, sheet), strict=True)
    )
    table = (
        f"In a real browser; median of {saves} saves, one kind after the other.\n\n"
        "| saved | seconds | aim | slowest | MiB of all processes then |\n"
        "| --- | ---: | ---: | ---: | ---: |\n"
    )
    print(table, end="")
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        project = copied(Path(folder))
        sheet(project, 0)
        configuration = project / "_quarto.yml"
        text = configuration.read_text()
        base = "- styles/base.css\n"
        assert base in text
        configuration.write_text(text.replace(base, f"{base}      - styles/measured.css\n", 1))
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        with serving(project) as (process, address):
            page = browser.new_page()
            page.goto(address + PAGE)
            number = 0
            for kind, save in kinds.items():
                seconds = []
                for _ in range(saves):
                    number += 1
                    seconds.append(measured(page, project, save, number))
                row = f"| {kind} | {statistics.median(seconds):.2f} | {AIMS[kind]} |"
                row += f" {max(seconds):.2f} | {memory(process)} |\n"
                print(row, end="", flush=True)
                table += row
        browser.close()
    if saves >= SAVES:
        results.write("From save to screen (`bench/serve.py`)", f"{table}\n{results.machine()}\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else SAVES)
