"""Times builds after changes of several kinds, and the notebooks against plain papermill.

Run it with `python bench/build.py`; it takes about ten minutes, prints a Markdown table and puts
it into `bench/RESULTS.md`. All is done on a copy of the project in a temporary folder.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

import results

ROOT = Path(__file__).parents[1]
PARTS = ("_quarto.yml", "build.py", "data", "notebooks", "requirements.lock", "site")
REPEATS = 5
REPEATS_OF_KERNELS = 3

OURS = """\
import sys
from pathlib import Path
from opsg.execution import Plan, Task, run, runner
root, slugs = Path(sys.argv[1]), sys.argv[2:]
tasks = [
    Task(root / "notebooks" / f"{slug}.ipynb", slug, {"month": "2021-02", "slug": slug})
    for slug in slugs
]
with runner("opsg", data=root / "data") as ours:
    run(Plan(tuple(tasks)), ours, root / ".opsg", report=lambda line: None)
"""

IN_ONE_PROCESS = """\
import sys
from pathlib import Path
from papermill import execute_notebook
root, slugs = Path(sys.argv[1]), sys.argv[2:]
for slug in slugs:
    parameters = {"month": "2021-02", "slug": slug}
    source = root / "notebooks" / f"{slug}.ipynb"
    execute_notebook(source, root / "out.ipynb", parameters, progress_bar=False)
"""

AS_SCRIPT = """\
import ast, json, sys
from pathlib import Path
root, slugs = Path(sys.argv[1]), sys.argv[2:]
for slug in slugs:
    names = {}
    cells = json.loads((root / "notebooks" / f"{slug}.ipynb").read_text())["cells"]
    for cell in cells:
        if cell["cell_type"] != "code":
            continue
        body = ast.parse("".join(cell["source"]))
        last = body.body.pop() if isinstance(body.body[-1], ast.Expr) else None
        exec(compile(body, slug, "exec"), names)
        if last:
            shown = eval(compile(ast.Expression(last.value), slug, "eval"), names)
            for way in ("_repr_mimebundle_", "_repr_html_", "_repr_markdown_"):
                if hasattr(shown, way):
                    getattr(shown, way)()
"""


def main() -> None:
    """Measure everything, print it and keep it."""
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder) / "opsg"
        project.mkdir()
        for part in PARTS:
            copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copyfile
            copy(ROOT / part, project / part)
        before = results.machine()
        text = "".join((*_notebooks(project), "\n", *_builds(project)))
    text += f"\nBefore: {before}\n\nAfter: load {os.getloadavg()[0]:.1f}.\n"
    print(text, end="")
    results.write("Builds (`bench/build.py`)", text)


def _notebooks(project: Path) -> Iterator[str]:
    """The twelve issues' notebooks by four ways of running them."""
    slugs = sorted(path.name for path in (project / "data" / "issues").iterdir())

    def by_command() -> None:
        for slug in slugs:
            _run(
                [sys.executable, "-m", "papermill", "--no-progress-bar"],
                [str(project / "notebooks" / f"{slug}.ipynb"), str(project / "out.ipynb")],
                ["-p", "month", "2021-02", "-p", "slug", slug],
                project=project,
            )

    def by_script(source: str) -> Callable[[], None]:
        return lambda: _run([sys.executable, "-c", source, str(project), *slugs], project=project)

    ways = {
        "the papermill command, one after another": by_command,
        "`papermill.execute_notebook`, one after another in one process": by_script(IN_ONE_PROCESS),
        "the engine of this project": by_script(OURS),
        "the same cells as one plain Python script": by_script(AS_SCRIPT),
    }
    taken: dict[str, list[float]] = {way: [] for way in ways}
    for turn in range(REPEATS):
        # The two that start kernels take most of the time.
        for way, run in list(ways.items())[0 if turn < REPEATS_OF_KERNELS else 2 :]:
            taken[way].append(_seconds(run))
    medians = {way: median(seconds) for way, seconds in taken.items()}
    *_, ours, script = medians.values()
    count = len(slugs)
    yield f"The notebooks of the {count} issues, each way in new processes, all in turn; median "
    yield f"of {REPEATS}, with kernels of {REPEATS_OF_KERNELS}.\n\n"
    yield "| way | seconds | times as long |\n| --- | ---: | ---: |\n"
    for way, seconds in medians.items():
        yield f"| {way} | {seconds:.2f} | {seconds / ours:.1f} |\n"
    yield f"\nOver the plain script: {(ours - script) / count:+.2f} s a notebook.\n"


