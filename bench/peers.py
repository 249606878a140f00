"""This project beside other ways to make a site of the same notebooks and data.

Run it with `python bench/peers.py` after `make lab`; it takes some five minutes, prints a table
and puts it into `bench/RESULTS.md`. `--repeats` says how often each is run (2). The others work on
a copy in a temporary folder, with a kernel of this environment:

- papermill and nbconvert, one notebook after another in one process;
- Jupyter Book 1 (Sphinx and MyST-NB), which `uv` fetches;
- mystmd, which `npx` fetches, and which asks its own host for a theme, if `--theme` does not name
  a folder that has it;
- Quarto, which executes the notebooks itself.

None of these knows what data a notebook reads. After a change of the data their pages are right
only if every notebook runs again, so that is what is measured.
"""

from __future__ import annotations

import argparse
import itertools
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import NamedTuple

import results
from costs import Cost, cells, cost, middle
from pages import ARGUMENTS, CHROMIUM, WIDTHS, look, served
from playwright.sync_api import sync_playwright
from projects import ROOT, add_kernel, build, change_figure, copied, forget
from serve import word

REPEATS = 2
LOOKS = 5
PAGE = "communications-hub-exceptions.html"
SAID = "usual range"
"""Words of that page that stand in no notebook: they are there once its cells have run."""
LEAST = {"cold": 8, "a word of an entry": 20}
"""How many times as long as this project's build each other way should take."""

LOOP = """\
from pathlib import Path
from nbconvert import HTMLExporter
from papermill import execute_notebook
for source in sorted(Path().glob("*.ipynb")):
    made = Path("made", source.name)
    made.parent.mkdir(exist_ok=True)
    execute_notebook(source, made, kernel_name="opsg", progress_bar=False)
    made.with_suffix(".html").write_text(HTMLExporter().from_filename(str(made))[0])
"""
BOOK = "title: Issues Log\nexecute: {execute_notebooks: cache, timeout: 120}\n"
MYST = """\
version: 1
project: {{title: Issues Log}}
site: {{template: {theme}, options: {{favicon: icon.svg}}}}
"""
QUARTO = "project: {type: website}\nwebsite: {title: Issues Log}\nexecute: {enabled: true}\n"


class Peer(NamedTuple):
    """A way to make the site: its command, the folder of it, and in there the issue's page."""

    command: tuple[str, ...]
    site: str
    page: str = PAGE


PEERS = {
    "papermill and nbconvert, one after another": Peer((sys.executable, "-c", LOOP), "made"),
    "Jupyter Book 1": Peer(
        ("uv", "tool", "run", "--from", "jupyter-book<2", "jupyter-book", "build", "--all", "."),
        "_build/html",
    ),
    "mystmd": Peer(
        ("npx", "--yes", "mystmd", "build", "--html", "--execute"),
        "_build/html",
        PAGE.replace(".html", "/index.html"),
    ),
    "Quarto, executing": Peer(("quarto", "render", "--execute"), "_site"),
}


