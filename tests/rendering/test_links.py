"""The start tags of a page, which are read without a parser of all that HTML may be."""

from html.parser import HTMLParser

import pytest
from projects import GOLDEN

from opsg.rendering.links import start_tags


class _Reader(HTMLParser):
    """Python's own reader."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, str | None, dict[str, str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.tags.append((tag, self.get_starttag_text(), values))


def _read_by_python(html: str) -> list[tuple[str, str | None, dict[str, str]]]:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.tags


@pytest.mark.parametrize(
    "page", ["index.html", "issues/han-stability.html", "reports/2021-02.html"]
)
def test_the_tags_of_a_page_are_those_that_python_reads(page: str) -> None:
    html = (GOLDEN / "expected" / page).read_text()

    found = [(tag.name, tag.text, tag.values) for tag in start_tags(html)]

    assert found == _read_by_python(html)
    assert all(html.startswith(tag.text, tag.start) for tag in start_tags(html))


@pytest.mark.parametrize(
    "html",
    [
        '<a href="a.html" title="1 > 0">',
        "<A HREF='a.html?x=1&amp;y=2' hidden>",
        "<img src=a.png alt=''/><br/><br />",
        "<img alt = 'it said \"no\"' src = a.png>",
        "a < b, <em>c</em> and <b\nclass=x>",
        "<!-- <a href='no.html'> --><a href='yes.html'>",
        "<script>if (a<b) '<a href=\"no.html\">'</SCRIPT><p>",
        "<style>a::before { content: '<b>' }</style><p>",
        "<svg><path d='M0 0'/><a xlink:href='#x'></a></svg>",
        "<!DOCTYPE html><?php <a> ?><p data-x='é &lt; ü'>",
    ],
)
def test_tags_in_all_their_forms(html: str) -> None:
    found = [(tag.name, tag.text, tag.values) for tag in start_tags(html)]

    assert found == _read_by_python(html)


def test_a_tag_that_does_not_end_is_none_and_takes_no_time() -> None:
    for never in ("<a href='x", '<a x="', "<a x ", "<a", "<!--", "<!-", "<?", "<"):
        assert [tag.name for tag in start_tags("<p>" + never * 50_000)] == ["p"]
