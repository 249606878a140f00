"""Small tables as extracts hold them, and a folder's files to compare."""

from datetime import date
from pathlib import Path

import polars as pl

TODAY = date(2021, 3, 4)


def alerts(month: str, *, raised: int = 100) -> pl.DataFrame:
    return pl.DataFrame(
        [
            (month, "8F3E", "CSP North", raised, 20, 1500),
            (month, "8F3E", "CSP South", 50, 30, 700),
            (month, "8F12", "CSP North", 9, 8, 7),
        ],
        schema=["month", "alert_code", "region", "raised", "cleared", "outstanding"],
        orient="row",
    )


def exceptions(month: str, *names: str) -> pl.DataFrame:
    return pl.DataFrame(
        [
            (month, name, "CSP North", "install_aborted", 10 + n, 3, 2)
            for n, name in enumerate(names)
        ],
        schema=["month", "party", "region", "exception_type", "open", "raised", "closed"],
        orient="row",
    )


def outages(month: str, *names: str) -> pl.DataFrame:
    return pl.DataFrame(
        [(month, name, 10, 7, 2, 1) for name in names],
        schema=["month", "dno", "alerts_expected", "on_time", "late", "missing"],
        orient="row",
    )


def tree(folder: Path) -> dict[str, bytes]:
    """Every file of a folder with its content."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
