"""A site goes out only if it is whole and sound; each fault is told by file, line and remedy."""

import json
import random
import time
from pathlib import Path

import pytest

from opsg.core.errors import UserError
from opsg.verification.site import read_pages, verify

HAN = "issues/han.html"

# What is wrong, the file, the text that is replaced, its replacement, and what is said.
FAULTS = [
    ("a link to nothing", HAN, "../index.html", "../indez.html",
     "issues/han.html:7: the link '../indez.html' leads to nothing. Did you mean 'index.html'?"),
    ("a link out of the site", HAN, "../index.html", "../../index.html",
     "issues/han.html:7: the link '../../index.html' leads out of the site."),
    ("a link that differs in case", HAN, "../index.html", "../Index.html", "leads to nothing"),
    ("an anchor that is not there", "index.html", "#top", "#tip",
     "index.html:7: there is no 'tip' on the page that 'issues/han.html#tip' leads to."),
    ("an anchor that is there twice", HAN, "<code>", '<code id="top">',
     "issues/han.html: the anchor 'top' is there 2 times."),
    ("a link from the root", HAN, "../index.html", "/index.html", "leads to nothing"),
    ("a link in full to a page that is not there", HAN, "../index.html",
     "https://log.example/opsg/gone.html", "leads to nothing"),
    ("a link that runs a script", HAN, "../index.html", "javascript:alert(1)",
     "a link with the scheme 'javascript:' does not belong here"),
    ("such a link with a gap", HAN, "../index.html", "java\tscript:alert(1)", "'javascript:'"),
    ("such a link in character codes", HAN, "../index.html", "&#106;avascript:x", "'javascript:'"),
    ("a link to data", HAN, "../index.html", "data:text/html,x", "the scheme 'data:'"),
    ("a script from elsewhere", HAN, "../site.js", "https://cdn.example/x.js",
     "issues/han.html:4: the page asks another host for something: cdn.example."),
    ("a script from elsewhere without scheme", HAN, "../site.js", "//cdn.example/x.js",
     "the page asks another host for something: cdn.example."),
    ("a stylesheet from elsewhere", HAN, "../style.css", "https://cdn.example/x.css",
     "issues/han.html:3: the page asks another host"),
    ("a picture from elsewhere", HAN, "<code>", '<img src="http://p.example/1.gif"><code>',
     "asks another host for something: p.example"),
    ("a picture from elsewhere in a set", HAN, "<code>",
     '<img srcset="../icon.svg 1x, https://p.example/2.png 2x"><code>', "p.example"),
    ("a style that asks elsewhere", HAN, "<code>",
     '<i style="background:url(https://p.example/x)"></i><code>', "p.example"),
    ("a form that sends elsewhere", HAN, "<code>", '<form action="https://f.example/"></form><code>',
     "f.example"),
    ("a drawing that uses another", HAN, "<code>",
     '<svg><use xlink:href="https://u.example/#a"/></svg><code>', "u.example"),
    ("a stylesheet that asks elsewhere", "style.css", "icon.svg", "https://s.example/x.png",
     "style.css:1: the page asks another host for something: s.example."),
    ("a stylesheet that imports", "style.css", "main", "@import 'https://s.example/x.css'; main",
     "s.example"),
    ("a stylesheet that asks for nothing there", "style.css", "icon.svg", "gone.svg",
     "style.css:1: the link 'gone.svg' leads to nothing"),
    ("a script that names another host", "site.js", "document.title",
     "fetch('https://t.example/x')", "site.js:1: the script names another host: https://t.exam"),
    ("a script in the page", HAN, "<code>", "<script>alert(1)</script><code>",
     "issues/han.html:8: a script stands in the page itself."),
    ("a script in an address", HAN, "../site.js", "data:text/javascript,alert(1)",
     "a script stands in the page itself."),
    ("an event handler", HAN, "<code>", '<code onclick="x()">',
     "issues/han.html:8: the attribute 'onclick' does not belong here."),
    ("a frame", HAN, "<code>", '<iframe srcdoc="x"></iframe><code>', "the element <iframe> does"),
    ("an object", HAN, "<code>", '<object data="x"></object><code>', "the element <object> does"),
    ("a style element", HAN, "<code>", "<style>* {}</style><code>", "the element <style> does"),
    ("a base", HAN, "<code>", '<base href="https://b.example/"><code>', "the element <base> does"),
    ("a refresh", HAN, "<code>", '<meta http-equiv="refresh" content="0"><code>', "leads e"),
    ("a picture in a larger set", HAN, "<code>",
     '<img alt="" src="../icon.svg" srcset="//p.example/2.png 2x"><code>', "p.example"),
    ("what is fetched before it is asked", HAN, "<code>",
     '<link rel="preload" href="../icon.svg" imagesrcset="https://i.example/a 1x"><code>',
     "i.example"),
    ("a poster", HAN, "<code>", '<video poster="//v.example/p.png"></video><code>', "v.example"),
    ("a table's background", HAN, "<code>", '<b background="https://b.example/x">x</b><code>',
     "b.example"),
    ("an object's data", HAN, "<code>", '<object data="https://o.example/x"></object><code>',
     "o.example"),
    ("a drawing's picture", HAN, "<code>",
     '<svg><image href="https://u.example/a.png"/></svg><code>', "u.example"),
    ("a drawing's filter", HAN, "<code>",
     '<svg><filter><feimage href="//u.example/a"/></filter></svg><code>', "u.example"),
    ("a drawing's paint", HAN, "<code>",
     '<svg><rect fill="url(https://u.example/a.svg#b)"/></svg><code>', "u.example"),
    ("a button that sends elsewhere", HAN, "<code>",
     '<form><button formaction="https://f.example/">x</button></form><code>', "f.example"),
    ("a link that tells another", HAN, "<a ", '<a ping="https://t.example/" ', "t.example"),
    ("a stylesheet with a set", "style.css", "main",
     'b { background: image-set("https://s.example/a.png" 1x) } main', "s.example"),
    ("a script with a socket", "site.js", "document.title", "new WebSocket('wss://t.example/x')",
     "site.js:1: the script names another host: wss://t.exam"),
    ("a picture without a text", HAN, "<code>", '<img src="../icon.svg"><code>',
     "issues/han.html:8: the <img> has no alternative text."),
    ("a place of a picture without a text", HAN, "<code>",
     '<map name="m"><area href="../index.html"></map><code>', "the <area> has no alternative"),
    ("a drawing without a text", HAN, "<code>", '<svg role="img"><path d="M0 0"/></svg><code>',
     "issues/han.html:8: a drawing has no alternative text."),
    ("an element that is a picture", HAN, "<code>", '<b role="img">x</b><code>',
     "the <b> that is a picture has no alternative text."),
    ("an element that is not closed", HAN, "<code>", "<b><code>",
     "issues/han.html:8: <b> of line 8 is not closed before </p>."),
    ("an end without a beginning", HAN, "<code>", "</i><code>", "</i> ends what was not opened."),
    ("elements that cross", HAN, "<code>", "<b><i></b></i><code>",
     "<i> of line 8 is not closed before </b>."),
    ("a page that is cut", HAN, "</main></body>\n</html>", "", "<main> of line 6 is never closed."),
    ("a list in a paragraph", HAN, "<code>", "<ul><li>x</li></ul><code>",
     "<ul> cannot stand in <p>."),
    ("a link in a link", "index.html", ">HAN<", '><a href="issues/han.html">HAN</a><',
     "<a> cannot stand in another <a>."),
    ("an item without a list", "index.html", "<p>", "<li>x</li><p>", "<li> cannot stand in <mai"),
    ("data in the page that are not JSON", HAN, '{"x": 1}', '{"x": }', "han.html:9: the data in"),
    ("a block's mark", HAN, "<code>", "::: {.note}<code>",
     "issues/han.html:8: a block's mark is shown as it is written: '::: {.note}'."),
    ("a shortcode", HAN, "<code>", "{{&lt; video x &gt;}}<code>", "a shortcode is shown"),
    ("a variable of the template", HAN, "<code>", "$title$<code>", "a variable of the template is"),
    ("a footnote's mark", HAN, "<code>", "MM1[^1]<code>", "a footnote's mark is shown"),
    ("a link in Markdown", HAN, "<code>", "see [it](x.html)<code>", "a link is shown"),
    ("a lost letter", HAN, "<code>", "Caf\ufffd <code>", "in another encoding"),
    ("a raw block's mark", HAN, "<code>", "```{=html}<code>", "is shown as it is written"),
    ("attributes", HAN, "<code>", "text{.big}<code>", "attributes is shown"),
    ("a heading's mark", HAN, "<code>", "\n## Status\n<code>", "han.html:9: a heading's mark is"),
    ("strong text's mark", HAN, "<code>", "**bold**<code>", "the mark of strong text is shown"),
    ("a table's row", HAN, "<code>", "\n| a | b |\n<code>", "a row of a table is shown"),
    ("an escaped tag", HAN, "<code>", "&lt;span class='x'&gt;<code>", "an HTML tag is shown"),
    ("a tag escaped twice", HAN, "<code>", "A &amp;amp; B<code>", "a character code is shown"),
    ("a Python object", HAN, "<code>", "&lt;opsg.X object at 0x7f&gt;<code>", "a Python object is"),
    ("a number that is none", HAN, "<code>", "<b>nan</b><code>", "a number that is none is shown"),
    ("an empty page", "index.html", '<h1 id="top">Home</h1>\n<p><a href="issues/han.html#top">HAN',
     "", "index.html: the page is empty."),
    ("a page without a title", HAN, "HAN – Log", " ", "issues/han.html: the page has no title."),
    ("a page that the map lists", "sitemap.xml", "issues/han.html", "issues/old.html",
     "issues/old.html: the page is missing. Build the whole site again."),
    ("a feed that is not XML", "feed.xml", "</feed>", "", "feed.xml: it is not XML: no element"),
    ("a feed without entries", "feed.xml", "entry>", "item>", "it is not an Atom feed with an ent"),
    ("an entry without a date", "feed.xml", "updated>", "upd>", "feed.xml, entry 1: it has no upd"),
    ("a feed with entities", "feed.xml", "<feed", '<!DOCTYPE x [<!ENTITY a "b">]><feed',
     "it declares entities"),
    ("a feed that leads nowhere", "feed.xml", "opsg/index.html", "opsg/gone.html",
     "feed.xml: the link 'https://log.example/opsg/gone.html' leads to nothing."),
    ("headlines that are not JSON", "headlines.json", "]", "", "headlines.json: it is not JSON"),
    ("headlines that lead nowhere", "headlines.json", "han.html", "gone.html",
     "headlines.json: the link 'https://log.example/opsg/issues/gone.html' leads to nothing."),
    ("a number that JSON has not", "headlines.json", "{\"url\"", '{"v": NaN, "url"', "holds NaN"),
    ("a data file that was changed", "downloads/data/han.csv", "2021-02,1", "2021-02,2",
     "downloads/data/datapackage.json, han: the file is not the one described: size or hash"),
    ("a data file that is not there", "downloads/data/datapackage.json", "han.csv", "han2.csv",
     "datapackage.json, han: there is no file 'han2.csv'."),
    ("a drawing with a script", "icon.svg", "/>", "><script/></svg>", "holds <script>."),
    ("a drawing with a handler", "icon.svg", "/>", ' onload="x"/>', "holds code in an attribute"),
]  # fmt: skip


