"""Executed notebooks as pages."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup

from opsg.core.errors import UserError
from opsg.rendering.notebook import fenced

Read = Callable[[str], BeautifulSoup]
PAGE = "issues/extra.ipynb"


def code(source: str, *outputs: dict[str, Any], **metadata: Any) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "id": "c1",
        "metadata": metadata,
        "source": source,
        "outputs": list(outputs),
    }


def shown(**data: Any) -> dict[str, Any]:
    kinds = {kind.replace("_", "/"): value for kind, value in data.items()}
    return {"output_type": "display_data", "data": kinds, "metadata": {}}


def test_markdown_output_is_read_as_markdown(page: Read) -> None:
    output = page("issues/hubs.html").find(class_="cell-output-markdown")
    assert output.h3.string == "Status"
    assert output.em.string == "Q1"
    assert [item.string for item in output.ol.find_all("li")] == ["first", "second"]
    assert page("issues/hubs.html").find(id="fn1").p.contents[0] == "As the paper says."


def test_html_output_stays_as_it_is(page: Read) -> None:
    issue = page("issues/hubs.html")
    data = json.loads(issue.find("script", type="application/json").string)
    assert data == {"title": "```` and", "more": "<b>"}
    assert issue.find("table", class_="data").find("th", scope="row").string == "Triage"


def test_a_link_to_a_source_in_html_output_leads_to_its_page(page: Read) -> None:
    assert page("issues/hubs.html").find(id="c0ffee03").a["href"] == "../method.html"


@pytest.mark.parametrize(
    "html",
    [
        "<p>``` ````` :::</p>\n```\n`````\n:::\n::::\n<p id='last'>end</p>",
        "<p>~~~</p>\n~~~\n\n---\ntitle: Other\n---\n<p id='last'>end</p>",
        "<pre>\n```{=html}\n```\n</pre>\n<p id='last'>end</p>",
    ],
)
def test_html_output_cannot_break_out(
    html: str, write_notebook: Callable[..., Path], render: Read
) -> None:
    write_notebook(code("x", shown(text_html=html)), code("y", shown(text_html="<i>after</i>")))
    page = render(PAGE)
    first, second = page.find_all(class_="cell-output-display")
    assert html.strip() in str(first.decode_contents()).replace('"', "'")
    assert second.i.string == "after"
    assert page.h1.string == "Extra"


def test_a_fence_is_longer_than_any_within() -> None:
    assert fenced("a ````` b", "{=html}").splitlines() == ["`````` {=html}", "a ````` b", "``````"]


def test_html_comes_before_markdown_and_plotly_data_is_left_out(
    write_notebook: Callable[..., Path], render: Read
) -> None:
    plotly = {"data": [{"y": list(range(1000))}]}
    output = shown(text_html="<b>h</b>", text_markdown="*m*", text_plain="p")
    output["data"]["application/vnd.plotly.v1+json"] = plotly
    write_notebook(code("x", output))
    block = render(PAGE).find(class_="cell-output-display")
    assert block.get_text(strip=True) == "h"


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        (
            code("f()", {"output_type": "error", "ename": "ZeroDivisionError", "evalue": "by 0"}),
            r"extra.ipynb, cell 2, line 1: `f\(\)` failed. ZeroDivisionError: by 0",
        ),
        (
            code("x", shown(text_latex="$x$")),
            r"cell 2, line 1: `x` shows text/latex, which no page can show",
        ),
        (
            code(
                "x", {"output_type": "display_data", "data": {"application/vnd.plotly.v1+json": {}}}
            ),
            r"cell 2, line 1: `x` shows application/vnd.plotly.v1\+json, which no page",
        ),
        (code("#| layout-ncol: 2\nx"), r"cell 2: the cell option `layout-ncol` is not supported"),
        (code("#| output: asis\nx"), r"cell 2: the cell option `output` is not supported"),
        (code("#| label: fig-x\nx"), r"cell 2: the cell option `label` is not supported"),
        (code("#| fig-cap: A\nx"), r"cell 2: the cell option `fig-cap` is not supported"),
        (code("x", tags=["remove-cell"]), r"cell 2: the tag `remove-cell` is not supported"),
        (
            code("x", {"output_type": "stream", "name": "stderr", "text": "careful"}),
            r"cell 2, line 1: `x` warns: careful",
        ),
        (code("x", shown(image_png="aGk=")), r"cell 2, line 1: `x` shows image/png, which"),
        (code("'x'", shown(text_plain="x")), r"line 1: `'x'` shows text/plain, which"),
        (
            {"cell_type": "raw", "metadata": {}, "source": "<b>"},
            r"cell 2: a raw cell is not supported",
        ),
        (
            {"cell_type": "markdown", "metadata": {}, "source": "x", "attachments": {"a.png": {}}},
            r"cell 2: a picture attached to a cell is not supported",
        ),
        (
            code("x", shown(text_markdown="See @fig-a.")),
            r"cell 2: no picture of the page is called `#fig-a`",
        ),
        (
            code("x", shown(text_html="<p><img src='a.png'></p>")),
            r"cell 2: the picture `a.png` has no alternative text",
        ),
        (code("x", shown(text_html="<iframe></iframe>")), r"cell 2: the element `<iframe>` is not"),
        (
            {"cell_type": "markdown", "metadata": {}, "source": "a\n\n::: {.panel-tabset}\na\n:::"},
            r"cell 2, line 3: the block `panel-tabset` is not supported",
        ),
        (
            {"cell_type": "markdown", "metadata": {}, "source": "{{< include _note.md >}}"},
            r"cell 2, line 1: the shortcode `include` is not supported",
        ),
    ],
)
def test_what_cannot_be_shown_is_refused_with_its_cell(
    cell: dict[str, Any], message: str, write_notebook: Callable[..., Path], render: Read
) -> None:
    write_notebook(cell)
    with pytest.raises(UserError, match=message):
        render(PAGE)


def test_all_that_is_refused_in_a_notebook_is_told_at_once(
    write_notebook: Callable[..., Path], render: Read
) -> None:
    printed = {"output_type": "stream", "name": "stdout", "text": "2"}
    write_notebook(code("#| echo: true\nprint(2)", printed), code("x", tags=["hide-output"]))
    with pytest.raises(UserError) as raised:
        render(PAGE)
    assert [str(finding.where) for finding in raised.value.findings] == [
        "issues/extra.ipynb, cell 2",
        "issues/extra.ipynb, cell 2, line 2",
        "issues/extra.ipynb, cell 3",
    ]


def test_cells_are_counted_as_whoever_wrote_the_notebook_counts_them(
    write_notebook: Callable[..., Path], render: Read
) -> None:
    raw = {"cell_type": "raw", "metadata": {"opsg-number": 7}, "source": "<b>"}
    injected = code("month = 1", tags=["injected-parameters"])
    write_notebook(code("x = 1", tags=["parameters"]), injected, raw)
    with pytest.raises(UserError, match=r"extra.ipynb, cell 7: a raw cell"):
        render(PAGE)
    del raw["metadata"]["opsg-number"]
    write_notebook(code("x = 1", tags=["parameters"]), injected, raw)
    with pytest.raises(UserError, match=r"extra.ipynb, cell 3: a raw cell"):
        render(PAGE)


def test_the_code_of_cells_and_the_parameters_are_not_shown(
    page: Read, write_notebook: Callable[..., Path], render: Read
) -> None:
    assert "2021-02" not in page("issues/hubs.html").main.get_text()
    write_notebook(code("x = 1", tags=["parameters"]), code("y = 2", tags=["skip-execution"]))
    assert render(PAGE).main.get_text(strip=True) == "Extra"


def test_a_file_that_is_no_notebook_is_refused(project: Path, render: Read) -> None:
    (project / PAGE).write_text("{}")
    with pytest.raises(UserError, match=r"extra.ipynb: this is not a notebook"):
        render(PAGE)
