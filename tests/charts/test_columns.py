"""The columns of a chart's file."""

import polars as pl

from opsg.charts.columns import rows_with_unit


def test_a_month_without_a_value_has_no_provenance() -> None:
    frame = pl.DataFrame({"value": [None, 2], "provenance": ["illustrative", "reported"]})
    assert rows_with_unit(frame, "esmes", "ESMEs").rows() == [
        (None, "ESMEs", None),
        (2, "ESMEs", "reported"),
    ]
