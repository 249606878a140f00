"""Nothing passes from one notebook to the next, and what one does to its process is its own."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from papermill import PapermillExecutionError

from opsg.execution.pool import Workers

pytestmark = pytest.mark.usefixtures("own_libraries")

DIRTY = """
import os, random, sys, warnings, builtins, threading, signal
import polars, plotly.io, plotly.graph_objects as go
left = 1
builtins.left = 1
polars.left = 1
os.chdir("/")
os.environ["LEFT"] = "1"
sys.path.append("left")
warnings.simplefilter("ignore")
plotly.io.templates["left"] = go.layout.Template()
plotly.io.templates.default = "left"
plotly.io.renderers.default = "json"
polars.Config.set_tbl_rows(1)
sys.displayhook = print
get_ipython().display_formatter.formatters["text/plain"].for_type(int, lambda n, *_: None)
get_ipython().events.register("pre_run_cell", lambda *_: print("left"))
signal.signal(signal.SIGTERM, signal.SIG_IGN)
threading.Thread(target=lambda: __import__("time").sleep(60), daemon=True).start()
sys.stdout = open(os.devnull, "w")
"""

LOOK = """
import os, sys, warnings, builtins, threading, signal, types
import polars, plotly.io
print({
    "variable": "left" in globals(),
    "builtin": hasattr(builtins, "left"),
    "module": hasattr(polars, "left"),
    "folder": os.getcwd() == "/",
    "environment": "LEFT" in os.environ,
    "path": "left" in sys.path,
    "template": "left" in list(plotly.io.templates) or plotly.io.templates.default == "left",
    "renderer": plotly.io.renderers.default == "json",
    "table": polars.Config.state()["POLARS_FMT_MAX_ROWS"] == "1",
    "hook": sys.displayhook is print,
    "signal": signal.getsignal(signal.SIGTERM) == signal.SIG_IGN,
    "thread": threading.active_count() > 1,
})
warnings.warn("still heard")
"""


def test_a_notebook_finds_nothing_that_another_has_left(execute: Any) -> None:
    execute(DIRTY, "1")

    cell = execute(LOOK).cells[1]

    (printed,) = (output.text for output in cell.outputs if output.get("name") == "stdout")
    found: dict[str, bool] = eval(printed)
    assert [name for name, left in found.items() if left] == []
    assert any("still heard" in output.text for output in cell.outputs)


def test_a_notebook_finds_its_environment_and_its_folder(execute: Any, tmp_path: Path) -> None:
    (tmp_path / "beside.py").write_text("here = True\n")
    look = "import os, beside\nprint(os.environ['OPSG_DATA'], os.getcwd(), beside.here)"
    with Workers(os.environ | {"OPSG_DATA": "/the/data"}) as workers:
        cell = execute(look, workers=workers).cells[1]

    assert cell.outputs[0].text == f"/the/data {tmp_path} True\n"


def test_random_numbers_differ_between_notebooks(execute: Any) -> None:
    source = "import random, uuid\nprint(random.random(), uuid.uuid4())"

    drawn = {execute(source).cells[1].outputs[0].text for _ in range(2)}

    assert len(drawn) == 2


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("import os\nos._exit(0)", "exit code 0"),
        ("import os\nos._exit(3)", "exit code 3"),
        ("import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)", "SIGSEGV"),
        ("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", "SIGKILL"),
        ("while True:\n    pass", "more than 1 s"),
        ("import re\nre.match('(a+)+b', 'a' * 60)", "more than 1 s"),
        (
            "import time\ntry:\n    time.sleep(60)\nexcept BaseException:\n    time.sleep(60)",
            "more than 1 s",
        ),
        ("filled = [bytes([1]) * 2**20 for _ in range(2**12)]", "more than 0.5 GiB of memory"),
        ("filled = bytes(2**50)", "MemoryError"),
        ("exit()", None),
    ],
)
def test_a_cell_that_ends_or_blocks_its_process_is_that_cells_error(
    execute: Any, source: str, said: str | None
) -> None:
    time_limit = 1 if said == "more than 1 s" else 30
    limits = {"execution_timeout": time_limit, "memory_limit": 2**29}

    with pytest.raises(PapermillExecutionError) as raised:
        execute(source, "print('never')", **limits)

    assert raised.value.cell_index == (1 if said else 2)
    assert (said or "exit code 0") in f"{raised.value.ename}: {raised.value.evalue}"
    assert execute("1 + 1").cells[1].outputs[0].data == {"text/plain": "2"}


def test_what_a_notebook_started_ends_with_it(execute: Any) -> None:
    started = execute("import subprocess\nprint(subprocess.Popen(['sleep', '300']).pid)").cells[1]

    assert _ends(int(started.outputs[0].text))


def test_a_killed_build_leaves_no_process(tmp_path: Path) -> None:
    build = tmp_path / "build.py"
    build.write_text(
        "import sys\n"
        "from pathlib import Path\n"
        "from opsg.execution.pool import Workers\n"
        "if __name__ == '__main__':\n"
        "  with Workers() as workers, workers.worker(Path('/')) as worker:\n"
        "    source = 'import os, subprocess; print(os.getpid(), os.getppid(), '\\\n"
        '        \'subprocess.Popen(["sleep", "300"]).pid)\'\n'
        "    reply = worker.run(0, source, time_limit=None, memory_limit=None)\n"
        "    print(reply['outputs'][0]['text'], flush=True)\n"
        "    worker.run(1, 'while True: pass', time_limit=None, memory_limit=None)\n"
    )
    running = subprocess.Popen([sys.executable, build], stdout=subprocess.PIPE, text=True)
    assert running.stdout
    with running.stdout as said:
        numbers = [int(number) for number in said.readline().split()]
        running.kill()
        running.wait()

    assert len(numbers) == 3
    assert all(_ends(number) for number in numbers)


def test_stopping_ends_a_cell_that_runs(tmp_path: Path) -> None:
    def stop() -> None:
        time.sleep(0.3)
        workers.stop()

    with Workers() as workers, workers.worker(tmp_path) as worker:
        stopper = threading.Thread(target=stop)
        stopper.start()
        with pytest.raises(Exception, match="ended"):
            worker.run(0, "while True: pass", time_limit=None, memory_limit=None)
        stopper.join()


def _ends(process: int) -> bool:
    """Whether a process is gone within a minute, which is long on a busy machine too."""
    for _ in range(1200):
        try:
            state = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return True
        if state == "Z":
            return True
        time.sleep(0.05)
    os.kill(process, signal.SIGKILL)
    return False


def test_workers_are_spawned_where_a_fork_would_wait_for_lost_threads(
    execute: Any, tmp_path: Path
) -> None:
    """A library that runs a Polars query while it is imported makes forked processes hang."""
    (tmp_path / "sitecustomize.py").write_text(
        "import polars\npolars.LazyFrame({'a': [1]}).select(polars.col('a').sum()).collect()\n"
    )
    look = "import os, polars\npolars.LazyFrame({'a': [1]}).select('a').collect().item()"
    environment = os.environ | {"PYTHONPATH": str(tmp_path), "OPSG_DATA": "/the/data"}

    with Workers(environment) as workers:
        executed = execute(look, "print(os.environ['OPSG_DATA'])", workers=workers)

    assert executed.cells[1].outputs[0].data == {"text/plain": "1"}
    assert executed.cells[2].outputs[0].text == "/the/data\n"


@pytest.mark.skipif(sys.platform != "linux", reason="workers are forked on Linux alone")
def test_importing_the_libraries_runs_no_query_so_that_workers_can_be_forked() -> None:
    source = (
        "import sys\n"
        "from opsg.execution import forkserver, worker\n"
        "worker.prepare()\n"
        "sys.exit(forkserver.has_run())"
    )

    assert subprocess.run([sys.executable, "-c", source], check=False).returncode == 0
