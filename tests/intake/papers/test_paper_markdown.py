"""Whatever words a paper has, the Markdown written for them says these words and no others."""

import json
import subprocess

import pytest
from examples import examples
from hypothesis import example, given, settings
from hypothesis import strategies as st

from opsg.core.markdown import escape
from opsg.core.pandoc import binary
from opsg.data import content_policy
from opsg.intake.papers.markdown import Writer
from opsg.intake.papers.model import Block, Listing, Paragraph

MARKS = ["•", "a)", "1.", "(i)", "A."]
TRAPS = """
# ## > - + * 1. a) (i) iv. A. @ --- === ``` ::: | || : ~ ~~ $ $x$ [^1] [^1]: <b> </b> <!-- --> &amp;
\\ \\( _a_ __ a_b *a* ** ^2^ H~2~O {{< x >}} {.a} ![a](b) [a]: @x ' " +---+ |---| % #. (@) (@a)
CSP N. 0@0@0 http://a <http://b> --x 8.14.1 { {x=1} {#a} f(x){ }
"""
WORDS = st.lists(
    st.one_of(
        st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S")), min_size=1),
        st.sampled_from(TRAPS.split()),
    ),
    min_size=1,
    max_size=12,
)


def paragraph(words: list[str]) -> Paragraph:
    text = " ".join(words)
    return Paragraph(escape(text), text)


def said(markdown: str) -> list[object]:
    """Pandoc's reading of a text: lists as lists, and a paragraph as its words."""
    printed = subprocess.run(
        [binary(), "--from=markdown-smart", "--to=json"],
        input=markdown,
        capture_output=True,
        encoding="utf-8",
        check=True,
    ).stdout
    return [block(node) for node in json.loads(printed)["blocks"]]


def block(node: dict) -> object:
    match node["t"], node.get("c"):
        case "Para" | "Plain", inlines:
            return "".join(" " if n["t"] in ("Space", "SoftBreak") else n["c"] for n in inlines)
        case "BulletList", items:
            return [[block(inner) for inner in item] for item in items]
        case "OrderedList", [_, items]:
            return [[block(inner) for inner in item] for item in items]
    raise AssertionError(node)


def meant(blocks: tuple[Block, ...]) -> list[object]:
    return [
        [meant(inner) for _, inner in part.items] if isinstance(part, Listing) else part.plain
        for part in blocks
    ]


@settings(max_examples=examples(20))
@given(st.lists(WORDS, min_size=1, max_size=10))
@example([["%0"]])
@example([["%)", "of"], ["%"]])
def test_paragraphs_say_their_words(texts: list[list[str]]) -> None:
    blocks = [paragraph(words) for words in texts]
    assert said(Writer({}, set()).section(blocks)) == meant(tuple(blocks))


@settings(max_examples=examples(10))
@given(st.sampled_from(MARKS), st.sampled_from(MARKS), WORDS, WORDS, WORDS)
def test_lists_stay_lists(
    outer: str, inner: str, one: list[str], two: list[str], three: list[str]
) -> None:
    nested = Listing(((inner, (paragraph(two),)),))
    blocks = [
        paragraph(one),
        Listing(((outer, (paragraph(one), paragraph(three), nested)),)),
        paragraph(two),
    ]
    assert said(Writer({}, set()).section(blocks)) == meant(tuple(blocks))


@pytest.mark.parametrize(
    "text",
    [
        "One { alone.",
        "A set {a = b}.",
        "{#id} and {.name}",
        "f(x){ return }",
        "{{< include x >}}",
        "[a]{b=c}",
        "`raw`{=html}",
        "{=html}",
        "} { }",
    ],
)
def test_braces_are_words_that_the_log_takes(text: str) -> None:
    written = Writer({}, set()).section([Paragraph(escape(text), text)])
    assert content_policy.in_markdown(written, "paper") == ()
    assert said(written) == [text]
