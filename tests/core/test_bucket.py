"""Data in a bucket: the site is the one of the same data in a folder, and trouble is told."""

import json
import shutil
import socket
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from bucket import NAME, Bucket, served
from smallest import smallest

from opsg.cli import main
from opsg.core import bucket as remote
from opsg.core.cache import digests
from opsg.core.cache.inputs import Inputs
from opsg.core.errors import UserError
from opsg.data import snapshots
from opsg.data.snapshots.check import check_folder

pytest.importorskip("obstore", reason="pip install -e '.[cloud]'")

ADDRESS = f"s3://{NAME}/data"
CSV = """\
month,dno,alerts_expected,on_time,late,missing,provenance
2021-01,DNO A,100,80,15,5,illustrative
2021-01,DNO B,50,40,6,4,reported
"""
FOLDER = "data/snapshots/power_outages"


@pytest.fixture(scope="module")
def service() -> Iterator[Bucket]:
    """One for all tests, because Polars goes on asking the endpoint that it has asked first."""
    with served() as bucket:
        yield bucket


@pytest.fixture
def bucket(service: Bucket, monkeypatch: pytest.MonkeyPatch) -> Bucket:
    """An empty bucket, and the environment in which it is found."""
    environment = {
        "AWS_ACCESS_KEY_ID": "reader",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_REGION": "eu-west-2",
        "AWS_ENDPOINT_URL": service.endpoint,
        "AWS_ALLOW_HTTP": "true",
    }
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    service.objects.clear()
    service.refuse = False
    return service


def as_parquet(csv: str) -> pl.DataFrame:
    rows = pl.read_csv(csv.encode())
    return rows.with_columns((pl.col("month") + "-01").str.to_date())


@pytest.fixture
def small(tmp_path: Path, bucket: Bucket) -> Path:
    """A month as CSV and one as Parquet, in a folder and in the bucket."""
    folder = tmp_path / "own" / "snapshots" / "power_outages"
    folder.mkdir(parents=True)
    (folder / "2021-01.csv").write_text(CSV)
    as_parquet(CSV.replace("2021-01", "2021-02")).write_parquet(folder / "2021-02.parquet")
    bucket.upload(tmp_path / "own")
    return tmp_path / "own"


