"""What the site cannot show is refused with file, line and remedy, whoever renders."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from opsg.core.errors import UserError
from opsg.rendering import choose
from opsg.rendering.project import load, select
from opsg.rendering.source import check_written, prepare

Render = Callable[[str], BeautifulSoup]
FIGURE = "![A bar](pictures/bar.svg){#fig-bar}"


def write(project: Path, body: str, front: str = "title: Home") -> None:
    (project / "_note.md").write_text("A *note*.\n")
    (project / "index.qmd").write_text(f"---\n{front}\n---\n\n{body}\n")


def refusals(project: Path, source: str = "index.qmd") -> list[str]:
    """What is refused in a page, each as it is told."""
    site = load(project)
    try:
        prepare(site, select(site.pages, [source]))
    except UserError as error:
        return [str(finding) for finding in error.findings]
    return []


REFUSED = [
    ("{{< video a.mp4 >}}", "index.qmd:5: the shortcode `video`"),
    ("a\n\n{{< meta title >}}", "index.qmd:7: the shortcode `meta`"),
    ("```\n{{< env HOME >}}\n```", "index.qmd:6: the shortcode `env`"),
    ("{{< pagebreak >}}", "index.qmd:5: the shortcode `pagebreak`"),
    ("a {{< include _note.md >}} b", "index.qmd:5: the shortcode `include`"),
    ("```\n{{< include _note.md >}}\n```", "index.qmd:5: the shortcode `include`"),
    ("```{python}\n1 + 1\n```", "index.qmd:5: the executable code `python`"),
    ("~~~ {mermaid}\na\n~~~", "index.qmd:5: the executable code `mermaid`"),
    ("a\n\nThe sum is `{python} 1 + 1`.", "index.qmd:7: the executable code `python`"),
    ("The sum is `r 1 + 1`.", "index.qmd:5: the executable code `r`"),
    ("::: {.callout-danger}\na\n:::", "index.qmd:5: the block `callout-danger`"),
    ("::: {.panel-tabset}\n## A\n:::", "index.qmd:5: the block `panel-tabset`"),
    ("`panel-tabset`\n\n::: {.panel-tabset}\n## A\n:::", "index.qmd:7: the block `panel-tabset`"),
    ("::: {.column-margin}\na\n:::", "index.qmd:5: the block `column-margin`"),
    ("a\n\n[beside]{.aside}", "index.qmd:7: the block `aside`"),
    (':::: {.columns}\n::: {.column width="40%"}\na\n:::\n::::', "index.qmd:5: the block `colu"),
    ('::: {.content-visible when-format="html"}\na\n:::', "index.qmd:5: the block `content-visib"),
    ("::: {.remark}\na\n:::", "index.qmd:5: the block `remark`"),
    ("::: {#thm-line}\na\n:::", "index.qmd:5: the numbered item `#thm-line`"),
    ("::: {layout-ncol=2}\na\n:::", "index.qmd:5: the attribute `layout-ncol`"),
    ("::: {#tip-one .callout-tip}\na\n:::", "index.qmd:5: the numbered item `#tip-one`"),
    ("See [-@tbl-one; @sec-two].", "index.qmd:5: the cross-reference `@tbl-one`"),
    ("See @Tbl-one.", "index.qmd:5: the cross-reference `@tbl-one`"),
    ("a\n\nSee @fig-bar.", "index.qmd:7: no picture of the page is called `#fig-bar`."),
    (f"{FIGURE}\n\nSee @fig-ba.", "index.qmd:7: no picture of the page is called `#fig-ba`. D"),
    ("As @smith says.", "index.qmd:5: `@smith` cites a source, and the page has no `bibl"),
    ("a\n\n![](pictures/bar.svg)", "index.qmd:7: the picture `pictures/bar.svg` has no alt"),
    ('a <img src="pictures/bar.svg"> b', "index.qmd:5: the picture `pictures/bar.svg` has no alt"),
    ("![A](https://example.com/a.png)", "index.qmd:5: the picture `https://example.com/a.png` is"),
    ("![A](a.mp4)", "index.qmd:5: `a.mp4` as a picture is not supported"),
    ('![A](pictures/bar.svg){fig-align="left"}', "index.qmd:5: the attribute `fig-align`"),
    ("![A](pictures/bar.svg){.lightbox}", "index.qmd:5: the class `lightbox`"),
    ("![A](pictures/bar.svg){lightbox=true}", "index.qmd:5: the attribute `lightbox`"),
    ("![A](pictures/bar.svg){width=50%}", "index.qmd:5: the attribute `width`"),
    ("[a]{style='color: red'}", "index.qmd:5: the attribute `style`"),
    ('a\n\n``` {.python filename="a.py"}\n1\n```', "index.qmd:7: the code option `filename`"),
    ('``` {.python code-fold="true"}\n1\n```', "index.qmd:5: the code option `code-fold`"),
    ("``` {.python .numberLines}\n1\n```", "index.qmd:5: the code option `numberLines`"),
    ("``` {#lst-a .python lst-cap='A'}\n1\n```", "index.qmd:5: the numbered item `#lst-a`"),
    ("```python\nx = 1  # <1>\n```\n\n1. One", "index.qmd:5: the code annotation `<1>`"),
    ('| a |\n|---|\n| 1 |\n\n: Cap {tbl-colwidths="[100]"}', "the attribute `tbl-colwidths` of a"),
    ("| a |\n|---|\n| 1 |\n\n: Cap {#tbl-one}", "index.qmd:9: the numbered item `#tbl-one`"),
    ("| a |\n|---|\n| 1 |\n\n: Cap {.striped}", "index.qmd:9: the class `striped` of a table"),
    ("a <b data-qmd='*x*'>x</b>", "index.qmd:5: the attribute `data-qmd` is not supported"),
    ('![](pictures/bar.svg){#fig-bar fig-alt="A"}', "index.qmd:5: the numbered item `#fig-bar`"),
    ("a\n\n<iframe src='x.html'></iframe>", "index.qmd:7: the element `<iframe>`"),
    ("<video src='x.mp4'></video>", "index.qmd:5: the element `<video>`"),
    ("The sum is $a + b$.", "index.qmd:5: mathematics between dollar signs"),
    ("a\n\n\\newpage\n\nb", "index.qmd:7: text in the language `tex`"),
    ("a\n\n[gone](gone.qmd#x)", "index.qmd:7: the link to 'gone.qmd#x' leads to a source that"),
    ("[draft](draft.qmd)", "index.qmd:5: the link to 'draft.qmd' leads to a source that is not"),
    ('<a href="gone.qmd">x</a>', "index.qmd:5: the link to 'gone.qmd' leads to a source that does"),
    ("::: {.note}\nopen", "index.qmd:5: a block is opened here and never closed."),
    ("a[^1] b[^1]\n\n[^1]: a\n\n[^1]: b", "index.qmd:9: the footnote `1` is there twice."),
    ("a\n\n:::\n\nb", "index.qmd:7: `:::` stands here and opens or closes no block."),
    ("a\n\n---\ntoc: true\n---\n\nb", "index.qmd:8: the setting `toc` stands in the middle of the"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "message"), REFUSED)
def test_what_the_site_cannot_show_is_refused_with_its_line(
    body: str, message: str, project: Path
) -> None:
    write(project, body)
    assert message in "\n".join(refusals(project))


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
        "## Tip of the day\n\na",
        '<img src="pictures/bar.svg" alt="">',
        "![A](pictures/bar.svg){width=300}",
        "`{curly}` and `r`",
    ],
)
def test_what_only_looks_like_it_is_left_alone(body: str, project: Path) -> None:
    write(project, body)
    assert refusals(project) == []


def test_check_names_what_is_written_where_it_is_written(tmp_path: Path) -> None:
    cells: list[dict[str, object]] = [
        {"cell_type": "code", "metadata": {}, "source": "1", "outputs": []},
        {"cell_type": "markdown", "metadata": {}, "source": "a\n\n::: {.panel-tabset}\n:::"},
    ]
    for folder in ("site", "notebooks"):
        (tmp_path / folder).mkdir()
    (tmp_path / "notebooks" / "hubs.ipynb").write_text(json.dumps({"nbformat": 4, "cells": cells}))
    (tmp_path / "site" / "about.qmd").write_text("---\ntitle: A\n---\n{{< include _note.md >}}\n")
    (tmp_path / "site" / "_note.md").write_text("a\n\n![](b.svg)")
    (tmp_path / "site" / "other.qmd").write_text("{{< include /etc/passwd >}}\n")
    assert [str(finding.where) for finding in check_written(tmp_path)] == [
        "site/other.qmd:1", "site/_note.md:3", "notebooks/hubs.ipynb, cell 2, line 3"
    ]  # fmt: skip


def test_both_renderers_refuse_before_they_begin(
    project: Path, tmp_path: Path, stand_in: Callable[..., Path]
) -> None:
    program = stand_in()
    write(project, "::: {.panel-tabset}\n## A\n:::")
    for name in ("quarto", "pandoc"):
        with pytest.raises(UserError, match=r"index\.qmd:5: the block `panel-tabset` is not"):
            choose(name).render(project, tmp_path / "output", report=lambda line: None)
    assert not (program.parent / "seen.json").exists()


def test_callouts_are_boxes_with_a_title(project: Path, render: Render) -> None:
    write(
        project,
        '::: {.callout-note}\nPlain.\n:::\n\n::: {.callout-tip title="A *tip*" collapse=true}\n'
        "Folded.\n:::\n\n::: {.callout-warning}\n## Beware\n\nOf this.\n:::",
    )
    boxes = render("index.qmd").find_all(class_="box")
    assert [box["class"][1] for box in boxes] == ["box-note", "box-tip", "box-warning"]
    assert {box["role"] for box in boxes} == {"note"}
    assert boxes[0].find(class_="box-title").get_text(strip=True) == "Note"
    assert boxes[1].details.summary.em.string == "tip"
    assert boxes[2].find(class_="box-title").get_text(strip=True) == "Beware"
    assert boxes[2].find("h2") is None


def test_pictures_are_figures_with_numbers_to_refer_to(project: Path, render: Render) -> None:
    alternative = '{#fig-bar fig-alt="One bar, of 12" width=300}'
    write(
        project,
        f"As @fig-bar shows [see @fig-two].\n\n![Hubs & *causes*](pictures/bar.svg){alternative}\n"
        "\n![Two](pictures/bar.svg){#fig-two}\n\n![Unnumbered](pictures/bar.svg)",
    )
    page = render("index.qmd")
    first, second, third = page.find_all("figure")
    assert first.img["alt"] == "One bar, of 12"
    assert first.img["width"] == "300"
    assert " ".join(first.figcaption.get_text().split()) == "Figure 1: Hubs & causes"
    assert second.img["alt"] == "Two"
    assert third.figcaption.get_text(strip=True) == "Unnumbered"
    assert [(link["href"], link.string) for link in page.main.p.find_all("a")] == [
        ("#fig-bar", "Figure 1"), ("#fig-two", "Figure 2")
    ]  # fmt: skip


def test_sources_are_cited(project: Path, render: Render) -> None:
    (project / "sources.bib").write_text(
        "@book{smith, title={Meters}, author={Smith, Jane}, publisher={Press}, year={2020}}"
    )
    write(project, "As @smith says.", "title: Home\nbibliography: sources.bib")
    page = render("index.qmd")
    assert page.find(class_="citation").string == "Smith (2020)"
    assert "Meters" in page.find(class_="references").get_text()
    write(project, "\n\nAs @jones says.", "title: Home\nbibliography: sources.bib")
    with pytest.raises(UserError, match="jones not found"):
        render("index.qmd")


def test_an_included_file_is_part_of_the_page(project: Path, render: Render) -> None:
    write(project, "Before.\n\n{{< include _both.md >}}\n\nAfter.")
    (project / "_both.md").write_text("{{< include /_note.md >}}\n\nAnd [more](method.qmd).")
    page = render("index.qmd")
    assert [p.get_text() for p in page.main.find_all("p")] == [
        "Before.", "A note.", "And more.", "After."
    ]  # fmt: skip
    assert page.find("a", string="more")["href"] == "method.html"


@pytest.mark.parametrize(
    ("included", "message"),
    [
        ("../secret.md", "index.qmd:7: the page includes '../secret.md', which is outside"),
        ("/../secret.md", "index.qmd:7: the page includes '../secret.md', which is outside"),
        ("_link.md", "index.qmd:7: the page includes '_link.md', which is outside"),
        ("_gone.md", "index.qmd:7: the page includes '_gone.md', which does not exist."),
        ("method.qmd", "index.qmd:7: the page includes 'method.qmd', which is a page of its o"),
        ("data/figures.csv", "index.qmd:7: the page includes 'data/figures.csv', which is not Ma"),
        ("_again.md", "_again.md:1: '_again.md' includes itself."),
        ("_refused.md", "_refused.md:3: the block `panel-tabset` is not supported"),
        ("_settings.md", "_settings.md:1: an included file has settings."),
    ],
)  # fmt: skip
def test_an_include_that_is_not_good_is_refused(included: str, message: str, project: Path) -> None:
    (project.parent / "secret.md").write_text("secret")
    (project / "_link.md").symlink_to(project.parent / "secret.md")
    (project / "_again.md").write_text("{{< include _again.md >}}")
    (project / "_refused.md").write_text("a\n\n::: {.panel-tabset}\na\n:::")
    (project / "_settings.md").write_text("---\ntoc: true\n---\n")
    write(project, f"a\n\n{{{{< include {included} >}}}}")
    assert message in "\n".join(refusals(project))


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
