"""The log's texts hold words, lists and links; what would act is refused with its line."""

import json
import random
import re
import time
from pathlib import Path

import htpy
import pypandoc
import pytest
from bs4 import BeautifulSoup

from opsg.data import content_policy
from opsg.data.datasets import DATASETS
from opsg.data.frontmatter import parse
from opsg.data.snapshots.check import check_folder

# What is tried, the Markdown that tries it, and what is said.
HOSTILE = [
    ("a script", "<script>alert(1)</script>", "HTML is not taken here: '<script>alert(1)"),
    ("a script in capitals", "<ScRiPt src=//x>", "HTML is not taken here"),
    ("a script in a list", "- one\n\n- <script>x</script>", "e.md:3: HTML is not taken here"),
    ("a script in a quotation", "> <script>x</script>", "HTML is not taken here"),
    ("a script in a footnote", "A[^1]\n\n[^1]: <script>x</script>", "e.md:3: HTML"),
    ("a script after two backslashes", r"\\<script>", "HTML is not taken here"),
    ("a script after a span of code", "`\\`<script>x</script>", "HTML is not taken here"),
    ("a line that ends for some alone", "=\u2028A", "the character U+2028 ends a line"),
    ("a style", "<style>body{display:none}</style>", "HTML is not taken here"),
    ("a frame", '<iframe src="https://x.example"></iframe>', "HTML is not taken here"),
    ("an object", "<object data=x>", "HTML is not taken here"),
    ("a picture with a handler", "<img src=x onerror=alert(1)>", "HTML is not taken here"),
    ("a drawing with a handler", "<svg/onload=alert(1)>", "HTML is not taken here"),
    ("a form", "<form action=https://x.example>", "HTML is not taken here"),
    ("a comment that is never closed", "<!-- hidden", "HTML is not taken here"),
    ("a closing tag", "</div></main>", "HTML is not taken here"),
    ("a processing instruction", "<?php x ?>", "HTML is not taken here"),
    ("a declaration", "<!DOCTYPE html>", "HTML is not taken here"),
    ("a link in angles that runs a script", "<javascript:alert(1)>", "HTML is not taken here"),
    ("a raw block", "```{=html}\n<b>\n```", "a code block is not taken here"),
    ("a raw block of tildes", "~~~ {=html}\n<b>\n~~~", "a code block is not taken here"),
    ("a fence that is never closed", "```", "a code block is not taken here"),
    ("a raw span", "`<b onclick=x>`{=html}", "attributes are not taken here"),
    ("an executable block", "```{python}\nimport os\n```", "a code block is not taken here"),
    ("a handler on a span", "[text]{onclick=alert(1)}", "attributes are not taken here"),
    ("a style on a span", '[text]{style="position:fixed"}', "attributes are not taken here"),
    ("a class on a span", "[text]{.badge}", "attributes are not taken here"),
    ("an anchor that is another's", "# Title {#content}", "attributes are not taken here"),
    ("a handler on a heading", "### Title {onmouseover=x}", "attributes are not taken here"),
    ("attributes over two lines", "[text]{\nonclick=x}", "attributes are not taken here"),
    ("a handler on a link", "[a](https://x.example){onclick=x}", "attributes are not taken here"),
    ("a block", "::: {.edition}\nPublic.\n:::", "a block is not taken here"),
    ("the end of the cell's block", ":::\n\nfree", "a block is not taken here"),
    ("such an end in a quotation", "> :::", "a block is not taken here"),
    ("a shortcode", "{{< include /etc/passwd >}}", "a shortcode is not taken here"),
    ("a shortcode of variables", "{{< env SECRET >}}", "a shortcode is not taken here"),
    ("a shortcode half escaped", r"\{{< include x >}}", "a shortcode is not taken here"),
    ("settings", "text\n\n---\nheader-includes: <script>\n---", "e.md:3: a line '---' begins"),
    ("settings in a quotation", "> ---\n> title: x\n> ---", "a line '---' begins settings"),
    ("a picture from elsewhere", "![x](https://spy.example/1.gif)", "a picture is not taken here"),
    ("a picture by reference", "![x][1]\n\n[1]: https://spy.example/1.gif", "a picture is not"),
    ("a link that runs a script", "[x](javascript:alert(1))", "a link to 'javascript:alert"),
    ("such a link in capitals", "[x](JaVaScRiPt:alert(1))", "a link to 'JaVaScRiPt:alert"),
    ("such a link in angles", "[x](<javascript:alert(1)>)", "not taken here"),
    ("such a link with character codes", "[x](&#106;avascript:alert(1))", "a link to 'javascript"),
    ("such a link with named codes", "[x](javascript&colon;alert(1))", "a link to 'javascript:"),
    ("such a link with backslashes", r"[x](javascript\:alert)", "not taken here"),
    ("such a link on the next line", "[x](\njavascript:alert(1))", "a link to 'javascript:"),
    ("such a link by reference", "[x]\n\n[x]: javascript:alert(1)", "a link to 'javascript:"),
    ("such a reference over two lines", "[a\nb]\n\n[a\nb]: javascript:x", "a link to 'javascript:"),
    ("such a reference on the next line", "[x]\n\n[x]:\n  javascript:x", "a link to 'javascript:"),
    ("such a reference in a quotation", "> [x]: javascript:y", "a link to 'javascript:"),
    ("a reference like a footnote", "[^a\n[b]: javascript:x", "runs a script|a link to"),
    ("a link to data", "[x](data:text/html,<b>)", "a link to 'data:text/html"),
    ("a link to a file", "[x](file:///etc/passwd)", "a link to 'file:///etc/passwd'"),
    ("a link that runs Basic", "[x](vbscript:msgbox)", "a link to 'vbscript:msgbox'"),
    ("a link to another host without scheme", "[x](//evil.example/x.html)", "a link to '//"),
    ("a link to a file of the project", "[x](../_site.yml)", "a link to '../_site.yml'"),
    ("a backslash that TeX takes", r"\newpage and \input{x}", "a backslash before a letter is"),
    ("mathematics", "costs $x^2$ now", "this would be read as mathematics"),
    ("a variable of the template", "$title$", "this would be read as mathematics"),
    ("an entity that turns text round", "safe &#x202E; evil", "U+202E hides what the text says"),
    ("letters that nobody sees", "a\U000e0041b\u3164c", "U+E0041 hides what the text says"),
    ("a character that turns text round", "safe \u202e evil", "U+202E hides what the text says"),
    ("a null character", "a\x00b", "U+0000 hides what the text says"),
    ("an escape code", "a\x1b[31mb", "U+001B hides what the text says"),
    ("quotations in quotations", ">" * 200 + " x", "this is nested too deeply"),
    ("brackets in brackets", "[" * 5000, "this is nested too deeply"),
    ("lists in lists", "\n".join(" " * n + "- x" for n in range(0, 200, 2)), "nested too deeply"),
    ("a text without end", "a " * 30_000, "60,000 characters, more than the 50,000 allowed"),
    ("a line without end", "a" * 20_000, "a line has more than 10,000 characters"),
]  # fmt: skip

