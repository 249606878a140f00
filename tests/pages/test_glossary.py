"""The glossary page."""

from __future__ import annotations

import pytest
from pieces import soup
from projects import FEBRUARY

from opsg.pages import glossary


@pytest.fixture(autouse=True)
def data(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPSG_DATA", str(FEBRUARY / "data"))


def test_every_term_has_an_anchor_and_unknown_ones_are_not_invented() -> None:
    terms = soup(glossary.terms())
    assert terms.find(id=glossary.anchor("MPxN"))
    drf = terms.find(id=glossary.anchor("DRF"))
    assert "not expanded in the paper" in drf.find_next("dd").get_text().lower()
