"""Times builds after changes of several kinds, and the notebooks against plain papermill.

Run it with `python bench/build.py`; it takes about five minutes, prints Markdown tables and puts
them into `bench/RESULTS.md`. `--repeats` says how often each is run; what fewer than three found is
not kept. All is done on a copy of the project in a temporary folder. Before each run it waits, up
to a minute, for a moment in which the machine has nothing else to do.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import results
from costs import Cost, cells, cost, middle
from projects import add_kernel, build, change_figure, copied, forget, run

REPEATS = 3

Aim = tuple[str, float, float]

OURS = """\
import sys
from pathlib import Path
from opsg.execution.plan import Plan, Task
from opsg.execution.run import run_notebooks
from opsg.execution.runner import open_runner
root, slugs = Path(sys.argv[1]), sys.argv[2:]
tasks = [
    Task(root / "notebooks" / f"{slug}.ipynb", slug, {"month": "2021-02", "slug": slug})
    for slug in slugs
]
with open_runner("opsg", {"OPSG_DATA": str(root / "data")}) as ours:
    run_notebooks(Plan(tuple(tasks)), ours, root / ".opsg", report=lambda line: None)
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
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--repeats", type=int, default=REPEATS, help="runs of each kind")
    repeats = arguments.parse_args().repeats
    with tempfile.TemporaryDirectory() as folder:
        project = copied(Path(folder))
        add_kernel(Path(folder))
        before = results.machine()
        notebooks, aims = _notebooks(project, repeats)
        builds, more_aims = _builds(project, repeats)
        text = f"{notebooks}\n{builds}\n{results.aims(*aims, *more_aims)}"
    text += f"\nBefore: {before}\n\nAfter: load {os.getloadavg()[0]:.1f}.\n"
    print(text, end="")
    if repeats >= REPEATS:
        results.write("Builds (`bench/build.py`)", text)


def _notebooks(project: Path, repeats: int) -> tuple[str, list[Aim]]:
    """The issues' notebooks by four ways of running them: a table, and what became of the aims."""
    slugs = sorted(path.name for path in (project / "data" / "issues").iterdir())

    def by_command() -> None:
        for slug in slugs:
            run(
                [sys.executable, "-m", "papermill", "--no-progress-bar"],
                [str(project / "notebooks" / f"{slug}.ipynb"), str(project / "out.ipynb")],
                ["-p", "month", "2021-02", "-p", "slug", slug],
                project=project,
            )

    def by_script(source: str) -> Callable[[], None]:
        return lambda: run([sys.executable, "-c", source, str(project), *slugs], project=project)

    ways = {
        "the papermill command, one after another": by_command,
        "`papermill.execute_notebook`, one after another in one process": by_script(IN_ONE_PROCESS),
        "the engine of this project": by_script(OURS),
        "the same cells as one plain Python script": by_script(AS_SCRIPT),
    }
    taken: dict[str, list[Cost]] = {way: [] for way in ways}
    for _ in range(repeats):
        for way, work in ways.items():
            taken[way].append(cost(work))
    loop, _, ours, script = (middle(costs).seconds for costs in taken.values())
    count = len(slugs)
    lines = [
        f"The notebooks of the {count} issues, each way in new processes, all in turn; median ",
        f"of {repeats}.\n\n",
        "| way | seconds | fastest | of a processor | times as long |\n",
        "| --- | ---: | ---: | ---: | ---: |\n",
    ]
    for way, costs in taken.items():
        lines.append(f"| {way} | {cells(costs)} | {middle(costs).seconds / ours:.1f} |\n")
    return "".join(lines), [
        ("our engine, as part of the papermill loop", 1 / 8, ours / loop),
        ("seconds a notebook over the plain script", 0.15, (ours - script) / count),
    ]


def _builds(project: Path, repeats: int) -> tuple[str, list[Aim]]:
    """Whole builds with the embedded renderer after each change: a table, what became of aims."""
    changes: dict[str, Callable[[Path], None]] = {
        "cold, nothing in the cache": forget,
        "nothing changed": lambda project: None,
        "one month’s file of one dataset changed": change_figure,
        "one notebook edited": _edit_notebook,
        "one word of `_quarto.yml` changed": _change_word,
    }
    taken: dict[str, list[Cost]] = {name: [] for name in changes}
    did = {}
    for _ in range(repeats):
        for name, change in changes.items():
            change(project)
            taken[name].append(cost(lambda: build(project)))
            did[name] = _did(project)
    cold, unchanged, dataset, *_ = (middle(costs).seconds for costs in taken.values())
    lines = [
        f"Whole builds, each by a new process, the kinds in turn; median of {repeats}.\n\n",
        "| build | seconds | fastest | of a processor | part of cold | notebooks run |",
        " pages rendered |\n",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |\n",
    ]
    for name, costs in taken.items():
        part = middle(costs).seconds / cold
        lines.append(f"| {name} | {cells(costs)} | {part:.2f} | {did[name]} |\n")
    return "".join(lines), [
        ("seconds of a build when nothing changed", 0.5, unchanged),
        ("seconds of a build when one dataset changed", 2, dataset),
    ]


def _did(project: Path) -> str:
    """How many notebooks and pages the last build made, as cells of the table."""
    summary = json.loads((project / "_build" / "summary.json").read_text())
    notebooks, pages = summary["notebooks"], summary["pages"]
    ran, anew = len(notebooks["run"]), len(pages["anew"])
    return (
        f"{ran} of {ran + len(notebooks['recalled'])} | {anew} of {anew + len(pages['recalled'])}"
    )


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
