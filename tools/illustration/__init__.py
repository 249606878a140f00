"""The made-up history of the snapshots: what it tells, and how it is spread over rows."""