def main() -> None:
    """Measure everything, print it and keep it."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--repeats", type=int, default=REPEATS, help="runs of each")
    arguments.add_argument("--theme", default="book-theme", help="mystmd's, or a folder of it")
    asked = arguments.parse_args()
    before = results.machine()
    text = ""
    for part in _tables(asked.repeats, asked.theme):
        print(part, end="", flush=True)
        text += part
    text += f"\n{before}\n"
    if asked.repeats >= REPEATS:
        results.write("Beside other tools (`bench/peers.py`)", text)


def _tables(repeats: int, theme: str) -> Iterator[str]:
    """What this project's builds cost after each kind of change, then each other way, and pages."""
    numbers = itertools.count(1)
    changes: dict[str, Callable[[Path], object]] = {
        "cold": forget,
        "a word of an entry": lambda project: word(project, next(numbers)),
        "one month’s file of a dataset": change_figure,
    }
    yield f"Each in new processes; median of {repeats}.\n\n"
    yield "| way | change | seconds | fastest | of a processor | times as long |\n"
    yield "| --- | --- | ---: | ---: | ---: | ---: |\n"
    with TemporaryDirectory() as folder:
        project = copied(Path(folder))
        add_kernel(Path(folder))
        # mystmd asks for the command `jupyter`.
        bins = (str(Path(sys.executable).parent), os.environ["PATH"], str(ROOT / ".tools" / "bin"))
        os.environ["PATH"] = os.pathsep.join(bins)
        ours: dict[str, list[Cost]] = {change: [] for change in changes}
        for _ in range(repeats):
            for name, change in changes.items():
                change(project)
                ours[name].append(cost(lambda: build(project)))
        for name, costs in ours.items():
            yield f"| this project | {name} | {cells(costs)} | 1.0 |\n"
        sites = {"this project": (project / "_site", f"issues/{PAGE}")}
        aims = []
        for way, peer in PEERS.items():
            room = _room(project, Path(folder) / way, theme)
            try:
                costs = _costs(peer.command, room, project, repeats)
            except (OSError, subprocess.CalledProcessError) as error:
                yield f"| {way} | not measured: {_why(error)} | | | | |\n"
                continue
            if SAID not in (room / peer.site / peer.page).read_text("utf-8"):
                yield f"| {way} | not measured: it has run no notebook | | | | |\n"
                continue
            sites[way] = room / peer.site, peer.page
            for name in changes:
                times = middle(costs).seconds / middle(ours[name]).seconds
                yield f"| {way} | {name} | {cells(costs)} | {times:.1f} |\n"
                if least := LEAST.get(name):
                    aims.append((f"this project as part of {way}: {name}", 1 / least, 1 / times))
        yield "".join(["\n", *_pages(sites), "\n", results.aims(*aims)])


def _room(project: Path, room: Path, theme: str) -> Path:
    """A folder with the notebooks and what the other tools ask for, in `room`."""
    shutil.copytree(project / "notebooks", room)
    others = sorted(path.stem for path in room.glob("*.ipynb") if path.stem != "overview")
    chapters = "".join(f"- file: {name}\n" for name in others)
    (room / "_config.yml").write_text(BOOK)
    (room / "_toc.yml").write_text(f"format: jb-book\nroot: overview\nchapters:\n{chapters}")
    (room / "myst.yml").write_text(MYST.format(theme=theme))
    shutil.copy(project / "site" / "icons" / "icon.svg", room)  # else mystmd asks a host for one
    (room / "_quarto.yml").write_text(QUARTO)
    return room


def _costs(command: Sequence[str], room: Path, project: Path, repeats: int) -> list[Cost]:
    """What it costs to make the site with every notebook run again, each time."""
    environment = {**os.environ, "OPSG_DATA": str(project / "data")}

    def make() -> None:
        for made in ("_build", "_site", "made"):
            shutil.rmtree(room / made, ignore_errors=True)
        subprocess.run(
            command, cwd=room, env=environment, check=True, capture_output=True, text=True
        )

    return [cost(make) for _ in range(repeats)]


def _why(error: OSError | subprocess.CalledProcessError) -> str:
    """Why a tool could not be run, in a cell of the table."""
    if isinstance(error, OSError):
        return f"there is no {error.filename}"
    said = [line for line in (error.stdout + error.stderr).splitlines() if "fail" in line.lower()]
    return said[0].replace("|", "/") if said else f"it ended with {error.returncode}"


def _pages(sites: dict[str, tuple[Path, str]]) -> Iterator[str]:
    """What a reader of an issue's page waits for, of each site that was made."""
    yield f"`{PAGE}`; median of {LOOKS} looks, as in `bench/pages.py`.\n\n"
    yield "| way | HTML kB | largest paint ms |\n| --- | ---: | ---: |\n"
    size = WIDTHS["laptop, 1200 px"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for way, (site, page) in sites.items():
            with served(site) as host:
                paints = [look(browser, f"{host}/{page}", size).paint_ms for _ in range(LOOKS)]
            size_kb = (site / page).stat().st_size / 1000
            yield f"| {way} | {size_kb:.0f} | {median(paints):.0f} |\n"
        browser.close()


if __name__ == "__main__":
    main()
