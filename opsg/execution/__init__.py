"""Run the notebooks: which (`plan`), by what (`runner`), and what comes of it (`run`)."""
