"""Pictures of any Plotly figure, drawn by Kaleido where it finds a browser.

The browser takes seconds to start, and a quarter of a second for a picture: it is started once for
a notebook, and ends with its process.
"""

from __future__ import annotations

import atexit
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from opsg.charts import standalone
from opsg.charts.own import interactive
from opsg.charts.own.inlined import inlined
from opsg.charts.own.reading import Figure
from opsg.core.errors import UserError

_TIME_LIMIT_S = 60
_LOWEST, _HIGHEST = 240, 1000


@dataclass(frozen=True)
class Drawn:
    """The insides of the pictures of a figure in its sizes, and the figure as it was drawn."""

    sizes: dict[str, tuple[int, int]]
    contents: Sequence[str]
    figure: Figure


def pictures(figure: Figure, odd: Sequence[str], name: str, *, illustrative: bool) -> Drawn:
    """The pictures of the figure called `name`; `odd` names what only a browser draws.

    Raises UserError if there is none.
    """
    marked = _marked(figure) if illustrative else figure
    height = min(max(figure.layout.get("height") or 400, _LOWEST), _HIGHEST)
    sizes = {"wide": (720, round(height)), "narrow": (360, round(height))}
    plain = interactive.whole(marked, sizes)
    contents = [
        inlined(_draw(plain, size, odd), f"{name.replace('/', '-')}-{kind}")[0]
        for kind, size in sizes.items()
    ]
    return Drawn(sizes, contents, marked)


def _marked(figure: Figure) -> Figure:
    """The figure with a word that says that it is not reported; its marks cannot all say so."""
    word = {
        "text": "illustrative", "showarrow": False, "xref": "paper", "yref": "paper", "x": 1,
        "y": 1, "yshift": 18, "xanchor": "right", "yanchor": "bottom", "font": {"size": 12},
    }  # fmt: skip
    notes = [*figure.layout.get("annotations", []), word]
    return replace(figure, layout={**figure.layout, "annotations": notes})


def _draw(figure: dict[str, Any], size: tuple[int, int], odd: Sequence[str]) -> str:
    palette = standalone.palette()
    text = json.dumps({"data": figure["data"], "layout": figure["layout"]})
    plain = re.sub(r"var\(--([\w-]+)\)", lambda at: palette[at[1]], text)
    options = {"format": "svg", "width": size[0], "height": size[1]}
    try:
        drawn: bytes = _kaleido().calc_fig_sync(json.loads(plain), opts=options)
    except ImportError:
        why = "Kaleido is not installed"
        remedy = "Run `make site`, which installs it"
    except Exception as error:
        # Whatever Kaleido and its browser raise; their own words are all there is to tell.
        why = f"the browser failed ({' '.join(str(error).split())[:200] or type(error).__name__})"
        remedy = "Install Chromium, and name it in BROWSER_PATH"
    else:
        return drawn.decode()
    raise UserError(
        f"No picture can be drawn of the figure, as it has {', '.join(odd)} and {why}.",
        remedy=f"{remedy}, or draw lines, bars or points.",
    )


@cache
def _kaleido() -> Any:
    """Kaleido with its browser started, without the script for formulas, which it would fetch."""
    import kaleido

    kaleido.start_sync_server(n=1, timeout=_TIME_LIMIT_S, mathjax=False, silence_warnings=True)
    atexit.register(kaleido.stop_sync_server, silence_warnings=True)
    return kaleido
