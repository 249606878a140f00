#!/usr/bin/env python3
"""The front door: `python build.py` builds and publishes the site; `--help` tells the rest."""

import sys
from pathlib import Path

from opsg.cli import main

if __name__ == "__main__":
    sys.exit(main(root=Path(__file__).resolve().parent))
