"""What the notebooks show, page by page."""