def test_the_command_publishes_the_same_site_from_a_bucket(
    tmp_path: Path, bucket: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = smallest(tmp_path / "small")
    monkeypatch.chdir(root)
    arguments = ["--renderer", "pandoc"]
    assert main([*arguments, "--no-cache", "--output", "local"], root=root) == 0
    bucket.upload(root / "data")
    shutil.rmtree(root / "data")
    shutil.rmtree(root / ".opsg")
    arguments += ["--data", ADDRESS]

    assert main(arguments, root=root) == 0
    assert _summary(root)["notebooks"]["recalled"] == []
    assert digests.digest_tree(root / "_site") == digests.digest_tree(root / "local")

    assert main(arguments, root=root) == 0
    assert _summary(root)["notebooks"]["run"] == {}


def test_a_changed_parquet_file_runs_the_notebooks_that_read_it_and_no_others(
    golden_built: Path, bucket: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = golden_built / "data"
    month = own / "snapshots" / "capacity" / "2020-12.csv"
    rows = as_parquet(month.read_text())
    month.unlink()
    rows.write_parquet(month.with_suffix(".parquet"))
    monkeypatch.chdir(golden_built)
    arguments = ["--renderer", "pandoc"]
    assert main([*arguments, "--output", "local"], root=golden_built) == 0
    bucket.upload(own)
    arguments += ["--data", ADDRESS]
    assert main(arguments, root=golden_built) == 0
    assert digests.digest_tree(golden_built / "_site") == digests.digest_tree(
        golden_built / "local"
    )

    rows.with_columns(pl.col("peak_demand") + 1).write_parquet(month.with_suffix(".parquet"))
    bucket.upload(own)
    assert main(arguments, root=golden_built) == 0
    ran = _summary(golden_built)["notebooks"]["run"]
    assert "capacity-management" in ran
    assert "han-stability" not in ran


def _summary(project: Path) -> dict[str, Any]:
    summary: dict[str, Any] = json.loads((project / "_build" / "summary.json").read_text())
    return summary


def test_csv_and_parquet_are_read_as_in_a_folder(small: Path, tmp_path: Path) -> None:
    mirrored = remote.mirror(ADDRESS, tmp_path / "mirrors")

    def rows(data: Path) -> pl.DataFrame:
        return snapshots.scan("power_outages", data=data).collect().sort("month", "dno")

    assert rows(mirrored).equals(rows(small))
    assert all(
        "There is no snapshot" in each.problem for each in check_folder(mirrored / "snapshots")
    )


def test_parquet_stays_in_the_bucket_and_filters_reach_it(small: Path, tmp_path: Path) -> None:
    mirrored = remote.mirror(ADDRESS, tmp_path / "mirrors")
    assert (mirrored / "snapshots/power_outages/2021-02.parquet").stat().st_size < 200

    rows = snapshots.scan("power_outages", data=mirrored)
    plan = rows.filter(pl.col("dno") == "DNO A").select("on_time").explain()
    scanned = plan.partition("Parquet SCAN")[2]
    assert f"{ADDRESS}/snapshots/power_outages/2021-02.parquet" in scanned
    assert "PROJECT 2/7 COLUMNS" in scanned
    assert 'SELECTION: col("dno") == "DNO A"' in scanned


def test_a_mirror_follows_what_is_changed_added_and_removed(
    small: Path, bucket: Bucket, tmp_path: Path
) -> None:
    mirrored = remote.mirror(ADDRESS, tmp_path / "mirrors")
    before = digests.digest_tree(mirrored)
    bucket.objects[f"{FOLDER}/2021-01.csv"] = CSV.replace("80,15", "79,16").encode()
    bucket.objects[f"{FOLDER}/2021-02.parquet"] += b"more"
    bucket.objects["data/glossary.yml"] = b"[]"
    remote.refresh(mirrored)
    after = digests.digest_tree(mirrored)
    assert {name for name in after if after[name] != before.get(name)} == {
        "./", "glossary.yml", "snapshots/power_outages/2021-01.csv",
        "snapshots/power_outages/2021-02.parquet",
    }  # fmt: skip

    del bucket.objects["data/glossary.yml"]
    remote.refresh(mirrored)
    assert not (mirrored / "glossary.yml").exists()


def test_a_build_sees_what_changes_in_the_bucket_while_it_goes_on(
    small: Path, bucket: Bucket, tmp_path: Path
) -> None:
    inputs = Inputs(tmp_path, remote.mirror(ADDRESS, tmp_path / "mirrors"))
    assert inputs.changed() == []
    bucket.objects[f"{FOLDER}/2021-02.parquet"] += b"more"
    assert inputs.changed() == ["data/snapshots/power_outages/2021-02.parquet"]


def test_a_mirror_can_be_brought_up_to_date_by_many_at_once(small: Path, tmp_path: Path) -> None:
    mirrored = remote.mirror(ADDRESS, tmp_path / "mirrors")
    with ThreadPoolExecutor(8) as threads:
        for refreshed in [threads.submit(remote.refresh, mirrored) for _ in range(40)]:
            refreshed.result()

    assert remote.address_of(mirrored) == ADDRESS
    assert not [*mirrored.parent.glob(".mirrored*")]


def test_a_mirror_that_was_damaged_is_mended(small: Path, tmp_path: Path) -> None:
    mirrored = remote.mirror(ADDRESS, tmp_path / "mirrors")
    (mirrored / "snapshots/power_outages/2021-01.csv").write_text("damaged")
    remote.mirror(ADDRESS, tmp_path / "mirrors")
    assert (mirrored / "snapshots/power_outages/2021-01.csv").read_text() == CSV


def test_a_broken_parquet_file_is_told_by_the_check(
    small: Path, bucket: Bucket, tmp_path: Path
) -> None:
    bucket.objects[f"{FOLDER}/2021-02.parquet"] = b"PAR1" * 50
    findings = check_folder(remote.mirror(ADDRESS, tmp_path / "mirrors") / "snapshots")
    assert "This is not a whole Parquet file." in [finding.problem for finding in findings]


def test_a_parquet_file_that_is_gone_meanwhile_is_told_by_the_check(
    small: Path, bucket: Bucket, tmp_path: Path
) -> None:
    mirrored = remote.mirror(ADDRESS, tmp_path / "mirrors")
    del bucket.objects[f"{FOLDER}/2021-02.parquet"]
    told = [
        each.problem for each in check_folder(mirrored / "snapshots") if each.severity == "error"
    ]
    assert len(told) == 1
    assert told[0].startswith("It cannot be read: ")
    assert "\n" not in told[0]


@pytest.mark.parametrize(
    "command",
    [
        ["ingest", "extract.csv", "--dataset", "alerts", "--month", "2021-03",
         "--provenance", "reported"],
        ["new-month", "2021-03", "--classification", "White"],
        ["new-issue", "late-reads", "--title", "Late", "--month", "2021-02",
         "--classification", "White"],
        ["close-issue", "han-stability", "--month", "2021-02"],
        ["import-paper", "paper.txt"],
    ],
    ids=lambda command: command[0],
)  # fmt: skip
def test_commands_that_write_refuse_a_bucket(
    small: Path,
    golden_copy: Path,
    command: list[str],
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    for file in ("extract.csv", "paper.txt"):
        (tmp_path / file).write_text("x\n")
    assert main(["--data", ADDRESS, *command], root=golden_copy) == 1
    said = capsys.readouterr().err
    assert f"{ADDRESS}: this command writes, and data in a bucket can only be read." in said


@pytest.mark.parametrize(
    ("address", "problem"),
    [
        ("s3://no-such-bucket/data", "there is no such bucket"),
        ("s3://bucket/elsewhere", "there is nothing"),
        ("ftp://bucket/data", "this is no address of a bucket"),
        ("s3://", "this is no address of a bucket"),
    ],
)
def test_an_address_without_data_is_told(
    small: Path,
    golden_copy: Path,
    address: str,
    problem: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["--data", address], root=golden_copy) == 1
    assert problem in " ".join(capsys.readouterr().err.split())


def test_refused_access_is_told(small: Path, bucket: Bucket, tmp_path: Path) -> None:
    bucket.refuse = True
    with pytest.raises(UserError, match="access is refused"):
        remote.mirror(ADDRESS, tmp_path / "mirrors")


@pytest.mark.parametrize("address", [ADDRESS, "s3://bucket/data-401-403"])
def test_a_service_that_does_not_answer_is_told_in_time(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{unused.getsockname()[1]}")
        started = time.monotonic()
        with pytest.raises(UserError, match="the network or the service does not answer"):
            remote.mirror(address, tmp_path / "mirrors")
    assert time.monotonic() - started < 30


def test_no_credentials_are_told_in_time(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    started = time.monotonic()
    with pytest.raises(UserError, match="there are no credentials"):
        remote.mirror(ADDRESS, tmp_path / "mirrors")
    assert time.monotonic() - started < 60


def test_without_obstore_the_command_says_how_to_install_it(
    golden_copy: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "obstore.store", None)
    assert main(["--data", ADDRESS], root=golden_copy) == 1
    assert "obstore is not installed. Run: pip install -e '.[cloud]'" in capsys.readouterr().err
