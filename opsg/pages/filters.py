"""The form that filters a table's rows by what they are about; shown where scripts run.

`site/scripts/board.js` reads it: a row is shown if its `data-` attribute of a filter's name has the
value that is chosen, or among several between bars.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import htpy as h


def form(
    choices: Mapping[str, tuple[str, Sequence[str]]],
    *,
    orders: Sequence[tuple[str, str]] = (),
    as_it_is: str = "",
) -> h.Element:
    """A choice for each filter: its name, what it is called, and the values to choose from.

    Where rows are cards, without headings to sort by, the `orders` are a choice too: the title and
    the name of each, beside what the order `as_it_is` is called.
    """
    return h.form(class_="filters")[
        _order(orders, as_it_is) if orders else None,
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


def _order(orders: Sequence[tuple[str, str]], as_it_is: str) -> h.Element:
    ways = [
        [h.option(value=name)[f"{title} ↑"], h.option(value=f"{name} down")[f"{title} ↓"]]
        for title, name in orders
    ]
    return h.label(class_="order")["Order", h.select[h.option(value="")[as_it_is], ways]]
