"""What a paper says outside its issues: its title, purpose, asks, team and date."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain

from opsg.data.models import Ask
from opsg.intake.papers import dates, page_furniture
from opsg.intake.papers.lines import ends_sentence
from opsg.intake.papers.model import Aside, Block, Leftover, Listing, words

# Sentences that every paper has, and that say nothing of any issue.
_STANDING = frozenset(
    {
        "this section presents the issues which are being actively monitored by opsg",
        "the opsg is requested to",
    }
)
_VERBS = "note|agree|approve|consider|discuss|confirm|review|endorse|recommend|decide|advise"
_ASK = re.compile(rf"([A-Z]{{4,}}|(?i:{_VERBS})) ([a-z].*)")
_LEAD = re.compile(r"The OPSG is (?:requested|asked|invited) to:? (?=\w)")
# Where the next ask begins, or the short line below an ask, if the end of a column joined them.
_NEXT = re.compile(
    rf"(?:(?<=[.;])|(?<= and)|(?<= or)) (?=(?:{_VERBS.upper()}) [a-z])"
    r"|(?<=[.;]) (?=[A-Z][^.:;]{0,59}$)"
)


@dataclass
class Section:
    """A heading and the blocks under it.

    `kind` is one of those of `lines.SECTIONS`, or `title`, `preamble` or `other`.
    """

    kind: str
    heading: str
    level: int = 0
    blocks: list[Block] = field(default_factory=list)


@dataclass
class Front:
    """What a paper says outside its issues, as it is found.

    `form` are texts that say nothing beside it: usual sentences, its date, furniture.
    """

    furniture: list[str]
    title: str = ""
    team: str = ""
    days: list[dates.Written] = field(default_factory=list)
    purpose: list[Block] = field(default_factory=list)
    asks: list[Ask] = field(default_factory=list)
    leftovers: list[Leftover] = field(default_factory=list)
    form: list[str] = field(default_factory=list)

    def take(self, section: Section) -> None:
        """Keep what a section says, and what fits nowhere as leftovers."""
        if section.kind == "purpose":
            asides = [block for block in section.blocks if isinstance(block, Aside)]
            self.purpose += [block for block in section.blocks if not isinstance(block, Aside)]
            self._rest(section.heading, asides)
        elif section.kind == "preamble":
            self._preamble(section.blocks)
        elif section.kind == "recommendation":
            self._recommendation(section)
        else:
            before = len(self.leftovers)
            self._rest(section.heading, section.blocks)
            if section.kind == "other" and len(self.leftovers) == before:
                self.leftovers.append(Leftover("A heading", section.heading))

    def _preamble(self, blocks: Sequence[Block]) -> None:
        asides = [block for block in blocks if isinstance(block, Aside)]
        self._rest("Before Purpose", asides)
        plain = [words([block]) for block in blocks if not isinstance(block, Aside)]
        named = [text for text in plain if "progress report" in text.lower()]
        own = [text for text in named if not page_furniture.PAPER.match(text)] or named or plain
        self.title = own[0] if own else ""
        for text in plain:
            if text == self.title:
                self.form.append(text)
            elif page_furniture.is_furniture(text, self.title):
                self.furniture.append(text)
                self.form.append(text)
            elif not self._is_form(text):
                self.leftovers.append(Leftover("Before Purpose", text))

    def _recommendation(self, section: Section) -> None:
        for text in chain.from_iterable(map(self._apart, texts(section.blocks))):
            if match := _ASK.fullmatch(text):
                what = re.sub(r"[;,]?( and| or)?$|\.$", "", match[2])
                self.asks.append(Ask(verb=match[1].upper(), what=what))
                self.form += [match[1], match[2].removeprefix(what)]
            elif not self._is_form(text):
                if not self.team and len(text) <= 60 and not ends_sentence(text):
                    self.team = text
                else:
                    self.leftovers.append(Leftover(section.heading, text))

    def _apart(self, text: str) -> list[str]:
        """The asks in a text, and the short line below the last."""
        lead = _LEAD.match(text)
        asks = text[lead.end() :] if lead else text
        if not _ASK.fullmatch(asks):
            return [text]
        self.form += [lead[0]] if lead else []
        return _NEXT.split(asks)

    def _rest(self, heading: str, blocks: Sequence[Block]) -> None:
        for text in texts(blocks):
            if _standing(text):
                self.form.append(text)
            else:
                self.leftovers.append(Leftover(heading, text))

    def _is_form(self, text: str) -> bool:
        """Whether a text is the paper's date, or a sentence that every paper has."""
        known = _standing(text) or self._dated(text)
        self.form += [text] if known else []
        return known

    def _dated(self, text: str) -> bool:
        """Whether a text is the paper's date, maybe with the team or a label before it."""
        for day in dates.written(text):
            self.days.append(day)
            self.team = self.team or day.team
            return not day.is_another
        return False


def texts(blocks: Iterable[Block]) -> Iterator[str]:
    """The words of each paragraph, and of each item of a list."""
    for block in blocks:
        if isinstance(block, Listing):
            for _, inner in block.items:
                yield words(inner)
        else:
            yield block.plain


def _standing(text: str) -> bool:
    return text.strip(" .:").casefold() in _STANDING
