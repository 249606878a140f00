"""What a notebook shows: nothing but what is marked as HTML goes to a page unescaped."""

from __future__ import annotations

import htpy as h
from markupsafe import Markup

from opsg.core.html import FILES_TYPE, Html, table


def test_text_is_escaped_and_html_is_not() -> None:
    piece = Html("a < b", h.b["&"], Markup("<hr>"), Html("'"))
    assert piece._repr_mimebundle_() == {"text/html": "a &lt; b<b>&amp;</b><hr>&#39;"}


def test_a_table_escapes_its_caption_headers_and_cells() -> None:
    html = str(table(['"H"', "N"], [["<a>", h.i["1"]]], caption="<c>", numeric=[1]))
    assert html == (
        '<div class="scroll" tabindex="0" role="region" aria-label="&lt;c&gt;">'
        '<table class="data"><caption>&lt;c&gt;</caption>'
        '<thead><tr><th scope="col">&#34;H&#34;</th><th scope="col" class="n">N</th></tr></thead>'
        '<tbody><tr><th scope="row">&lt;a&gt;</th><td class="n" data-label="N"><i>1</i></td></tr>'
        "</tbody></table></div>"
    )


def test_files_go_with_a_piece() -> None:
    bundle = Html("x", files={"downloads/x.csv": "y"})._repr_mimebundle_()
    assert bundle[FILES_TYPE] == {"downloads/x.csv": "y"}
