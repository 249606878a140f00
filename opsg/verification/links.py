"""Where the addresses of pages and stylesheets lead: into the site, to another host, or nowhere."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from opsg.core.errors import Finding, Place, nearest
from opsg.verification.page import Link, Page

_FOLLOWED = ("http", "https", "mailto")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_UNSEEN = re.compile(r"[\x00-\x20]")


@dataclass(frozen=True)
class Targets:
    """What there is to link to: all files, the pages among them, and the site's own address.

    `expected` are pages that may be missing, which is told once and not for every link to them.
    `address` ends in a slash; it is only the path `/` if nothing in the site tells it.
    """

    files: frozenset[str]
    pages: Mapping[str, Page]
    expected: frozenset[str]
    address: str

    def check(self, name: str, links: Iterable[Link]) -> Iterator[Finding]:
        """What is wrong with the links of a page or a stylesheet."""
        for link in links:
            if problem := self._problem(name, link):
                yield Finding(Place(name, line=link.line), *problem)

    def holds(self, address: str) -> bool:
        """Whether an address in full, or from the site's root, is that of a file of the site."""
        path = self._own_path(address)
        return path is not None and bool(self._file(path) or self._is_expected(path))

    def _problem(self, name: str, link: Link) -> tuple[str, str] | None:
        """The problem of an address and its remedy, if it has one."""
        address = link.address
        # Browsers leave out what is not seen, so that `java\nscript:` is a scheme too.
        scheme = _SCHEME.match(_UNSEEN.sub("", address))
        own = self._own_path(address)
        if own is None and (scheme or address.startswith(("//", "\\"))):
            return self._elsewhere(address, scheme[1].lower() if scheme else "", link)
        try:
            parts = urlsplit(address)
        except ValueError:
            return f"'{address}' is not an address.", "Mend the link."
        path = unquote(parts.path)
        if own is None:
            own = posixpath.join(posixpath.dirname(name), path) if path else name
        target = self._file(own)
        if target is None and self._is_expected(own):
            return None
        if target is None:
            if posixpath.normpath(own).startswith(".."):
                return f"the link '{address}' leads out of the site.", "Mend the link."
            close = nearest(posixpath.normpath(own), sorted(self.files))
            remedy = close if close.startswith("Did") else "Mend the link, or add the file."
            return f"the link '{address}' leads to nothing.", remedy
        anchor = unquote(parts.fragment)
        if anchor and target in self.pages and anchor not in self.pages[target].ids:
            remedy = nearest(anchor, sorted(self.pages[target].ids) or ["(no anchor)"])
            remedy = remedy if remedy.startswith("Did") else "Mend the link."
            return f"there is no '{anchor}' on the page that '{address}' leads to.", remedy
        return None

    def _elsewhere(self, address: str, scheme: str, link: Link) -> tuple[str, str] | None:
        if link.asked and scheme != "data":
            host = urlsplit(_UNSEEN.sub("", address)).netloc or address[:60]
            return f"the page asks another host for something: {host}.", "Keep a copy in the site."
        if not link.asked and scheme and scheme not in _FOLLOWED:
            return f"a link with the scheme '{scheme}:' does not belong here.", "Use https."
        return None

    def _own_path(self, address: str) -> str | None:
        """The path in the site of an address in full or from the root; None of another."""
        root = urlsplit(self.address).path
        plain = re.split(r"[?#]", address, maxsplit=1)[0]
        if self.address != root and plain.startswith(self.address):
            return unquote(plain.removeprefix(self.address)) or "."
        if plain.startswith(root) and not plain.startswith("//"):
            return unquote(plain.removeprefix(root)) or "."
        return None

    def _is_expected(self, path: str) -> bool:
        return not self.expected.isdisjoint(_names(path))

    def _file(self, path: str) -> str | None:
        return next((name for name in _names(path) if name in self.files), None)


def _names(path: str) -> tuple[str, str]:
    """Where the file at a path can be: there, or as the index of the folder there."""
    return posixpath.normpath(path), posixpath.normpath(posixpath.join(path, "index.html"))
