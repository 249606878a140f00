"""The form that filters a table's rows by what they are about; shown where scripts run.

`site/scripts/board.js` reads it: a row is shown if its `data-` attribute of a filter's name has the
value that is chosen, or among several between bars.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import htpy as h


def form(choices: Mapping[str, tuple[str, Sequence[str]]]) -> h.Element:
    """A choice for each filter: its name, what it is called, and the values to choose from."""
    return h.form(class_="filters")[
        (
            h.label[
                title,
                h.select(name=name)[
                    h.option(value="")["All"], (h.option[value] for value in values)
                ],
            ]
            for name, (title, values) in choices.items()
        ),
        h.button(type="reset")["Show all"],
        h.span(role="status"),
    ]
