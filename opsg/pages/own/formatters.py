"""What a notebook shows without being asked how: bare figures and frames become pieces of its page.

`begin` is called when a notebook opens an issue. The same holds in JupyterLab, in an ordinary
kernel and in a build.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from opsg.charts.own import template
from opsg.core.errors import UserError
from opsg.pages.own.pieces import Pieces

_FIGURES = (("plotly.basedatatypes", "BaseFigure"),)
_FRAMES = (
    ("polars.dataframe.frame", "DataFrame"),
    ("polars.lazyframe.frame", "LazyFrame"),
    ("polars.series.series", "Series"),
    ("pandas", "DataFrame"),
    ("pandas", "Series"),
    ("pandas.core.frame", "DataFrame"),
    ("pandas.core.series", "Series"),
)


def begin(pieces: Pieces) -> None:
    """Let the notebook in which this runs, if it is one, dress what its cells show."""
    from IPython import get_ipython

    shell = get_ipython()
    if shell is None:
        return
    pieces.cells = lambda: shell.history_manager.input_hist_parsed
    for types, dress in ((_FIGURES, pieces.figure), (_FRAMES, pieces.table)):
        for module, name in types:
            # By their names: a notebook need not have imported the libraries.
            shell.display_formatter.ipython_display_formatter.for_type_by_name(
                module, name, _shown(dress, shell)
            )
    _render_with(pieces)


def _shown(dress: Callable[..., Any], shell: Any) -> Callable[[object], None]:
    def show(value: object) -> None:
        try:
            bundle = dress(value)._repr_mimebundle_()
        except UserError:
            # Raised from here it would be told, and then the undressed figure shown.
            shell.showtraceback()
        else:
            shell.display_pub.publish(bundle)

    return show


def _render_with(pieces: Pieces) -> None:
    """Make the house's way the one in which Plotly shows figures, for `fig.show()`."""
    from plotly import io
    from plotly.io.base_renderers import MimetypeRenderer

    class House(MimetypeRenderer):  # type: ignore[misc]
        def to_mimebundle(self, fig_dict: dict[str, Any]) -> dict[str, object]:
            return pieces.figure(fig_dict)._repr_mimebundle_()

    template.use()
    io.renderers[template.NAME] = House()
    io.renderers.default = template.NAME