def test_a_site_in_order_has_no_findings(small: Path) -> None:
    assert verify(small) == []
    assert verify(small, ["index", "issues/han"]) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "said"), [fault[1:] for fault in FAULTS], ids=[f[0] for f in FAULTS]
)
def test_each_fault_is_found_and_told(
    small: Path, file: str, old: str, new: str, said: str
) -> None:
    before = (small / file).read_text()
    assert old in before
    facts = {name: page.facts for name, page in read_pages(small).items()}
    sound = {path.relative_to(small).as_posix() for path in small.rglob("*.*")} - {file}
    (small / file).write_text(before.replace(old, new))

    findings = verify(small)

    assert said in "\n".join(map(str, findings))
    passed = {name: json.loads(json.dumps(facts.get(name))) for name in sound}
    assert verify(small, read=read_pages(small, passed), passed=passed) == findings
    assert all(str(finding.where) and finding.remedy for finding in findings)


def test_what_was_sound_before_is_not_looked_at_again(small: Path) -> None:
    facts = {name: page.facts for name, page in read_pages(small).items()}
    (small / HAN).write_text("<b>")
    (small / "icon.svg").write_text("<svg")

    assert verify(small, read=read_pages(small, facts), passed={*facts, "icon.svg"}) == []


@pytest.mark.parametrize(
    "html",
    [
        '<svg role="img"><title>A hub</title><path d="M0 0"/></svg>',
        '<svg role="img" aria-label="A hub"><path d="M0 0"/></svg>',
        '<svg aria-hidden="true"><g><path d="M0 0"/></g></svg>',
        '<img src="../icon.svg" alt="">',
        '<svg role="img" aria-label="x"><rect fill="url(#top)"/><a href="#top">x</a></svg>',
        "<br><wbr>a<br/>",
        "<button>a <b>b</b></button>",
    ],
)
def test_what_is_sound_is_left_alone(small: Path, html: str) -> None:
    page = small / HAN
    page.write_text(page.read_text().replace("<code>", f"{html}<code>"))
    assert verify(small) == []


