"""Only regular files inside the project are read: links, pipes and devices are refused at once."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from opsg.build.check import check_all, outline
from opsg.build.request import Request
from opsg.core.errors import UserError
from opsg.rendering import assemble

PLACES = (
    "data/extra", "data/stages.yml", "data/issues/extra", "data/snapshots/capacity/2021-02.csv",
    "data/papers", "data/modifications", "data/context", "site/x.html", "notebooks/x.ipynb",
    "_quarto.yml",
)  # fmt: skip


def link(target: str) -> Callable[[Path], None]:
    return lambda path: path.symlink_to(target)


KINDS: dict[str, Callable[[Path], object]] = {
    "/": link("/"),
    "/dev/zero": link("/dev/zero"),
    "environment": link("/proc/self/environ"),
    "itself": link("x"),
    "pipe": os.mkfifo,
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_link_or_a_pipe_is_named_and_nothing_is_read_through_it(
    golden_copy: Path, kind: str
) -> None:
    for place in PLACES:
        path = golden_copy / place
        kept = path.with_name(".kept")
        if path.exists():
            path.rename(kept)
        KINDS[kind](path)
        request = Request(golden_copy, golden_copy / "data", golden_copy / "_site")
        (finding,) = check_all(request).errors
        assert str(finding.where) == place
        assert "Put the file itself in its place" in finding.remedy
        with pytest.raises(UserError, match=r"this is (a link|no file)"):
            outline(request)
        path.unlink()
        if kept.exists():
            kept.rename(path)


def test_what_cannot_be_removed_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path, **_: object) -> None:
        raise PermissionError(1, "Operation not permitted", str(path))

    (tmp_path / "_build").mkdir()
    monkeypatch.setattr(shutil, "rmtree", refuse)
    with pytest.raises(UserError, match="cannot be removed: Operation not permitted"):
        assemble.assemble(tmp_path, tmp_path / "_build", {})


def test_a_file_in_place_of_the_assembled_project_is_replaced(golden_copy: Path) -> None:
    (golden_copy / "_build").write_text("x")
    assemble.assemble(golden_copy, golden_copy / "_build", {})
    assert (golden_copy / "_build" / "template.html").is_file()


def test_what_is_hidden_in_the_site_s_folder_is_not_assembled(golden_copy: Path) -> None:
    shutil.rmtree(golden_copy / "_build", ignore_errors=True)
    (golden_copy / "site" / ".environment").symlink_to("/proc/self/environ")
    assemble.assemble(golden_copy, golden_copy / "_build", {})
    assert not list((golden_copy / "_build").glob(".*"))
