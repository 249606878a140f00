"""An edition says what it is, and is kept apart from others."""

from __future__ import annotations

import pytest

from opsg.core.edition import Edition, ceiling_of, marked
from opsg.core.errors import UserError


def test_each_edition_has_a_folder_and_a_note_of_its_own() -> None:
    editions = [
        Edition("2021-02", reported_only=reported, ceiling=ceiling)
        for reported in (True, False)
        for ceiling in ("White", "Amber")
    ]
    folders = ["reported", "reported-amber", "illustrative", "illustrative-amber"]
    assert [edition.folder for edition in editions] == folders
    assert len({(edition.note, edition.inner_note) for edition in editions}) == 4


def test_only_an_inner_edition_marks_its_files() -> None:
    public, inner = Edition("2021-02"), Edition("2021-02", ceiling="Red")
    assert marked("a,b\n", public.inner_note) == "a,b\n"
    assert marked("a,b\n", inner.inner_note) == f"# {inner.inner_note}\na,b\n"


@pytest.mark.parametrize(
    ("word", "level"), [("green", "Green"), ("RED", "Red"), ("Amber", "Amber")]
)
def test_a_ceiling_is_taken_in_any_case(word: str, level: str) -> None:
    assert ceiling_of(word) == level


def test_a_ceiling_that_is_none_is_refused_with_the_nearest() -> None:
    with pytest.raises(UserError, match=r"--ceiling: .*'gren'.* Did you mean 'green'\?"):
        ceiling_of("gren")
