"""As of which month each edition is, and what is a draft until its paper is out."""

from __future__ import annotations

from pathlib import Path

import pytest

from opsg.build.check import outline
from opsg.build.request import Request
from opsg.cli import main
from opsg.core.errors import UserError
from opsg.data import log

PAPER = {"paper": "OPSG_45_0303", "paper_date": "2021-03-23"}


def begin_march(project: Path, **meeting: str) -> Path:
    """Begin March 2021, a draft but for what is told of its `meeting`, in a project."""
    began = main(["new-month", "2021-03", "--classification", "White"], root=project)
    assert began == 0
    path = project / "data/meetings.yml"
    _, at, march = path.read_text("utf-8").rpartition("  month: 2021-03\n")
    lines = [f"  {key}: {value}\n" for key, value in meeting.items()]
    path.write_text(path.read_text("utf-8").replace(at + march, at + "".join(lines) + march))
    return project


def months(project: Path, month: str | None = None) -> list[str]:
    """As of which month the illustrative and the reported edition of a project are."""
    told = []
    for reported in (False, True):
        data = project / "data"
        request = Request(project, data, project / "_site", month=month, reported_only=reported)
        told.append(request.edition(outline(request)).month)
        assert request.edition(log.load(data)).month == told[-1]
    return told


@pytest.mark.parametrize("meeting", [{}, {"paper": "OPSG_45_0303"}, {"paper_date": "2021-03-23"}])
def test_a_month_is_a_draft_until_its_paper_has_number_and_date(
    golden_copy: Path, meeting: dict[str, str]
) -> None:
    begin_march(golden_copy, **meeting)
    whole = log.load(golden_copy / "data")
    assert [each.is_published for each in whole.meetings] == [True, False]
    assert "not yet published" in whole.meeting("2021-03").paper_name
    assert months(golden_copy) == ["2021-03", "2021-02"]


def test_a_month_is_published_when_its_paper_is_out(golden_copy: Path) -> None:
    assert months(golden_copy) == ["2021-02", "2021-02"]
    begin_march(golden_copy, **PAPER)
    assert months(golden_copy) == ["2021-03", "2021-03"]


def test_a_draft_is_in_the_reported_edition_only_where_it_is_asked_for(golden_copy: Path) -> None:
    begin_march(golden_copy)
    assert months(golden_copy, "2021-03") == ["2021-03", "2021-03"]
    assert months(golden_copy, "2021-02") == ["2021-02", "2021-02"]
    with pytest.raises(UserError, match="no meeting for '2021-04'"):
        months(golden_copy, "2021-04")


def test_without_any_paper_there_is_no_reported_edition(
    golden_copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = golden_copy / "data/meetings.yml"
    lines = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if "paper_date:" not in line))
    assert log.load(golden_copy / "data").published_month is None
    assert main(["--reported-only"], root=golden_copy) == 1
    said = capsys.readouterr().err
    assert "data/meetings.yml: No paper is published yet" in said
    assert "python build.py --reported-only --month 2021-02" in said


def test_report_writes_the_paper_of_the_edition_s_month(golden_copy: Path, tmp_path: Path) -> None:
    begin_march(golden_copy)
    made = {}
    for edition in ([], ["--reported-only"], ["--month", "2021-02"]):
        folder = tmp_path / f"papers{len(made)}"
        assert main([*edition, "report", "--folder", str(folder)], root=golden_copy) == 0
        made[" ".join(edition)] = sorted(path.stem for path in folder.glob("*.pdf"))
    assert made == {"": ["2021-03"], "--reported-only": ["2021-02"], "--month 2021-02": ["2021-02"]}


def test_check_says_which_month_is_published(
    golden_copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check"], root=golden_copy) == 0
    assert "3 issues, latest 2021-02." in capsys.readouterr().out
    begin_march(golden_copy)
    assert main(["check"], root=golden_copy) == 0
    assert "latest 2021-03 (a draft; published: 2021-02)." in capsys.readouterr().out
