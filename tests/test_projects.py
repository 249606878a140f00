"""Tests have projects of their own, so that what a month brings breaks none of them."""

import pytest
from projects import ROOT


def test_a_test_that_reads_the_live_log_fails() -> None:
    with pytest.raises(AssertionError, match="a test reads the live log"):
        (ROOT / "data" / "stages.yml").read_text(encoding="utf-8")
