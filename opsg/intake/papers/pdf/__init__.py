"""Papers that are PDFs: `document` reads one by the lines that `pages` prints apart."""
