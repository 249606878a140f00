"""A function can be called where the notebooks run, and what is wrong comes back from there."""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from opsg.build.request import LARGE, Request
from opsg.core.errors import NO_ROOM, UserError
from opsg.execution.pool import WorkerEnded, Workers
from opsg.execution.runner import Runner, open_runner

pytestmark = pytest.mark.usefixtures("own_libraries")


@pytest.fixture(scope="module", params=["opsg", "kernel"])
def ours(request: pytest.FixtureRequest) -> Iterator[Runner]:
    with open_runner(request.param, {}) as started:
        yield started


def test_a_call_does_what_the_function_does(ours: Runner, tmp_path: Path) -> None:
    ours.call("os:makedirs", {"name": str(tmp_path / "made" / "there")})

    assert (tmp_path / "made" / "there").is_dir()


def test_a_call_returns_what_the_function_returns(ours: Runner) -> None:
    assert ours.call("os.path:basename", {"p": "data/2021-02.csv"}) == "2021-02.csv"


def test_what_is_wrong_with_its_input_is_told_as_the_function_tells_it(ours: Runner) -> None:
    with pytest.raises(UserError, match="2021-13") as raised:
        ours.call("opsg.core.months:first_day", {"month": "2021-13"})

    assert raised.value.findings[0].remedy


def test_a_crash_is_an_error_and_others_can_be_called(tmp_path: Path) -> None:
    with open_runner("opsg", {}) as ours:
        with pytest.raises(UserError, match=r"os:_exit: .*ended with exit code 3"):
            ours.call("os:_exit", {"status": 3})
        ours.call("os:makedirs", {"name": str(tmp_path / "made")})


def test_a_bug_keeps_its_traceback(workers: Workers) -> None:
    with (
        workers.worker(Path.cwd()) as worker,
        pytest.raises(RuntimeError, match=r"Traceback(?s:.*)FileNotFoundError"),
    ):
        worker.call("os:rmdir", {"path": "/nowhere"}, time_limit=10)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device")
def test_a_full_disk_is_told_as_that(workers: Workers) -> None:
    with (
        workers.worker(Path.cwd()) as worker,
        pytest.raises(OSError, match="No space left on device") as told,
    ):
        worker.call("shutil:copyfile", {"src": __file__, "dst": "/dev/full"}, time_limit=10)
    assert told.value.errno in NO_ROOM


def test_a_function_that_takes_too_long_is_stopped(workers: Workers) -> None:
    with (
        workers.worker(Path.cwd()) as worker,
        pytest.raises(WorkerEnded, match=r"took more than 0\.3 s"),
    ):
        worker.call("signal:pause", {}, time_limit=0.3)


def test_data_in_a_bucket_is_as_much_as_it_is_there(tmp_path: Path) -> None:
    file = tmp_path / "data/snapshots/hub_exceptions/2021-02.parquet"
    file.parent.mkdir(parents=True)
    for size, much in ((LARGE, False), (LARGE + 1, True)):
        file.write_text(f"stands in for s3://bucket/data/{file.name}\n{size} bytes, etag\n")
        assert Request(tmp_path, tmp_path / "data", tmp_path / "_site").in_turn is much


def test_of_much_data_one_process_works_at_a_time(tmp_path: Path) -> None:
    request = Request(tmp_path, tmp_path / "data", tmp_path / "_site")
    assert not request.in_turn
    file = tmp_path / "data/snapshots/hub_exceptions/2021-02.parquet"
    file.parent.mkdir(parents=True)
    file.touch()
    os.truncate(file, LARGE + 1)

    assert Request(tmp_path, tmp_path / "data", tmp_path / "_site").in_turn
    with open_runner("opsg", {}, in_turn=True) as ours, ThreadPoolExecutor() as threads:
        assert ours.at_once == 1
        room = f"mkdir {tmp_path}/room && sleep 0.2 && rmdir {tmp_path}/room"
        calls = [threads.submit(ours.call, "subprocess:getoutput", {"cmd": room}) for _ in "ab"]
        assert [each.result() for each in calls] == ["", ""]
