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

_FIGURES = (
    ("plotly.basedatatypes", "BaseFigure"),
    ("matplotlib.figure", "FigureBase"),
    ("IPython.core.display", "Image"),
    ("IPython.core.display", "SVG"),
    ("altair.vegalite.v5.api", "TopLevelMixin"),
    ("altair.vegalite.v6.api", "TopLevelMixin"),
)
_FRAMES = (
    ("polars.dataframe.frame", "DataFrame"),
    ("polars.lazyframe.frame", "LazyFrame"),
    ("polars.series.series", "Series"),
    ("pandas", "DataFrame"),
    ("pandas", "Series"),
    ("pandas.core.frame", "DataFrame"),
    ("pandas.core.series", "Series"),
)

_BEGUN: list[Pieces] = []
"""What the notebook has begun so far, for each issue that it opened."""


def begin(pieces: Pieces) -> None:
    """Let the notebook in which this runs, if it is one, dress what its cells show."""
    shell = _shell()
    if shell is not None:
        pieces.cells = lambda: shell.history_manager.input_hist_parsed
        # What one figure takes from several issues is as little reported as any of them.
        pieces.also = tuple(each.provenances for each in _BEGUN)
        _BEGUN.append(pieces)
        _register(shell, pieces.figure, pieces.table)


def refuse() -> None:
    """Let a notebook of another page say that figures of one's own stand on those of issues."""
    shell = _shell()
    if shell is not None and not _BEGUN:
        _register(shell, _refused, _refused)


def _refused(_: object) -> None:
    raise UserError(
        "Figures and tables of one's own stand on the pages of issues.",
        remedy="Show it in the notebook of an issue.",
    )


def _shell() -> Any:
    from IPython import get_ipython

    return get_ipython()


def _register(shell: Any, figure: Callable[..., Any], table: Callable[..., Any]) -> None:
    for types, dress in ((_FIGURES, figure), (_FRAMES, table)):
        for module, name in types:
            # By their names: a notebook need not have imported the libraries.
            shell.display_formatter.ipython_display_formatter.for_type_by_name(
                module, name, _shown(dress, shell)
            )
    _render_with(figure)


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


def _render_with(figure: Callable[..., Any]) -> None:
    """Make the house's way the one in which Plotly shows figures, for `fig.show()`."""
    from plotly import io
    from plotly.io.base_renderers import MimetypeRenderer

    class House(MimetypeRenderer):  # type: ignore[misc]
        def to_mimebundle(self, fig_dict: dict[str, Any]) -> dict[str, object]:
            bundle: dict[str, object] = figure(fig_dict)._repr_mimebundle_()
            return bundle

    template.use()
    io.renderers[template.NAME] = House()
    io.renderers.default = template.NAME
