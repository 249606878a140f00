"""Notebooks on a Dask cluster: the same outcomes as here, also when workers die."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from smallest import smallest

from opsg.cli import main
from opsg.core.cache import digests
from opsg.core.cache.inputs import Inputs
from opsg.core.cache.recorded import Recorded
from opsg.core.cache.store import Cache
from opsg.core.errors import UserError
from opsg.execution import dask_client
from opsg.execution.cache import NotebookCache
from opsg.execution.plan import Plan, Task
from opsg.execution.run import run_notebooks
from opsg.execution.runner import open_runner

# Imported where it is used, as every process that collects tests would wait for it.
pytestmark = pytest.mark.skipif(find_spec("distributed") is None, reason="pip install -e '.[dask]'")

READ = """\
from opsg.data import folder, frontmatter
print(frontmatter.read_text(folder.data_folder() / 'fact.txt', 'fact.txt'))
"""
SLOW = "from pathlib import Path\nimport time\nPath({mark!r}).open('a').write('x')\ntime.sleep(2)"
# A notebook's process is a child of one that the Dask worker has started.
KILL_THE_DASK_WORKER = """\
import os, signal
from pathlib import Path
stat = Path(f"/proc/{os.getppid()}/stat").read_text()
os.kill(int(stat.rpartition(")")[2].split()[1]), signal.SIGKILL)
"""

Write = Callable[..., Path]
Runs = Callable[..., list[str]]
PAGE = "issues/one"


@contextmanager
def dask(workers: int, **options: Any) -> Iterator[Any]:
    from distributed import LocalCluster

    made = LocalCluster(
        n_workers=workers,
        threads_per_worker=1,
        processes=True,
        dashboard_address="127.0.0.1:0",
        silence_logs=50,
        **options,
    )
    with made:
        yield made


@contextmanager
def worker_that_finds_first(folder: Path) -> Iterator[str]:
    """A cluster with one worker that looks for packages in a folder first; its address."""
    with dask(0) as made:
        address = made.scheduler_address
        command = [sys.executable, "-m", "distributed.cli.dask_worker", address, "--no-nanny"]
        path = os.pathsep.join([str(folder), os.environ["PYTHONPATH"]])
        with subprocess.Popen(
            command,
            env=os.environ | {"PYTHONPATH": path},
            cwd=folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ) as worker:
            try:
                yield address
            finally:
                worker.kill()


@pytest.fixture(scope="module")
def two_workers() -> Iterator[Any]:
    with dask(2) as made:
        yield made


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project with one fact."""
    root = tmp_path / "project"
    for folder in ("data", "notebooks", "site"):
        (root / folder).mkdir(parents=True)
    (root / "_quarto.yml").touch()
    (root / "data" / "fact.txt").write_text("44 meetings")
    return root


@pytest.fixture
def runs(root: Path, write: Write) -> Runs:
    """Runs a notebook of one cell on the cluster at an address; the lines that it printed."""

    def runs(address: str, cell: str, data: Path = root / "data") -> list[str]:
        task = Task(write(root / "notebooks/one.ipynb", cell), PAGE, {"month": "2021-02"})
        inputs = Inputs(root, data)
        cached = NotebookCache(Recorded(Cache(root / ".opsg"), inputs, dict.fromkeys))
        with (
            open_runner("opsg", {}) as local,
            dask_client.open_cluster(address, local, inputs) as ours,
        ):
            done = run_notebooks(Plan((task,)), ours, root, cache=cached, report=lambda _: None)
        ((_, executed),) = done.notebooks
        outputs = json.loads(executed.read_text())["cells"][-1]["outputs"]
        return [line.strip() for output in outputs for line in output["text"]]

    return runs


def is_remembered(root: Path) -> bool:
    """Whether a build of what there is now would take the notebook from the cache."""
    task = Task(root / "notebooks" / "one.ipynb", PAGE, {"month": "2021-02"})
    inputs = Inputs(root, root / "data")
    cached = NotebookCache(Recorded(Cache(root / ".opsg"), inputs, dict.fromkeys))
    return cached.find_all([task])[task] is not None


