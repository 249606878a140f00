"""How much is tried of what is drawn at random: a little by day, `OPSG_TIMES` as much by night."""

import os

TIMES = int(os.environ.get("OPSG_TIMES", "1"))


def examples(by_day: int) -> int:
    """So many in `make test`; in `make test-all` ten times as many, unless it is told otherwise."""
    return by_day * TIMES
