"""Which plotly.js the pages draw with: the basic bundle from npm, else the Python package's own."""

from __future__ import annotations

import importlib.util
import json
import re
from pathlib import Path

from opsg.core.errors import UserError

_BASIC = Path("node_modules") / "plotly.js-basic-dist-min"
_HEAD = 200


def script(root: Path) -> Path:
    """The plotly.js to publish with the site that `root` holds.

    The basic bundle is a quarter of the size and draws all that the charts need. It is used if
    npm has put it there in the very version that the Python package makes figures for.
    Raises UserError if plotly is not installed.
    """
    full = _full()
    basic = root / _BASIC / "plotly-basic.min.js"
    return basic if basic.is_file() and version(full) == _npm_version(root / _BASIC) else full


def version(script: Path) -> str:
    """The version that a plotly.js bundle names in its first lines; empty if it names none."""
    with script.open(encoding="utf-8") as lines:
        found = re.search(r"plotly\.js (?:\(.*\) )?v([\d.]+)", lines.read(_HEAD))
    return found[1] if found else ""


def _npm_version(package: Path) -> str:
    described = json.loads((package / "package.json").read_text(encoding="utf-8"))
    return str(described["version"])


def _full() -> Path:
    """The bundle inside the installed Python package, found without importing it."""
    spec = importlib.util.find_spec("plotly")
    if spec is None or not spec.submodule_search_locations:
        raise UserError("plotly is not installed.", remedy="Run `make site`, which installs it.")
    return Path(spec.submodule_search_locations[0]) / "package_data" / "plotly.min.js"
