"""What a page or a paper cannot hold of an entry is refused with its line, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from opsg.data import markdown_structure

ENTRY = "issues/han/2021-02.md"
MEETINGS = "- number: 44\n  purpose: |\n    One line.\n\n    Ask @word.\n"
PAGES = {"issues/han.html", "method.html"}


def check(data: Path, text: str) -> list[str]:
    path = data / ENTRY
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"---\na: 1\n---\n## Status\n\n{text}\n\n## Next Steps\n\nMore.\n")
    (data / "meetings.yml").write_text(MEETINGS)
    return [str(each) for each in markdown_structure.check(data, PAGES)]


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        ("a\n\n***\n\nb", 8, "a line across the page is not taken here."),
        ("- a\n\n* * *", 8, "a line across the page"),
        ("a\n\nAsk @word now.", 8, "`@word` would be read as the name of a source."),
        ("### More\n\na", 6, "a heading is not taken within a section."),
        ("a\n\nTitle\n=====", 8, "a heading is not taken"),
        ("- # a", 6, "a heading is not taken"),
        ("a[^1]", 6, "the footnote `[^1]` has no text in this section."),
        ("a[^1]\n\n[^1]: b\n\n[^1]: c", 10, "Pandoc says: Duplicate note reference '1'."),
        ("a\n\n[b](#c)", 8, "the link to '#c' leads to no page of the site."),
        ("[a](other.html)", 6, "the link to 'other.html' leads to no page"),
        ("[a][b]\n\n[b]: ../x.html", 8, "the link to '../x.html' leads to no page"),
        ("a\n\n[b]: https://x.example", 8, "nothing refers to `[b]: …`"),
        ("`{python} 1 + 1`", 6, "`{python} 1 + 1` would be read as code to run."),
        ("\\Â¤", 6, "`\\Â` would be read as a formula or a command."),
    ],
)
def test_what_cannot_be_held_is_refused_with_its_line(
    text: str, line: int, problem: str, tmp_path: Path
) -> None:
    told, purpose = check(tmp_path / "data", text)
    assert purpose.startswith("data/meetings.yml:5: `@word`")
    assert told.startswith(f"data/{ENTRY}:{line}: {problem}")


@pytest.mark.parametrize(
    "text",
    [
        "a[^1]\n\n[^1]: b",
        "Ask \\@word, a@b.example or `@word`.",
        "[a](../method.html) [b](han.html#c) [d](https://x.example/@e) <mailto:a@b.example>",
        "a \\[^zz]",
        "[a][B] and [c]\n\n[b]: https://x.example\n[C]: https://x.example\n\n    [d]: code",
        "1986. A year\n\n- a\n\n  1. b",
        "| a | b |\n|---|---|\n| c | d |",
    ],
)
def test_ordinary_text_is_left_alone(text: str, tmp_path: Path) -> None:
    assert len(check(tmp_path / "data", text)) == 1


def test_a_footnote_may_have_one_name_in_two_sections(tmp_path: Path) -> None:
    notes = "a[^1]\n\n[^1]: b\n\n## Impact\n\nc[^1]\n\n[^1]: d"
    assert len(check(tmp_path / "data", notes)) == 1
