"""Changes single keys in the text of a YAML mapping and leaves every other byte as it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import yaml

from opsg.core.errors import Place, UserError


@dataclass(frozen=True)
class Keys:
    """A YAML mapping as its lines, endings included; each key begins at the start of a line.

    `name` is the file's, and `first_line` where in it the mapping begins, for messages.
    """

    lines: tuple[str, ...]
    name: str
    first_line: int = 1

    @classmethod
    def of(cls, text: str, name: str, first_line: int = 1) -> Keys:
        """The mapping that `text` holds."""
        return cls(tuple(text.splitlines(keepends=True)), name, first_line)

    @property
    def text(self) -> str:
        """The mapping as it is written."""
        return "".join(self.lines)

    def node(self, key: str) -> yaml.Node | None:
        """What stands under a key, with its place in `text`."""
        return self._nodes().get(key, (None, None))[1]

    def set(self, key: str, value: str, *, after: str | None = None) -> Keys:
        """The mapping with `key: value` for what stands under the key, or after another key.

        `value` is YAML that fits on the line. A key that is not there comes last without `after`.
        """
        line = f"{key}: {value}{self._ending}"
        spans = self._spans()
        if key in spans:
            start, end = spans[key]
        else:
            start = end = spans[after][1] if after else len(self.lines)
        return self._with(start, end, line)

    def without(self, *keys: str) -> Keys:
        """The mapping without some keys and what stands under them."""
        kept = self
        for key in keys:
            if span := kept._spans().get(key):
                kept = kept._with(*span)
        return kept

    def without_items(self, key: str, dropped: list[int]) -> Keys:
        """The mapping without some items of the list under a key, if each begins a line."""
        node = self.node(key)
        if not isinstance(node, yaml.SequenceNode) or node.flow_style or not dropped:
            return self
        if len(dropped) == len(node.value):
            return self.set(key, "[]")
        starts = [item.start_mark.line for item in node.value] + [self._spans()[key][1]]
        cut = {line for item in dropped for line in range(starts[item], starts[item + 1])}
        return self._lines([line for place, line in enumerate(self.lines) if place not in cut])

    def with_item(self, key: str, item: str) -> Keys:
        """The mapping with one more item, YAML on one line, at the end of the list under a key."""
        node = self.node(key)
        if not isinstance(node, yaml.SequenceNode) or not node.value:
            line = self.first_line + (node.start_mark.line if node else 0)
            problem = f"'{key}' is not a list with items."
            raise UserError(problem, where=Place(self.name, line=line), remedy="Write it as one.")
        if node.flow_style:
            end = node.end_mark.index - 1
            text = self.text
            return self._lines(f"{text[:end]}, {item}{text[end:]}".splitlines(keepends=True))
        first = self.lines[node.value[0].start_mark.line]
        indent = first[: first.index("-")]
        end = self._spans()[key][1]
        return self._with(end, end, f"{indent}- {item}{self._ending}")

    @property
    def _ending(self) -> str:
        return "\r\n" if self.lines and self.lines[0].endswith("\r\n") else "\n"

    def _with(self, start: int, end: int, *new: str) -> Keys:
        return self._lines([*self.lines[:start], *new, *self.lines[end:]])

    def _lines(self, lines: list[str]) -> Keys:
        return Keys(tuple(lines), self.name, self.first_line)

    def _nodes(self) -> Mapping[str, tuple[yaml.Node, yaml.Node]]:
        root = yaml.compose(self.text, Loader=yaml.SafeLoader)
        if not isinstance(root, yaml.MappingNode) or any(
            key.start_mark.column for key, _ in root.value
        ):
            raise UserError(
                "The keys do not each begin a line.",
                where=Place(self.name, line=self.first_line),
                remedy="Write 'key: value' on lines of their own.",
            )
        return {key.value: (key, value) for key, value in root.value}

    def _spans(self) -> dict[str, tuple[int, int]]:
        """The lines of each key and what stands under it; not the comments below that."""
        nodes = self._nodes()
        starts = [key.start_mark.line for key, _ in nodes.values()] + [len(self.lines)]
        spans = {}
        for place, key in enumerate(nodes):
            start, end = starts[place], starts[place + 1]
            while end > start + 1 and self._is_gap(end - 1):
                end -= 1
            spans[key] = (start, end)
        return spans

    def _is_gap(self, place: int) -> bool:
        return not self.lines[place].strip() or self.lines[place].startswith("#")
