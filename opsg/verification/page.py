"""Reads a built page once: what it is called, says, links to, asks for and runs.

`verify` reads every page of a site so, and checks pages against each other by what was read.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from opsg.core.errors import Finding, Place
from opsg.core.vocabulary import vocabulary
from opsg.verification.nesting import VOID, Nesting

# Attributes that a browser follows by itself, on whatever element they stand.
_REQUESTS = vocabulary("""
    action archive background classid codebase data formaction href icon imagesrcset manifest ping
    poster src srcset xlink:href
""")
_FOLLOWED = {"a", "area"}
_TELLS_ONLY = {"alternate", "author", "canonical", "license", "next", "prev"}
_REFUSED = {"applet", "base", "embed", "frame", "frameset", "iframe", "object", "style"}
_DATA = ("application/json", "application/ld+json")
# What stands in these is shown as it is written, or not shown.
_VERBATIM = {"code", "kbd", "pre", "samp", "script", "style", "template", "textarea"}
# The parts of a page's text: all of it, the main part, and what the template puts into it.
_PARTS = ("body", "main", "own")
_STYLE_ADDRESS = re.compile(r"url\(\s*['\"]?([^'\")]*)", re.IGNORECASE)
# As in `image-set("https://…" 1x)`.
_STYLE_HOST = re.compile(r"(?<!url\()(?<!import )['\"]((?:[a-z]+:)?//[^'\"]+)", re.IGNORECASE)
_NESTING = "Close elements in the order in which they were opened; see where this one comes from."


@dataclass(frozen=True)
class Link:
    """An address in a page. A browser fetches it by itself if `asked`, else on a click."""

    line: int
    address: str
    asked: bool


@dataclass
class Page:
    """A page as read; `name` is its path in the site, such as `issues/han-stability.html`.

    `text` has every run of text that is shown and not verbatim, with its line.
    """

    name: str
    title: str = ""
    ids: Counter[str] = field(default_factory=Counter)
    links: list[Link] = field(default_factory=list)
    text: list[tuple[int, str]] = field(default_factory=list)
    parts: dict[str, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    @classmethod
    def restore(cls, name: str, facts: Mapping[str, Any]) -> Page:
        """A page that was read before, of which others need its `facts` alone."""
        links = [Link(*each) for each in facts["links"]]
        return cls(name, ids=Counter(facts["ids"]), links=links)

    @property
    def facts(self) -> dict[str, Any]:
        """What the rest of the site must fit, as plain values."""
        links = [(link.line, link.address, link.asked) for link in self.links]
        return {"ids": [*self.ids], "links": links}

    @property
    def content(self) -> str:
        """The text of what is its own, as far as it can be told from what all pages have."""
        own = (part for part in ("own", "main", "body") if part in self.parts)
        return self.parts[next(own)].strip() if self.parts else ""


def read(name: str, html: str) -> Page:
    """The page with this HTML. Its `findings` have what is in it and should not be."""
    reader = _Reader(name)
    reader.feed(html)
    reader.close()
    page = reader.page
    page.title = "".join(reader.pieces["title"])
    page.parts = {part: "".join(reader.pieces[part]) for part in _PARTS if part in reader.seen}
    return page


class _Reader(HTMLParser):
    """Fills in a page as its tags and texts come; knows by `_open` what it is in."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.page = Page(name)
        self.seen: set[str] = set()
        self.pieces: dict[str, list[str]] = {"title": [], **{part: [] for part in _PARTS}}
        self._own: int | None = None
        self._open: Counter[str] = Counter()
        self._data = False
        self._nesting = Nesting()
        self._unnamed: int | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._nest(self._nesting.start(tag, self.getpos()[0]))
        values = {name: value or "" for name, value in attrs}
        self.seen.add(tag)
        self._open[tag] += 1
        if "id" in values:
            self.page.ids[values["id"]] += 1
        # What the template puts a page's own text into.
        if tag == "div" and values.get("class") == "body":
            self.seen.add("own")
            self._own = self._open[tag]
        self._look_for_code(tag, values)
        self._look_for_alternative(tag, values)
        self.page.links += self._links(tag, values)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)
        else:
            self._open[tag] -= 1

    def handle_endtag(self, tag: str) -> None:
        self._nest(self._nesting.end(tag))
        if tag == "svg" and self._unnamed is not None:
            self._refuse("a drawing has no alternative text.", self._unnamed)
            self._unnamed = None
        if self._open[tag]:
            self._open[tag] -= 1
        if tag == "div" and self._own is not None and self._open[tag] < self._own:
            self._own = None

    def close(self) -> None:
        super().close()
        self._nest(self._nesting.finish())

    def _nest(self, problem: str) -> None:
        """Tell of the first thing that is nested wrongly: what follows may be right by itself."""
        if problem and not any(each.remedy == _NESTING for each in self.page.findings):
            where = Place(self.page.name, line=self.getpos()[0])
            self.page.findings.append(Finding(where, problem, _NESTING))

    def handle_data(self, data: str) -> None:
        if self._open["script"]:
            if self._data:
                self._look_for_json(data)
        elif self._open["title"] and not self._open["body"]:
            self.pieces["title"].append(data)
        elif self._open["body"] and data.strip():
            self.pieces["body"].append(data)
            if self._open["main"]:
                self.pieces["main"].append(data)
            if self._own is not None:
                self.pieces["own"].append(data)
            if not any(self._open[tag] for tag in _VERBATIM):
                self.page.text.append((self.getpos()[0], data))

    def _links(self, tag: str, values: dict[str, str]) -> Iterator[Link]:
        line = self.getpos()[0]
        if tag == "link":
            follows = _TELLS_ONLY.isdisjoint(values.get("rel", "").lower().split())
            yield Link(line, values.get("href", ""), asked=follows)
            yield from (
                Link(line, address, asked=follows)
                for address in _addresses("imagesrcset", values.get("imagesrcset", ""))
            )
            return
        for name in _REQUESTS:
            clicked = tag in _FOLLOWED and name.endswith("href")
            if clicked and name in values:
                yield Link(line, values[name].strip(), asked=False)
            elif name in values:
                for address in _addresses(name, values[name]):
                    yield Link(line, address, asked=True)
        # Not in `style` alone: a drawing has `fill`, `mask` and others.
        for value in values.values():
            for address in _STYLE_ADDRESS.findall(value):
                yield Link(line, address, asked=True)

    def _look_for_code(self, tag: str, values: dict[str, str]) -> None:
        self._data = tag == "script" and values.get("type") in _DATA
        if tag in _REFUSED:
            self._refuse(f"the element <{tag}> does not belong here.")
        inside = "src" not in values or values["src"].strip().lower().startswith("data:")
        if tag == "script" and inside and not self._data:
            self._refuse("a script stands in the page itself.")
        if tag == "meta" and values.get("http-equiv", "").lower() == "refresh":
            self._refuse("the page leads elsewhere by itself.")
        for name in values:
            if name.startswith("on") or name in ("srcdoc", "formaction"):
                self._refuse(f"the attribute '{name}' does not belong here.")

    def _look_for_alternative(self, tag: str, values: dict[str, str]) -> None:
        """A picture says what it shows, or that it shows nothing: `alt=""`, `aria-hidden`."""
        pictured = tag in ("img", "area") or (tag == "input" and values.get("type") == "image")
        if pictured and "alt" not in values:
            self._refuse(f"the <{tag}> has no alternative text.")
        named = {"aria-label", "aria-labelledby"} & values.keys()
        if tag == "svg" and values.get("role") == "img" and not named:
            self._unnamed = self.getpos()[0]
        elif tag == "title" and self._open["svg"]:
            self._unnamed = None
        elif values.get("role") == "img" and tag != "svg" and not named and not pictured:
            self._refuse(f"the <{tag}> that is a picture has no alternative text.")

    def _look_for_json(self, data: str) -> None:
        try:
            json.loads(data)
        except ValueError as error:
            self._refuse(f"the data in the page are not JSON: {error}.")

    def _refuse(self, problem: str, line: int | None = None) -> None:
        where = Place(self.page.name, line=line or self.getpos()[0])
        remedy = "Find the notebook, entry or template that it comes from."
        self.page.findings.append(Finding(where, problem, remedy))


def _addresses(name: str, value: str) -> list[str]:
    if name.endswith("srcset"):
        return [part.split()[0] for part in value.split(",") if part.strip()]
    return [value.strip()] if value.strip() else []


def style_links(css: str) -> Iterator[Link]:
    """Every address that a stylesheet asks for."""
    plain = re.sub(r"/\*.*?\*/", lambda note: "\n" * note[0].count("\n"), css, flags=re.DOTALL)
    imports = re.finditer(r"@import\s+['\"]([^'\"]+)", plain, re.IGNORECASE)
    hosts = (
        each for each in _STYLE_HOST.finditer(plain) if "url(" not in plain[: each.start()][-9:]
    )
    for match in (*_STYLE_ADDRESS.finditer(plain), *imports, *hosts):
        line = plain.count("\n", 0, match.start()) + 1
        yield Link(line, match[1].strip(), asked=True)
