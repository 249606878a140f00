"""How pieces of pages look where an analyst works on a notebook: in JupyterLab, VS Code, or others.

A page of the site brings the site's style sheets. An editor has its own, for the tables of anybody,
and shows one output without another: so each piece brings the site's, for itself alone. A build
never does this.
"""

from __future__ import annotations

import re
import sys
from functools import cache
from pathlib import Path

from opsg.core.edition import Edition

_SHEETS = ("base", "pages", "charts", "data", "papers", "published")

# Thrice, as editors have rules for tables and lists that are more specific than the site's.
_PIECE = ".opsg-piece" * 3

# Editors say by these whether they are dark, whatever the system prefers.
_OWN = """
& { color-scheme: light; font-size: 15px; padding: 0.2rem 0.9rem; border-radius: var(--radius); }
:is([data-jp-theme-light="false"], .vscode-dark, .vscode-high-contrast) & { color-scheme: dark; }
tbody tr, thead tr { background: none; }
ul, ol { margin-block: 0.6rem; }
"""


def is_here() -> bool:
    """Whether this process runs a notebook, and not to make a page for a build."""
    if Edition.of_build() is not None or "IPython" not in sys.modules:
        return False
    from IPython import get_ipython

    return get_ipython() is not None


def dressed(html: str) -> str:
    """A piece of a page with the looks that it has on the site."""
    return f'<div class="opsg-piece"><style>{_style()}</style>{html}</div>'


@cache
def _style() -> str:
    """The site's rules, nested so that they reach nothing but pieces; none without a site."""
    here = Path.cwd()
    folders = (folder / "site" / "styles" for folder in (here, *here.parents))
    styles = next((folder for folder in folders if folder.is_dir()), None)
    if styles is None:
        return ""
    rules = "\n".join((styles / f"{sheet}.css").read_text("utf-8") for sheet in _SHEETS)
    rules = re.sub(r"/\*.*?\*/", "", rules, flags=re.DOTALL)
    rules = re.sub(r"(?m)^(:root|html|body)\b", "&", rules)
    return f"{_PIECE} {{{rules}{_OWN}}}"
