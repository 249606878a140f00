"""Whether what a cell shows is made from the log alone, by the code that it was made with.

Nothing but the code can tell: a frame that was grouped and joined has no memory of its rows. The
code of the cell is followed back, from name to name, through the cells that ran before. What is
then neither taken from an issue nor worked out from it is from elsewhere, and must say its source:
numbers that are written out, files and addresses that are read, and whatever is not known here.
This guards against mistakes. Who means to deceive can.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

_MODULES = frozenset(
    """altair calendar collections datetime decimal fractions functools itertools math matplotlib
    numpy opsg.core opsg.pages operator pandas plotly polars re seaborn statistics string textwrap
    typing zoneinfo IPython.display opsg.analysis.words __future__""".split()
)
"""The modules that calculate, draw or open the log, with all below them."""

_LOG = "opsg.pages"
_BUILTINS = frozenset(
    """abs all any bool callable dict display divmod enumerate filter float format frozenset get_ipython hasattr
    int isinstance iter len list map max min next object print property reversed round set slice
    sorted staticmethod str sum super tuple type zip True False None Exception ValueError KeyError
    StopIteration""".split()
)
_MAKES = frozenset(
    """arange compile deserialize eval exec eye from_csv full getoutput import_module input int_range
    int_ranges linear_space linspace literal_eval load loads ones open range repeat read read_bytes
    read_text readlines StringIO BytesIO system urlopen urlretrieve zeros""".split()
)
_FRAMES = ("DataFrame", "Series", "LazyFrame", "array", "asarray", "Table")
_PRESENTS = frozenset(
    """add_annotation update_layout update_xaxes update_yaxes update_coloraxes Layout figure
    subplots subplots_adjust set_xlim set_ylim set_xticks set_yticks set_size_inches xlim ylim
    is_in is_between cut qcut clip replace_strict over rolling_mean slice properties""".split()
)
"""Calls whose numbers choose or place things, and are none that is shown as a value."""

_LOOKS = frozenset(
    """layout range range_x range_y range_color domain margin legend title row_heights column_widths
    height width opacity size_max facet_col_wrap figsize specs bins nbins nbinsx nbinsy schema
    color_continuous_midpoint annotation font marker line breaks quantiles""".split()
)
_DRAWN = frozenset("x y z x0 x1 y0 y1 values value r theta open high low close base".split())


class Origin(NamedTuple):
    """Whether the code takes something from the `log`, and what of it is not from there."""

    log: bool
    elsewhere: tuple[str, ...]


def origin(cells: Sequence[str]) -> Origin:
    """The origin of what the last of some cells shows, which ran in this order."""
    trees = [tree for tree in map(_parsed, cells) if tree]
    if not trees:
        return Origin(False, ())
    statements = _behind([one for tree in trees[:-1] for one in tree.body], trees[-1].body)
    modules = dict(pair for one in statements for pair in _imported(one))
    scalars = {name for one in statements for name in _scalars(one)}
    made = [says for one in statements for says in _Made(modules, scalars).found(one)]
    defined = {name for one in statements for name in _defined(one)}
    free = {name for one in statements for name in _loaded(one)} - defined - _BUILTINS
    made += [f"`{name}`, which no cell here defines" for name in sorted(free)]
    return Origin(
        any(module.startswith(_LOG) for module in modules.values()), tuple(dict.fromkeys(made))
    )


def _parsed(cell: str) -> ast.Module | None:
    try:
        return ast.parse(cell)
    except SyntaxError:
        # It did not run either.
        return None


def _behind(earlier: Sequence[ast.stmt], last: Sequence[ast.stmt]) -> list[ast.stmt]:
    """The statements of the last cell, and all before that made or changed what they use."""
    statements = list(last)
    same = dict(_aliases([*earlier, *last]))
    needed = {name for one in last for name in _loaded(one)}
    for one in reversed(earlier):
        needed |= {alias for name in needed for alias in same.get(name, ())}
        defined = set(_defined(one))
        if not needed & (defined | set(_changed(one))):
            continue
        statements.append(one)
        if isinstance(one, ast.Assign) and all(isinstance(to, ast.Name) for to in one.targets):
            # What it was before is gone.
            needed -= defined
        needed |= set(_loaded(one))
    return statements


def _aliases(statements: Iterable[ast.stmt]) -> Iterator[tuple[str, set[str]]]:
    """By a name, the other names of the same thing: Plotly's figures return themselves."""
    same: dict[str, set[str]] = {}
    for one in statements:
        if not isinstance(one, ast.Assign) or not isinstance(one.targets[0], ast.Name):
            continue
        value = one.value
        if isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute):
            if not value.func.attr.startswith(("add_", "update_", "for_each_")):
                continue
            value = value.func.value
        if isinstance(value, ast.Name):
            both = {one.targets[0].id, value.id}
            both |= {each for name in both for each in same.get(name, ())}
            same |= dict.fromkeys(both, both)
    yield from same.items()


def _loaded(statement: ast.stmt) -> Iterator[str]:
    own = {node.arg for node in ast.walk(statement) if isinstance(node, ast.arg)}
    for node in ast.walk(statement):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id not in own:
            yield node.id


def _defined(statement: ast.stmt) -> Iterator[str]:
    for node in ast.walk(statement):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store | ast.Del):
            yield node.id
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.ExceptHandler) and node.name:
            yield node.name
    yield from (name for name, _ in _imported(statement))


def _changed(statement: ast.stmt) -> Iterator[str]:
    """The names of what a statement may change: what it calls or sets without naming it anew."""
    for node in ast.walk(statement):
        sets = isinstance(node, ast.Attribute | ast.Subscript) and isinstance(node.ctx, ast.Store)
        if sets or isinstance(node, ast.Expr):
            yield from (part.id for part in ast.walk(node) if isinstance(part, ast.Name))


def _imported(statement: ast.stmt) -> Iterator[tuple[str, str]]:
    for node in ast.walk(statement):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.asname or alias.name.split(".")[0], alias.name
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                yield alias.asname or alias.name, f"{node.module}.{alias.name}"


def _scalars(statement: ast.stmt) -> Iterator[str]:
    """The names of single numbers that are written out."""
    if isinstance(statement, ast.Assign) and _is_number(statement.value):
        yield from (to.id for to in statement.targets if isinstance(to, ast.Name))


def _is_number(node: ast.AST | None) -> bool:
    if isinstance(node, ast.UnaryOp):
        return _is_number(node.operand)
    is_number = isinstance(node, ast.Constant) and isinstance(node.value, int | float | complex)
    return is_number and not isinstance(node.value, bool)  # type: ignore[union-attr]


class _Made(ast.NodeVisitor):
    """Finds in a statement what is made there, or brought from elsewhere."""

    def __init__(self, modules: dict[str, str], scalars: set[str]) -> None:
        self._modules = modules
        self._scalars = scalars
        self._says: list[str] = []

    def found(self, statement: ast.stmt) -> list[str]:
        """What is made in the statement, each in words."""
        for _, module in _imported(statement):
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
        if name == "lit" and any(map(_is_number, node.args)):
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

    def visit_List(self, node: ast.List) -> None:
        self._elements(node)

    def visit_Set(self, node: ast.Set) -> None:
        self._elements(node)

    def visit_Tuple(self, node: ast.Tuple) -> None:
        self._elements(node)

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
