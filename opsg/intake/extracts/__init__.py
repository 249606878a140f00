"""Takes a month's extract as it comes and makes the month's snapshot file of it: see `importer`."""
