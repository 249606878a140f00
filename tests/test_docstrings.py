"""The examples in docstrings are true."""

import doctest
from importlib import import_module
from itertools import chain
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FOLDERS = ("opsg/analysis/statistics", "opsg/analysis/words", "opsg/charts", "opsg/core")
PATHS = chain.from_iterable(sorted((ROOT / folder).glob("[!_]*.py")) for folder in FOLDERS)
MODULES = [".".join(path.relative_to(ROOT).with_suffix("").parts) for path in PATHS]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_module_give_what_they_say(name: str) -> None:
    assert doctest.testmod(import_module(name)).failed == 0
