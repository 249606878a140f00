"""What the check passes of an entry is made into a page, a Word file and a PDF, however odd."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from opsg.core import pandoc
from opsg.core.errors import Place, UserError
from opsg.core.markdown import own_notes
from opsg.data import content_policy, markdown_structure
from opsg.exports.paper import report, typst
from opsg.exports.paper.document import Document
from opsg.rendering import features

PAGES = {"method.html", "issues/han.html"}
ODD = (
    "***", "* * *", "___", "@word", "@{a b}", "[-@word]", "a@b.example", "\\@word", "[^1]", "[^zz]",
    "\n\n[^1]: a note\n\n", "# x", "### x", "Title\n=====", "- ", "\n- a\n- b\n", "> ", "1. ",
    "(@) a", "iv) c", "| a | b |\n|---|---|\n| c | d |\n", "a | b\n--|--\n1 | 2\n",
    "Term\n:   text\n",
    "\N{GRINNING FACE}", "\N{WHITE HEAVY CHECK MARK}", "\uf0b7", "\uf0fc", "\u6f22\u5b57",
    "\u0645\u0631\u062d\u0628\u0627", "e\u0301", "\u200b", "\u00a0", "\u00ad", "\ue000", "\u2610",
    "\U0001f468\u200d\U0001f469", "`", "``", "`a`", "`{python} 1`", "`r 1`", "*", "**", "_", "~",
    "^", "$", "#", "//", "/*", "&amp;", "&#x1F600;", "\\", "\\\\", "[a](#x)", "[a](x.html)",
    "[a](https://x.example)", "[a](../method.html)", "[a](mailto:a@b.example)", "<https://x.example>",
    "[a][b]", "\n\n[b]: https://x.example\n\n", "    code\n", "\n\n", "\n", " ", "word", "Word. ",
    "=",
    "+", "--", "...", ":", '"', "'", "[ ] ", "- [x] a\n", "| line\n", "H~2~O", "x^2^", "~~s~~",
    "{", "}", "<", ">", "[", "]", "(", ")", "!", "\t", "1986. A year", "\n\n1. a\n\n   b\n",
    "\u2028",
)  # fmt: skip
TEXTS = st.lists(st.sampled_from(ODD) | st.text(max_size=4), min_size=1, max_size=8).map("".join)


def refused(folder: Path, texts: list[str]) -> set[int]:
    """Which of the texts the check refuses in an entry."""
    (folder / "meetings.yml").write_text("[]")
    bad = set()
    for number, text in enumerate(texts):
        name = f"issues/{number}/2021-02.md"
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(
            f"---\nmonth: x\n---\n## Status\n\n{text}\n", encoding="utf-8", newline=""
        )
        if content_policy.in_markdown(text, name):
            bad.add(number)
    for finding in markdown_structure.check(folder, PAGES):
        bad.add(int(Path(finding.where.name).parent.name))
    return bad


def made(texts: list[str]) -> str:
    """What goes wrong where page, Word file and PDF are made of the texts, if anything does."""
    body = "\n\n".join(
        f"# Part {number}\n\n{own_notes(text, str(number))}" for number, text in enumerate(texts)
    )
    document = Document("Odd", date(2021, 2, 23), "header", "", "class", body, {})
    part = features.Part(Place("page", line=1), body)
    found = features.check([([part], features.Context(False, lambda link: None))])
    try:
        if found:
            raise UserError.of(found)
        pandoc.kept().convert(body, where="page", reader="markdown", writer="html")
        report.write(document)
    except UserError as error:
        return str(error)
    return ""


@settings(
    max_examples=4,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    phases=[Phase.generate],
)
@given(st.data())
def test_what_the_check_passes_is_made(tmp_path: Path, data: st.DataObject) -> None:
    texts = data.draw(st.lists(TEXTS, min_size=80, max_size=80))
    bad = refused(tmp_path, texts)
    passed = [text for number, text in enumerate(texts) if number not in bad]
    if passed and made(passed):
        # Together they fail: which one does?
        problems = {text: problem for text in passed if (problem := made([text]))}
        assert problems == {}
        pytest.fail(made(passed))


def test_a_pdf_says_what_a_character_without_a_letter_is_called() -> None:
    text = "Done \N{WHITE HEAVY CHECK MARK}, \N{GREEK SMALL LETTER ALPHA} \u6f22 \uf0b7"
    assert typst.unshown(text) == {"\N{WHITE HEAVY CHECK MARK}", "\u6f22", "\uf0b7"}