HARMLESS = [
    "The DCC to perform **Lab Analysis** of MM1[^1] and _others_.\n\n[^1]: Meter Manufacturer",
    "1. one\n\n    a)  nested\n\n    b)  again\n\n- a list\n- of two",
    "See [the SEC](https://smartenergycodecompany.co.uk/a?b=c#d) and <https://example.org/x>.",
    "See [HAN](han-stability.html#status) or [above](#status), not [this].",
    "Fewer than 5 < 6 hubs, a <5% rise, x -> y, R&D, 100% & 8F3E; it costs $5 or £6, $7.",
    r"Escaped: \<script\> \{x=1\} \[a\](b) \$x\$ \\ \`\`\` \* {\{.",
    "A set {x} of Users, and `code`, and [note]: see below.",
    "| A | B |\n|---|---|\n| 1 | 2 |\n\n------\n\n### A heading\n\n    indented code",
]

FRAGMENTS = [
    "<", ">", "script", "javascript:", "alert(1)", "{", "}", "=html", "`", "```", "\n", "\n\n",
    ":::", "---", "[", "]", "(", ")", "!", "\\", "#", "onclick=x", ".c", "&#106;", "&lt;", "$", "x",
    "https://a.example", "<b>", "</div>", "<!--", "-->", "    ", "> ", "- ", "[^1]", ": ", "|", '"',
    "~~~", "style", "data:text/html,", "{{", "}}", "%", "@fig", "^", "~", "*", "_", "//", "a.html",
]  # fmt: skip
PLAIN_TAGS = {
    "p", "ul", "ol", "li", "em", "strong", "a", "sup", "sub", "section", "hr", "blockquote", "code",
    "pre", "h1", "h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td", "br",
    "del", "dl", "dt", "dd", "div", "span", "colgroup", "col", "u", "mark",
}  # fmt: skip
PLAIN_ATTRIBUTES = {
    "id", "class", "href", "role", "style", "type", "start", "data-cites", "title", "aria-label",
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "said"), [case[1:] for case in HOSTILE], ids=[case[0] for case in HOSTILE]
)
def test_what_would_act_is_refused_with_its_line_and_a_remedy(text: str, said: str) -> None:
    started = time.process_time()
    findings = content_policy.in_markdown(text, "e.md")

    assert re.search(said if "|" in said else re.escape(said), "\n".join(map(str, findings)))
    assert all(re.match(r"e\.md:\d+$", str(f.where)) and f.remedy for f in findings)
    assert time.process_time() - started < 1