def test_the_site_is_the_one_that_is_built_here_and_is_in_the_cache(
    two_workers: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = smallest(tmp_path / "opsg")
    monkeypatch.chdir(root)
    arguments = ["--renderer", "pandoc"]
    assert main([*arguments, "--output", "here"], root=root) == 0
    shutil.rmtree(root / ".opsg")
    assert main([*arguments, "--dask", two_workers.scheduler_address], root=root) == 0

    assert digests.digest_tree(root / "_site") == digests.digest_tree(root / "here")
    assert main(arguments, root=root) == 0
    summary = json.loads((root / "_build" / "summary.json").read_text())
    assert summary["notebooks"]["run"] == {}


def test_workers_read_the_shared_folders(two_workers: Any, root: Path, runs: Runs) -> None:
    shown = "from opsg.data import folder\nprint(folder.data_folder())"
    assert runs(two_workers.scheduler_address, shown) == [str(root / "data")]


def test_workers_that_do_not_find_the_folders_are_sent_them(
    two_workers: Any, root: Path, runs: Runs, monkeypatch: pytest.MonkeyPatch
) -> None:
    # This path leads each process to its own working folder, and there are no data in the workers'.
    monkeypatch.chdir(root)
    address = two_workers.scheduler_address

    assert runs(address, READ, Path("/proc/self/cwd/data")) == ["44 meetings"]
    assert is_remembered(root)
    (root / "data" / "fact.txt").write_text("45 meetings")
    assert not is_remembered(root)


def test_data_too_large_to_be_sent_are_refused(
    two_workers: Any, root: Path, runs: Runs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(root)
    (root / "data" / "large.bin").write_bytes(os.urandom(9 * 2**20))
    with pytest.raises(UserError, match="packed it has 9 MiB, too much to send"):
        runs(two_workers.scheduler_address, READ, Path("/proc/self/cwd/data"))


def test_an_error_names_the_notebook_of_the_build(two_workers: Any, runs: Runs) -> None:
    with pytest.raises(UserError) as told:
        runs(two_workers.scheduler_address, "1 / 0")
    (finding,) = told.value.findings
    assert str(finding.where) == "notebooks/one.ipynb, cell 2, line 1"
    assert "ZeroDivisionError: division by zero" in finding.problem
    assert "1 / 0" in Path(finding.remedy.removeprefix("Its traceback is in ")[:-1]).read_text()


def test_a_notebook_whose_worker_is_killed_runs_again(
    two_workers: Any, runs: Runs, tmp_path: Path
) -> None:
    from distributed import Client

    mark = tmp_path / "started"

    def kill() -> None:
        while not mark.exists():
            time.sleep(0.05)
        with Client(two_workers.scheduler_address, set_as_default=False) as client:
            (busy,) = [worker for worker, keys in client.processing().items() if keys]
            os.kill(client.run(os.getpid, workers=[busy])[busy], signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    slow = SLOW.format(mark=str(mark)) + "\nprint('done')"
    assert runs(two_workers.scheduler_address, slow) == ["done"]
    killer.join()
    assert mark.read_text() == "xx"


@pytest.mark.slow
def test_a_notebook_that_kills_every_worker_is_named(
    two_workers: Any, runs: Runs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(two_workers.scheduler, "allowed_failures", 0)
    with pytest.raises(UserError, match=r"one\.ipynb: the worker that ran it died, 1 times"):
        runs(two_workers.scheduler_address, KILL_THE_DASK_WORKER)


@pytest.mark.slow
def test_a_cluster_that_loses_all_workers_is_told(
    runs: Runs, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(dask_client, "PATIENCE_S", 2)
    mark = tmp_path / "started"
    with dask(1) as made:

        def remove() -> None:
            while not mark.exists():
                time.sleep(0.05)
            made.scale(0)

        remover = threading.Thread(target=remove)
        remover.start()
        slow = SLOW.format(mark=str(mark)) * 5
        with pytest.raises(UserError, match="the cluster has lost all its workers"):
            runs(made.scheduler_address, slow.replace("sleep(2)", "sleep(9)\n"))
        remover.join()


def test_a_cluster_without_workers_is_refused(runs: Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dask_client, "PATIENCE_S", 1)
    with dask(0) as made, pytest.raises(UserError, match="the cluster has no workers"):
        runs(made.scheduler_address, READ)


def test_other_versions_there_are_refused(runs: Runs, tmp_path: Path) -> None:
    (tmp_path / "older" / "polars-1.0.0.dist-info").mkdir(parents=True)
    with worker_that_finds_first(tmp_path / "older") as address:
        with pytest.raises(UserError, match=r"polars is 1\.0\.0 there and 2\.\S+ here") as told:
            runs(address, READ)
        assert len(told.value.findings) == 1


def test_workers_without_this_program_are_refused(runs: Runs, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "opsg.py").touch()
    with (
        worker_that_finds_first(tmp_path / "other") as address,
        pytest.raises(
            UserError, match=r"it cannot use this program: .*No module named 'opsg\.execution'"
        ),
    ):
        runs(address, READ)


def _unused_address() -> str:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return f"tcp://127.0.0.1:{taken.getsockname()[1]}"


@pytest.mark.parametrize(
    ("address", "problem"),
    [
        (_unused_address(), "no Dask scheduler answers at tcp://127.0.0.1"),
        ("nonsense", "'nonsense' is no address"),
        ("gopher://127.0.0.1:70", "is no address"),
    ],
    ids=["nobody listens", "no address", "another scheme"],
)
def test_an_address_without_a_scheduler_is_an_error_in_time(
    golden_copy: Path,
    address: str,
    problem: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(dask_client, "PATIENCE_S", 1)
    started = time.monotonic()
    assert main(["--dask", address], root=golden_copy) == 1
    assert problem in capsys.readouterr().err
    assert time.monotonic() - started < 60


def test_without_dask_the_command_says_how_to_install_it(
    golden_copy: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert main(["--dask", "tcp://127.0.0.1:8786"], root=golden_copy) == 1
    assert "Dask is not installed. Run: pip install -e '.[dask]'" in capsys.readouterr().err


def test_kernels_do_not_run_on_a_cluster(
    golden_copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--engine", "kernel", "--dask", "tcp://127.0.0.1:8786"], root=golden_copy) == 1
    assert "with the engine opsg only" in capsys.readouterr().err
