"""What a statement of a notebook makes by itself or reads from elsewhere; `origin` asks."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from opsg.core.syntax import imported
from opsg.core.vocabulary import vocabulary

_MODULES = vocabulary("""
    altair calendar collections datetime decimal fractions functools itertools math matplotlib numpy
    opsg.core opsg.pages operator pandas plotly polars re seaborn statistics string textwrap typing
    zoneinfo IPython.display opsg.analysis.words __future__
""")
"""The modules that calculate, draw or open the log, with all below them."""

_MAKES = vocabulary("""
    arange deserialize eval exec eye getoutput import_module input int_range int_ranges
    linear_space linspace literal_eval load loads ones open range read_bytes read_text
    readlines StringIO BytesIO system urlopen urlretrieve zeros
""")
_FRAMES = ("DataFrame", "Series", "LazyFrame", "array", "asarray", "Table")
_PRESENTS = vocabulary("""
    add_annotation update_layout update_xaxes update_yaxes update_coloraxes Layout set_xlim set_ylim
    set_xticks set_yticks xlim ylim is_in is_between cut qcut properties
""")
"""Calls whose numbers choose or place things, and are none that is shown as a value."""

_LOOKS = vocabulary("""
    layout range range_x range_y range_color domain margin legend title row_heights column_widths
    height width size opacity size_max facet_col_wrap figsize specs bins nbins nbinsx nbinsy schema
    color_continuous_midpoint annotation font breaks quantiles
""")
_DRAWN = vocabulary("""
    x y z x0 x1 y0 y1 values value r theta open high low close base
""")


class Made(ast.NodeVisitor):
    """Finds in a statement what is made there, or brought from elsewhere."""

    def __init__(self, modules: dict[str, str], scalars: set[str]) -> None:
        self._modules = modules
        self._scalars = scalars
        self._says: list[str] = []

    def found(self, statement: ast.stmt) -> list[str]:
        """What is made in the statement, each in words."""
        for _, module in imported(statement):
            if not any(f"{module}.".startswith(f"{known}.") for known in _MODULES):
                self._says.append(f"the module {module}")
        self.visit(statement)
        return self._says

    def visit_Call(self, node: ast.Call) -> None:
        name = _name(node.func)
        if name == "run_line_magic":
            return
        if self._makes(node, name):
            self._add(node)
            return
        if name in _PRESENTS:
            # The numbers in it are no values; what it is called on may be.
            self.visit(node.func)
            return
        for keyword in node.keywords:
            if keyword.arg in _DRAWN and self._number(keyword.value):
                self._add(keyword.value, f"{keyword.arg}=")
        self.generic_visit(node)

    def _makes(self, node: ast.Call, name: str) -> bool:
        if name in _MAKES or name.startswith(("read_", "scan_", "random")):
            return True
        if name in ("lit", "full", "repeat") and any(map(_is_number, node.args)):
            return True
        if name in ("split", "splitlines") and isinstance(node.func, ast.Attribute):
            return isinstance(node.func.value, ast.Constant)
        return name in _FRAMES and any(
            isinstance(part, ast.Constant)
            for values in (*node.args, *(k.value for k in node.keywords if k.arg == "data"))
            for part in _values(values)
        )

    def visit_keyword(self, node: ast.keyword) -> None:
        if node.arg not in _LOOKS:
            self.generic_visit(node)

    def visit_Subscript(self, node: ast.Subscript) -> None:
        # What it chooses by is no value.
        self.visit(node.value)

    def visit_Dict(self, node: ast.Dict) -> None:
        for key, value in zip(node.keys, node.values, strict=True):
            if not (isinstance(key, ast.Constant) and key.value in _LOOKS):
                self._element(value)
                self.visit(value)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        at = self._modules.get(node.value.id, "") if isinstance(node.value, ast.Name) else ""
        sets = at in ("plotly", "plotly.express") and node.attr == "data"
        if sets or (at == "numpy" and node.attr == "random"):
            self._add(node)
        self.generic_visit(node)

    def generic_visit(self, node: ast.AST) -> None:
        if isinstance(node, ast.ListComp | ast.SetComp | ast.GeneratorExp):
            self._element(node.elt)
        elif isinstance(node, ast.DictComp):
            self._element(node.value)
        super().generic_visit(node)

    def _elements(self, node: ast.List | ast.Set | ast.Tuple) -> None:
        if any(map(self._number, node.elts)):
            self._add(node)
        else:
            self.generic_visit(node)

    visit_List = visit_Set = visit_Tuple = _elements

    def _element(self, node: ast.AST) -> None:
        if self._number(node):
            self._add(node)

    def _number(self, node: ast.AST) -> bool:
        return _is_number(node) or (isinstance(node, ast.Name) and node.id in self._scalars)

    def _add(self, node: ast.AST, before: str = "") -> None:
        text = f"{before}{ast.unparse(node)}"
        self._says.append(f"`{text if len(text) <= 60 else f'{text[:59]}…'}`")


def _name(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _values(node: ast.AST) -> Iterator[ast.AST]:
    """What a frame would be made of: the elements of lists, and the values of dictionaries."""
    if isinstance(node, ast.Dict):
        for value in node.values:
            yield from _values(value)
    elif isinstance(node, ast.List | ast.Tuple):
        for element in node.elts:
            yield from _values(element)
    else:
        yield node


def scalars(statement: ast.stmt) -> Iterator[str]:
    """The names of single numbers that are written out."""
    if isinstance(statement, ast.Assign) and _is_number(statement.value):
        yield from (to.id for to in statement.targets if isinstance(to, ast.Name))


def _is_number(node: ast.AST | None) -> bool:
    if isinstance(node, ast.UnaryOp):
        return _is_number(node.operand)
    is_number = isinstance(node, ast.Constant) and isinstance(node.value, int | float | complex)
    return is_number and not isinstance(node.value, bool)  # type: ignore[union-attr]
