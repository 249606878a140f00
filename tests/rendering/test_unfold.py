"""A cell that shows several parts under headings becomes sections like any others."""

from typing import Any

from opsg.rendering.unfold import unfolded


def _cell(*outputs: dict[str, Any]) -> dict[str, Any]:
    shown = [{"output_type": "display_data", "data": data, "metadata": {}} for data in outputs]
    return {"cell_type": "code", "id": "opening", "metadata": {"tags": []}, "outputs": shown,
            "source": "issue.opening()"}  # fmt: skip


def test_every_output_of_a_cell_with_headings_becomes_a_cell_of_its_own() -> None:
    heading = {"text/markdown": ["## Status"]}
    cells = unfolded([_cell({"text/html": "<p>Stage</p>"}, heading, {"text/markdown": "It was."})])

    assert [(cell["id"], cell["cell_type"]) for cell in cells] == [
        ("opening-1", "code"), ("opening-2", "markdown"), ("opening-3", "code"),
    ]  # fmt: skip
    assert cells[1]["source"] == "## Status"
    assert cells[2]["outputs"][0]["data"] == {"text/markdown": "It was."}
    assert all(cell["metadata"] == {"tags": []} for cell in cells)


def test_other_cells_stay_as_they_are() -> None:
    text = {"text/markdown": "## Status\n\nIt was."}
    cells = [_cell({"text/html": "<h2>x</h2>"}, {"text/html": "y"}), _cell(text), _cell()]

    assert unfolded(cells) == cells
