"""Figures and tables that an analyst makes in a notebook, as pieces of its page."""
