"""What a notebook's code must not do is told before it runs, with cell and line."""

from collections.abc import Callable
from pathlib import Path

import pytest

from opsg.core.errors import UserError
from opsg.execution.validate import validate_notebook

PARAMETERS = 'month = "latest"\nreported_only = False'
NAMES = ["month", "reported_only"]


def _findings(write: Callable[..., Path], tmp_path: Path, *cells: str) -> list[str]:
    notebook = write(tmp_path / "one.ipynb", *cells, parameters=PARAMETERS)
    try:
        validate_notebook(notebook, NAMES, where="notebooks/one.ipynb")
    except UserError as error:
        return [f"{finding.where}: {finding.problem}" for finding in error.findings]
    return []


@pytest.mark.parametrize(
    ("cell", "line"),
    [
        ("reported_only = False", 1),
        ("%matplotlib inline\n\nmonth: str = '2021-03'", 3),
        ("other, month = 1, 2", 1),
        ("for month in ['2021-01']:\n    pass", 1),
        ("if True:\n    !ls\n    reported_only |= True", 3),
        ("def f():\n    global month\n    month = 1", 2),
        ("[(month := each) for each in [1]]", 1),
        ("del month", 1),
        ("x = (7\n% 3)\nmonth = 1", 3),
        ("from x import y as month", 1),
        ("def month(): ...", 1),
        ("with open('x') as month: ...", 1),
    ],
)
def test_a_parameter_that_is_set_after_its_cell_is_refused(
    write: Callable[..., Path], tmp_path: Path, cell: str, line: int
) -> None:
    (told,) = _findings(write, tmp_path, "1", cell)
    assert told.startswith(f"notebooks/one.ipynb, cell 3, line {line}: this sets '")


@pytest.mark.parametrize(
    "cell",
    [
        "[month for month in [1]]",
        "def f(month):\n    reported_only = month\n    return reported_only",
        "f(month=month, reported_only=reported_only)",
        "months = {'month': month}\nissue.month",
        "lambda month: month",
        "this is ! no Python",
        "print('the folder ../data/ holds facts')",
    ],
)
def test_other_uses_of_the_names_are_not(
    write: Callable[..., Path], tmp_path: Path, cell: str
) -> None:
    assert _findings(write, tmp_path, cell) == []


@pytest.mark.parametrize(
    "cell",
    [
        "import polars as pl\npl.read_csv('../data/snapshots/alerts/2021-02.csv')",
        "slug = 1\npl.read_csv(f'../data/snapshots/{slug}.csv')",
        "from pathlib import Path\nPath('../data') / 'issues'",
        "x = 1\nopen('./../data\\\\meetings.yml')",
    ],
)
def test_a_path_of_the_facts_is_refused(
    write: Callable[..., Path], tmp_path: Path, cell: str
) -> None:
    (told,) = _findings(write, tmp_path, cell)
    assert told.startswith("notebooks/one.ipynb, cell 2, line 2: this names a file of the facts")
