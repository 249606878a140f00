"""What one Pandoc makes of texts, one after another, is what its command makes of each."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from opsg.core import pandoc
from opsg.core.errors import UserError
from opsg.core.pandoc import Converter

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


SOUND = "---\npagetitle: c\n---\n\nSound."


@pytest.fixture(scope="module")
def converter() -> Iterator[Converter]:
    with Converter() as one:
        yield one


def asked(folder: Path, *filters: str, **options: object) -> dict[str, Any]:
    """A page with the template, and with filters of these texts."""
    (folder / "page.html").write_text(TEMPLATE, encoding="utf-8")
    paths = [folder / f"{number}.lua" for number in range(len(filters))]
    for path, text in zip(paths, filters, strict=True):
        path.write_text(text)
    return {
        "reader": "markdown",
        "writer": "html",
        "write": {"wrap_text": "none", **options},
        "template": str(folder / "page.html"),
        "filters": [*map(str, paths)],
        "folder": str(folder),
    }


def test_an_odd_page_is_as_the_command_makes_it(converter: Converter, tmp_path: Path) -> None:
    variables = {"css": ["a.css", "b.css"], "title-prefix": "Site"}
    page = asked(tmp_path, ABBREVIATED, variables=variables, section_divs=True,
                 table_of_contents=True, toc_depth=2)  # fmt: skip
    command = [
        *("--from=markdown", "--to=html", "--standalone", "--wrap=none", "--section-divs"),
        *("--toc", "--toc-depth=2", f"--template={page['template']}", "--css=a.css"),
        *("--css=b.css", f"--lua-filter={page['filters'][0]}", "--citeproc", "--title-prefix=Site"),
    ]
    done = subprocess.run(
        [pandoc.binary(), *command], input=ODD, capture_output=True, encoding="utf-8", cwd=tmp_path
    )
    assert "Word" in done.stdout
    assert converter.convert(ODD, where="odd", cites=True, **page) == done.stdout
    again = converter.convert(ODD, where="odd", cites=True, **page)
    assert again == done.stdout, "nothing is left of the one before"


def test_a_text_with_a_fault_is_named_and_the_next_is_converted(
    converter: Converter, tmp_path: Path
) -> None:
    with pytest.raises(UserError, match=r"^one: Pandoc says: Duplicate note reference '1' Give"):
        converter.convert("a[^1]\n\n[^1]: b\n\n[^1]: c", where="one", **asked(tmp_path))
    fails = asked(tmp_path, "function Str(each) error('not so') end")
    with pytest.raises(UserError, match=r"^two: Pandoc says: .*not so"):
        converter.convert("a", where="two", **fails)
    prints = asked(tmp_path, "print('a'); io.write('b')")
    assert converter.convert(SOUND, where="three", **prints).endswith("</title><p>Sound.</p>")


def test_a_text_that_takes_too_long_is_told_and_the_next_is_converted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Converter() as one:
        monkeypatch.setattr(pandoc, "SECONDS", 0.2)
        with pytest.raises(UserError, match=r"^slow: Pandoc came to no end: it took 0\.2 seconds"):
            one.convert("a", where="slow", **asked(tmp_path, "while true do end"))
        monkeypatch.undo()
        assert "Sound" in one.convert(SOUND, where="next", **asked(tmp_path))


def test_it_leaves_nothing_in_the_temporary_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "temporary").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    with Converter() as one:
        assert "Sound" in one.convert(SOUND, where="next", **asked(tmp_path))
    assert [*(tmp_path / "temporary").iterdir()] == []


def test_the_one_of_a_process_ends_with_it_and_with_no_fork_of_it() -> None:
    code = (
        "import atexit, os\n"
        "from opsg.core.pandoc import kept\n"
        "def say(): print(kept().convert('Sound.', where='a', reader='markdown', writer='html',"
        " write={}, filters=[], folder='.'), flush=True)\n"
        "kept()\n"
        "if (child := os.fork()) == 0: atexit._run_exitfuncs(); os._exit(0)\n"
        "os.waitpid(child, 0)\n"
        "say()\n"
    )
    command = [sys.executable, "-W", "error", "-c", code]
    done = subprocess.run(command, capture_output=True, timeout=60)
    assert (done.stdout.strip(), done.stderr) == (b"<p>Sound.</p>", b"")
