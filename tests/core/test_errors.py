"""Errors that a user can mend say where, what and what to do."""

import pickle

import pytest

from opsg.core.errors import Finding, UserError, nearest


def test_an_error_says_where_what_and_what_to_do() -> None:
    error = UserError("it is wrong.", where="data/x.csv, line 3", remedy="Mend it.")
    assert str(error) == "data/x.csv, line 3: it is wrong. Mend it."


def test_an_error_carries_all_findings_of_a_run() -> None:
    error = UserError.of([Finding("a", "one."), Finding("b", "two.")])
    assert str(error) == "a: one.\nb: two."


def test_an_error_without_findings_is_a_bug() -> None:
    with pytest.raises(ValueError, match="at least one"):
        UserError.of([])


def test_an_error_survives_the_way_from_a_worker() -> None:
    error = UserError.of([Finding("a", "one."), Finding("b", "two.", severity="warning")])
    assert pickle.loads(pickle.dumps(error)).findings == error.findings


def test_the_nearest_word_is_named_or_all_of_them() -> None:
    assert nearest("Monitring", ["Raised", "Monitoring"]) == "Did you mean 'Monitoring'?"
    assert nearest("xyz", ["Raised", "Closed"]) == "Use one of: Raised, Closed."