def _builds(project: Path) -> Iterator[str]:
    """Whole builds with the embedded renderer after changes of each kind."""
    changes: dict[str, Callable[[Path], None]] = {
        "cold, nothing in the cache": _forget,
        "nothing changed": lambda project: None,
        "one month’s file of one dataset changed": _change_figure,
        "one notebook edited": _edit_notebook,
        "one word of `_quarto.yml` changed": _change_word,
    }
    taken: dict[str, list[float]] = {name: [] for name in changes}
    did = {}
    for _ in range(REPEATS):
        for name, change in changes.items():
            change(project)
            taken[name].append(_seconds(lambda: _build(project)))
            did[name] = _did(project)
    cold = median(taken["cold, nothing in the cache"])
    yield f"Whole builds, each by a new process, the kinds in turn; median of {REPEATS}.\n\n"
    yield "| build | seconds | notebooks run | pages rendered | part of cold |\n"
    yield "| --- | ---: | ---: | ---: | ---: |\n"
    for name, seconds in taken.items():
        middle = median(seconds)
        yield f"| {name} | {middle:.2f} | {did[name]} | {middle / cold:.2f} |\n"


def _did(project: Path) -> str:
    """How many notebooks and pages the last build made, as cells of the table."""
    summary = json.loads((project / "_build" / "summary.json").read_text())
    notebooks, pages = summary["notebooks"], summary["pages"]
    ran, anew = len(notebooks["run"]), len(pages["anew"])
    return (
        f"{ran} of {ran + len(notebooks['recalled'])} | {anew} of {anew + len(pages['recalled'])}"
    )


def _build(project: Path) -> None:
    _run([sys.executable, str(project / "build.py"), "--renderer", "pandoc"], project=project)


def _run(*command: list[str], project: Path) -> None:
    environment = {**os.environ, "OPSG_DATA": str(project / "data")}
    subprocess.run(
        [word for part in command for word in part],
        check=True,
        capture_output=True,
        cwd=project,
        env=environment,
    )


def _seconds(work: Callable[[], None]) -> float:
    """The seconds that some work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _forget(project: Path) -> None:
    for made in (".opsg", "_build", "_site", "._site.opsg"):
        shutil.rmtree(project / made, ignore_errors=True)


def _change_figure(project: Path) -> None:
    """Count one more in a row that no reported figure is checked against."""
    path = project / "data" / "snapshots" / "hub_exceptions" / "2020-03.csv"
    header, row, *others = path.read_text().splitlines()
    cells = row.split(",")
    place = header.split(",").index("open")
    cells[place] = str(int(cells[place]) + 1)
    path.write_text("\n".join([header, ",".join(cells), *others, ""]))


def _edit_notebook(project: Path) -> None:
    path = project / "notebooks" / "spurious-alerts.ipynb"
    notebook = json.loads(path.read_text())
    headings = [cell for cell in notebook["cells"] if cell["cell_type"] == "markdown"]
    headings[-1]["source"] = ["".join(headings[-1]["source"]) + " again"]
    path.write_text(json.dumps(notebook))


def _change_word(project: Path) -> None:
    path = project / "_quarto.yml"
    path.write_text(path.read_text().replace("Issues Log", "Issues Log again", 1))


if __name__ == "__main__":
    main()
