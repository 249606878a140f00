"""What a page leads with where the issue's own measure has no figure: what its paper does say."""

from __future__ import annotations

from dataclasses import dataclass

from opsg.core import markdown
from opsg.data.frontmatter import plain
from opsg.data.log import Entry, Figure


@dataclass(frozen=True)
class Lead:
    """A sentence of the paper, word for word, and the figure that stands in it, if one does."""

    sentence: str
    figure: Figure | None = None


def of_entry(entry: Entry) -> Lead:
    """The first figure of the Status or Next Steps with its sentence, else a first sentence.

    That is the Status's; one that only leads to a list is given with the list's first item.
    """
    text = plain(f"{entry.status}\n\n{entry.next_steps}")
    for figure in entry.figures:
        if figure.quote in text:
            return Lead(figure.quote, figure)
    blocks = [plain(block.text) for block in markdown.blocks(entry.status)]
    first = markdown.sentences(blocks[0])[0] if blocks else ""
    if first.endswith(":") and len(blocks) > 1:
        first = f"{first} {blocks[1]}"
    return Lead(first)
