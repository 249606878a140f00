"""What Pandoc alone cannot do is refused with page, line and remedy; what only looks so is not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from opsg.core.errors import UserError

Render = Callable[[str], BeautifulSoup]


def write(project: Path, body: str) -> None:
    (project / "index.qmd").write_text(f"---\ntitle: Home\n---\n\n{body}\n")


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("{{< video a.mp4 >}}", r"index.qmd:5: the shortcode `video` is not supported"),
        ("a\n\n{{< meta title >}}", r"index.qmd:7: the shortcode `meta`"),
        ("```\n{{< env HOME >}}\n```", r"index.qmd:6: the shortcode `env`"),
        ("```{python}\n1 + 1\n```", r"index.qmd:5: the executable code block `python`"),
        ("~~~ {mermaid}\na\n~~~", r"index.qmd:5: the executable code block `mermaid`"),
        ("::: {.callout-note}\na\n:::", r"index.qmd:5: the block `callout-note`"),
        ("::: callout-tip\na\n:::", r"index.qmd:5: the block `callout-tip`"),
        ("::: {.panel-tabset}\n## A\n:::", r"index.qmd:5: the block `panel-tabset`"),
        ("::: {.column-margin}\na\n:::", r"index.qmd:5: the block `column-margin`"),
        ('::: {.content-visible when-format="html"}\na\n:::', r"the block `content-visible`"),
        ("::: {layout-ncol=2}\na\n:::", r"index.qmd:5: the attribute `layout-ncol`"),
        ("See @fig-bar.", r"index.qmd:5: the cross-reference `@fig-bar`"),
        ("See [-@tbl-one; @sec-two].", r"index.qmd:5: the cross-reference `@tbl-one`"),
        ("![A bar](pictures/bar.svg){#fig-bar}", r"index.qmd:5: the numbered item `#fig-bar`"),
        ('![A](pictures/bar.svg){alt="B"}', r"index.qmd:5: the attribute `alt` of a picture"),
        ('![A](pictures/bar.svg){fig-alt="B"}', r"index.qmd:5: the attribute `fig-alt` of a"),
        ("The sum is $a + b$.", r"index.qmd: mathematics between dollar signs"),
        ("[gone](gone.qmd#x)", r"index.qmd: the link to 'gone.qmd#x' leads to a source that does"),
        ("[draft](draft.qmd)", r"index.qmd: the link to 'draft.qmd' .* is not rendered"),
        ("{{< include method.qmd >}}", r"index.qmd:5: the shortcode `include` is not supported"),
    ],
)
def test_what_is_not_supported_is_refused(
    body: str, message: str, project: Path, render: Render
) -> None:
    write(project, body)
    with pytest.raises(UserError, match=message):
        render("index.qmd")


@pytest.mark.parametrize(
    "body",
    [
        "`@fig-bar` and `::: {.callout-note}`",
        "```\n::: {.callout-note}\n@fig-bar {#fig-x}\n```",
        "Costs $5 and $6.",
        "Write to someone@sec-administrator.example.",
        "::: {.column-chart}\na\n:::",
        "```{.python}\n1 + 1\n```",
        "[elsewhere](https://example.com/gone.qmd)",
    ],
)
def test_what_only_looks_like_it_is_left_alone(body: str, project: Path, render: Render) -> None:
    write(project, body)
    assert render("index.qmd").main.get_text(strip=True)


def test_links_with_quotes_spaces_and_queries_keep_them(project: Path, render: Render) -> None:
    (project / "data" / "a b & c.csv").touch()
    write(
        project,
        "<a href='method.qmd?x=1&amp;y=2#z' title=\"a > b\">one</a> [two](<data/a b & c.csv>)",
    )
    page = render("index.qmd")
    assert page.find("a", string="one")["href"] == "method.html?x=1&y=2#z"
    assert page.find("a", string="one")["title"] == "a > b"
    assert page.find("a", string="two")["href"] == "data/a%20b%20&%20c.csv"


def test_a_link_in_a_script_or_a_comment_is_not_touched(project: Path, render: Render) -> None:
    text = '<a href="method.qmd">'
    write(project, f"<script>const a = '{text}';</script>\n\n<!-- {text} -->")
    assert str(render("index.qmd")).count(text) == 2
