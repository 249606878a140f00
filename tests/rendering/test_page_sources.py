"""The sources that executed notebooks become: their pages, and nothing of the run."""

from __future__ import annotations

import json
from pathlib import Path

from opsg.core.edition import Edition
from opsg.core.html import ABSENT_TYPE
from opsg.rendering.page_sources import Sources


def test_what_differs_between_two_runs_does_not_reach_the_page(
    tmp_path: Path,
) -> None:
    def placed(number: int) -> str:
        cells = [
            {
                "id": f"id{number}",
                "metadata": {"tags": ["injected-parameters"], "papermill": {"duration": number}},
            },
            {
                "id": "c",
                "metadata": {"execution": {"started": number}},
                "outputs": [
                    {"data": {"text/html": "<p>", "text/plain": f"<object at {number}>"}},
                    {"data": {"text/plain": "shown"}},
                ],
            },
        ]
        executed = tmp_path / "executed.ipynb"
        executed.write_text(json.dumps({"cells": cells, "metadata": {"papermill": number}}))
        Sources(tmp_path, Edition("2021-02")).add([("index", executed)])
        return (tmp_path / "index.ipynb").read_text()

    assert placed(1) == placed(2)
    assert "shown" in placed(1)


def test_what_is_not_there_is_left_out_and_named_at_the_end(
    tmp_path: Path,
) -> None:
    def heading(name: str) -> dict[str, object]:
        return {"cell_type": "markdown", "metadata": {}, "source": [f"## {name}"]}

    def shown(html: str, absent: str = "") -> dict[str, object]:
        data = {"text/html": html, **({ABSENT_TYPE: absent} if absent else {})}
        return {"cell_type": "code", "metadata": {}, "outputs": [{"data": data}]}

    cells = [
        heading("Status"), shown("<p>Words</p>"), shown("<p>None</p>", "an earlier paper"),
        heading("By DNO"), shown("<p>None</p>", "figures by DNO"), shown(""),
        shown("<h2>Modifications</h2>"), heading("Next"), shown("<nav></nav>"),
    ]  # fmt: skip
    (tmp_path / "executed.ipynb").write_text(json.dumps({"cells": cells, "metadata": {}}))
    for leave_out in (True, False):
        edition = Edition("2021-02", reported_only=leave_out)
        Sources(tmp_path / "_build", edition).add([("page", tmp_path / "executed.ipynb")])
        page = (tmp_path / "_build" / "page.ipynb").read_text()
        assert ABSENT_TYPE not in page
        assert ("## By DNO" in page, "<p>None</p>" in page) == (not leave_out, not leave_out)
        assert ("an earlier paper; figures by DNO" in page) == leave_out
        assert "<h2>Modifications</h2>" in page and "## Next" in page
