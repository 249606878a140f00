"""Takes a published Issues Log Progress Report into the log: see `importer`."""
