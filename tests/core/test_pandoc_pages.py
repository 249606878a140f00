"""Pages that one Pandoc makes after another are those that its command makes of each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from opsg.core import pandoc
from opsg.core.errors import UserError
from opsg.core.pandoc import Pages

TEMPLATE = "$for(css)$<link href='$css$'>$endfor$<title>$pagetitle$ $title-prefix$</title>$body$"
ODD = """\
---
pagetitle: "Odd – Größe"
references: [{id: a, title: A source, type: book, issued: {date-parts: [[2021]]}}]
---

# One {#one .a b=c}

Dr. No. 5 said "so" -- e.g. on Jan. 3...\tthen\ttabs; <b>raw</b> <a@example.org> [@a, p. 3].

``` python
def f():
\treturn "a"\t# b
```

$x^2$ and $$\\sum_i x_i$$ H~2~O ~~gone~~ [span]{.c} ![A picture](a.png){width=3}

| a | b |
| - | -: |
| 1 | 2 |

Term\r
:   Meaning[^1]

[^1]: A note.

::: {#refs}
:::
"""
ABBREVIATED = "function Str(each) if each.text == 'Term' then return pandoc.Str('Word') end end"


@pytest.fixture(scope="module")
def pages() -> Iterator[Pages]:
    with Pages() as one:
        yield one


def asked(folder: Path, markdown: str, *filters: str, **options: object) -> dict[str, object]:
    (folder / "page.html").write_text(TEMPLATE, encoding="utf-8")
    return {
        "markdown": markdown.replace("\r", "").expandtabs(4),
        "folder": str(folder),
        "template": str(folder / "page.html"),
        "filters": filters,
        "cites": "references" in markdown,
        "options": {"wrap_text": "none", **options},
    }


def test_an_odd_page_is_as_the_command_makes_it(pages: Pages, tmp_path: Path) -> None:
    (tmp_path / "a.lua").write_text(ABBREVIATED)
    variables = {"css": ["a.css", "b.css"], "title-prefix": "Site"}
    options = {"section_divs": True, "table_of_contents": True, "toc_depth": 2}
    request = asked(tmp_path, ODD, str(tmp_path / "a.lua"), variables=variables, **options)
    command = [
        *("--from=markdown", "--to=html", "--standalone", "--wrap=none", "--citeproc"),
        *("--section-divs", "--toc", "--toc-depth=2", f"--template={request['template']}"),
        *("--css=a.css", "--css=b.css", f"--lua-filter={tmp_path / 'a.lua'}"),
    ]
    variables = {"title-prefix": "Site"}
    expected = pandoc.run(command, ODD, where="odd", variables=variables, folder=tmp_path)

    assert "Word" in expected
    assert pages.make(request, where="odd") == expected
    assert pages.make(request, where="odd") == expected, "nothing is left of the one before"


def test_a_page_with_a_fault_is_named_and_the_next_is_made(pages: Pages, tmp_path: Path) -> None:
    (tmp_path / "a.lua").write_text("function Str(each) error('not so') end")
    with pytest.raises(UserError, match=r"^one: Pandoc says: Duplicate note reference '1' Give"):
        pages.make(asked(tmp_path, "a[^1]\n\n[^1]: b\n\n[^1]: c"), where="one")
    with pytest.raises(UserError, match=r"^two: Pandoc says: .*not so"):
        pages.make(asked(tmp_path, "a", str(tmp_path / "a.lua")), where="two")
    (tmp_path / "a.lua").write_text("print('a'); io.write('b')")
    sound = asked(tmp_path, "---\npagetitle: c\n---\n\nSound.", str(tmp_path / "a.lua"))
    said = pages.make(sound, where="three")
    assert said.endswith("<p>Sound.</p>")


def test_a_page_that_takes_too_long_is_told_and_the_next_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.lua").write_text("while true do end")
    with Pages() as one:
        monkeypatch.setattr(pandoc, "SECONDS", 0.2)
        with pytest.raises(UserError, match=r"^slow: Pandoc ended before .* takes 0\.2 seconds"):
            one.make(asked(tmp_path, "a", str(tmp_path / "a.lua")), where="slow")
        monkeypatch.undo()
        sound = "---\npagetitle: c\n---\n\nSound."
        assert one.make(asked(tmp_path, sound), where="next").endswith("<p>Sound.</p>")
