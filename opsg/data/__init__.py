"""The facts: the issue log, its datasets and snapshots, and whether they agree."""