@pytest.mark.parametrize("text", HARMLESS)
def test_words_lists_links_and_footnotes_are_taken(text: str) -> None:
    assert content_policy.in_markdown(text, "e.md") == ()


def test_lines_count_from_where_the_text_begins() -> None:
    (found,) = content_policy.in_markdown("one\n\n<script>", "e.md", first_line=12)
    assert str(found.where) == "e.md:14"


def test_what_is_taken_becomes_html_that_cannot_act() -> None:
    """Texts put together at random from all that means something; those taken go to Pandoc."""
    draw = random.Random(44)
    texts = ["".join(draw.choices(FRAGMENTS, k=draw.randint(1, 9))) for _ in range(6000)]
    taken = [text for text in texts if not content_policy.in_markdown(text, "e.md")]
    assert len(taken) > 500
    for start in range(0, len(taken), 300):
        # Pandoc's own marks would make one text's footnote or reference another's.
        joined = "\n\nNEXT\n\n".join(taken[start : start + 300])
        html = pypandoc.convert_text(joined, "html", format="markdown", extra_args=["--wrap=none"])
        page = BeautifulSoup(html, "html.parser")
        for element in page.find_all(True):
            assert element.name in PLAIN_TAGS, (element, taken[start : start + 300])
            assert set(element.attrs) <= PLAIN_ATTRIBUTES, element
            assert element.get("style", "text-align").startswith(("text-align", "width")), element
            assert re.match(r"https?:|mailto:|#|[^:]*$", element.get("href", "")), element
        assert html.count("NEXT") >= len(taken[start : start + 300]) - 1


def test_values_of_front_matter_are_refused_with_their_line() -> None:
    text = (
        "title: A <b>bold</b> title\n"
        "references:\n"
        '  - {id: x, url: "https://a.example/\\" onclick=\\"x"}\n'
        "  - note: '{{< include x >}}'\n"
        "purpose: |\n"
        "  One.\n\n"
        "  [x](javascript:y)\n"
        '"<script>": 1\n'
        'short: "a\\u202eb"\n'
    )
    said = [str(finding) for finding in content_policy.in_values(parse(text, "i.md", first_line=2))]

    assert said[0].startswith("i.md:2: HTML is not taken here: '<b>bold</b> title'.")
    assert said[1].startswith("i.md:4: the address holds a character that no address has.")
    assert said[2].startswith("i.md:5: a shortcode is not taken here.")
    assert said[3].startswith("i.md:6: a link to 'javascript:y' is not taken here.")
    assert said[-2].startswith("i.md:10: HTML is not taken here: '<script>'.")
    assert said[-1].startswith("i.md:11: the character U+202E hides what the text says.")


def test_a_flood_of_mistakes_is_cut_short() -> None:
    assert len(content_policy.in_markdown("<b>\n" * 9000, "e.md")) == content_policy.MOST_TOLD


@pytest.mark.parametrize("cell", ["<script>", '" onclick="x', "{{< env X >}}", "a:b", "a]("])
@pytest.mark.parametrize("name", DATASETS)
def test_no_text_cell_of_a_snapshot_can_hold_markup(name: str, cell: str, tmp_path: Path) -> None:
    """The contracts' patterns and vocabularies leave no room for it."""
    dataset = DATASETS[name]
    folder = tmp_path / "data" / "snapshots" / name
    folder.mkdir(parents=True)
    row = ["2021-02" if c == "month" else "1" if c in dataset.measures else cell
           for c in dataset.columns]  # fmt: skip
    quoted = ['"' + text.replace('"', '""') + '"' for text in row]
    (folder / "2021-02.csv").write_text(",".join(dataset.columns) + "\n" + ",".join(quoted) + "\n")

    columns = {
        str(finding.where).rpartition("column ")[2]
        for finding in check_folder(tmp_path / "data" / "snapshots")
    }

    texts = {c for c in dataset.columns if c != "month" and c not in dataset.measures}
    assert texts <= columns


def test_a_title_with_quotation_marks_stays_in_its_attribute() -> None:
    html = str(htpy.a(href='x" onclick="y', rel='" onmouseover="z')["<b>"])
    assert BeautifulSoup(html, "html.parser").a.attrs.keys() == {"href", "rel"}
    assert json.dumps("</script>").replace("<", "\\u003c") == '"\\u003c/script>"'


def test_what_a_reader_changes_of_what_a_text_says_is_its_own() -> None:
    text = "meetings: [{month: 2021-02}]"
    said = parse(text, "one.yml").value
    assert isinstance(said, dict)
    said["meetings"].clear()
    again = parse(text, "other.yml")
    assert (again.value, again.name) == ({"meetings": [{"month": "2021-02"}]}, "other.yml")
