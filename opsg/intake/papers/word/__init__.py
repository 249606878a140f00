"""Reads a paper that is a Word file: made plain first, apart, and then read through Pandoc.

`document` is what others call; `plain` runs in the process apart.
"""

ASIDE = "opsg-aside:"
"""How the addresses begin of links that are none, but words set aside; their kind follows."""

TOLD = "told.json"
"""The part of a plain Word file that says what the original held and Pandoc does not read."""
