"""Takes fields out of a Word file's text: their results stay, their instructions go.

Links are the exception: Pandoc reads the fields that are links.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from opsg.core import sandbox
from opsg.intake.papers.word.package import REMEDY, Element, W

_SHOWN = ("t", "tab", "br", "cr", "ptab", "noBreakHyphen", "softHyphen", "sym", "drawing", "pict")
_ONLY_WORD = ("FORMCHECKBOX", "FORMDROPDOWN")


@dataclass
class _Field:
    """A field that is open: its own nodes, and whether its result has begun."""

    nodes: list[Element]
    instruction: str = ""
    in_result: bool = False
    hidden: list[Element] = field(default_factory=list)


def take(root: Element) -> None:
    """Leave of every complex field its result. Refuses a field that has no end."""
    stack: list[_Field] = []
    instructed: list[Element] = []
    for node in root.iter(f"{W}fldChar", f"{W}instrText", *(f"{W}{name}" for name in _SHOWN)):
        mark = node.get(f"{W}fldCharType")
        if mark == "begin":
            stack.append(_Field([node]))
        elif not stack:
            continue
        elif mark == "separate":
            stack[-1].nodes.append(node)
            stack[-1].in_result = True
        elif mark == "end":
            stack[-1].nodes.append(node)
            _close(stack.pop(), nested=bool(stack))
        elif node.tag == f"{W}instrText":
            stack[-1].nodes.append(node)
            stack[-1].instruction += node.text or ""
        elif not all(each.in_result for each in stack):
            instructed.append(node)
    if stack:
        sandbox.refuse("A field in it has no end.", REMEDY)
    for node in instructed:
        node.getparent().remove(node)


def _close(ended: _Field, *, nested: bool) -> None:
    words = ended.instruction.split()
    kind = words[0].upper() if words else ""
    if kind in _ONLY_WORD:
        problem = "It has a form field whose value only Word shows."
        sandbox.refuse(problem, "Write the value as text, in Word.")
    if kind != "HYPERLINK" or nested:
        for node in ended.nodes:
            node.getparent().remove(node)
