"""Reads a paper that is a Word file: made plain first, apart, and then read through Pandoc.

`document` is what others call; `plain` runs in the process apart.
"""

ASIDE = "opsg-aside:"
"""How the addresses of links begin that are words set aside; a number and their kind follow."""

TOLD = "told.json"
"""The part of a plain Word file that says what the original held and Pandoc does not read."""
