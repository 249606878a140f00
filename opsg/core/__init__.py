"""What knows nothing of the issue log: errors, months, files, HTML, child processes, the cache."""
