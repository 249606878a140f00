"""What goes out beside the pages: data files, feeds, and the paper as Word and PDF."""