@pytest.mark.parametrize("name", ["downloads/data/han.csv", "site.js"])
def test_an_empty_file_is_found(small: Path, name: str) -> None:
    (small / name).write_text("")
    assert f"{name}: the file is empty." in "\n".join(map(str, verify(small)))


def test_every_page_of_the_plan_must_be_there(small: Path) -> None:
    (found,) = verify(small, ["index", "issues/han", "issues/new"])
    assert str(found) == "issues/new.html: the page is missing. Build the whole site again."


def test_a_page_that_is_too_large_is_found_plain_and_packed(small: Path) -> None:
    page = small / "index.html"
    noise = random.Random(1).randbytes(410_000).hex()
    page.write_text(page.read_text().replace("HAN", noise))

    said = "\n".join(map(str, verify(small)))

    assert "index.html: the page has 820 kB, more than the 800 kB allowed." in said
    assert "kB packed, more than the 40 kB allowed." in said


def test_a_fault_on_every_page_is_told_once(small: Path) -> None:
    (small / "site.js").unlink()
    for number in range(9):
        (small / f"p{number}.html").write_text((small / "index.html").read_text())

    told = [str(finding) for finding in verify(small) if "'site.js'" in finding.problem]

    assert len(told) == 1
    assert told[0].startswith("index.html:4: the link 'site.js' leads to nothing. So in 9 more")


def test_a_page_with_nothing_but_what_all_pages_have_is_empty(small: Path) -> None:
    page = small / "index.html"
    html = page.read_text()
    page.write_text(html.replace("\n</main>", '<div class="body"><div></div> </div> x</main>'))
    assert [str(found) for found in verify(small)] == [
        "index.html: the page is empty. See what its notebook shows."
    ]
    page.write_text(html.replace("\n</main>", '<div class="body"><div></div>x</div></main>'))
    assert verify(small) == []


def test_a_folder_without_a_site_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="there is no site here"):
        verify(tmp_path)


def test_the_site_of_this_project_is_in_order_and_looked_over_fast(
    site: Path, reported_site: Path
) -> None:
    started = time.process_time()
    assert verify(site) == []
    assert time.process_time() - started < 3
    assert verify(reported_site) == []
