"""A key is changed in a mapping's text, and every other byte stays as it is."""

import pytest

from opsg.core.errors import UserError
from opsg.intake.yaml_edit import Keys

TEXT = """\
# About the entry.
month: 2021-02  # the second

stage: 'Raised'
# Why it is there.
reason: >-
  Some words,
  # which are not a comment

  and more.

actions:
  # First of all.
  - what: One
    done: true

  - what: Two
  - {what: Three, done: true}
# Figures are below.
figures: [{a: 1},
  {b: 2}]
"""


def keys(text: str = TEXT) -> Keys:
    return Keys.of(text, "data/x.md", first_line=2)


def test_reading_changes_nothing() -> None:
    assert keys().text == TEXT


def test_a_value_is_set_on_its_line() -> None:
    assert keys().set("stage", "Closed").text == TEXT.replace("stage: 'Raised'", "stage: Closed")


def test_a_value_of_many_lines_is_set_whole() -> None:
    wanted = TEXT.replace(TEXT[TEXT.index("reason") : TEXT.index("\nactions")], "reason: none\n")
    assert keys().set("reason", "none").text == wanted


def test_a_new_key_stands_after_another_or_at_the_end() -> None:
    assert keys().set("new", "true", after="stage").text == TEXT.replace(
        "'Raised'\n", "'Raised'\nnew: true\n"
    )
    assert keys().set("new", "true").text == TEXT + "new: true\n"


def test_keys_are_taken_out_with_all_that_stands_under_them() -> None:
    left = keys().without("reason", "figures", "absent").text
    start, end = TEXT.index("reason"), TEXT.index("\nactions")
    assert left == TEXT[:start] + TEXT[end : TEXT.index("figures")]


def test_items_are_taken_out_of_a_list() -> None:
    text = keys().without_items("actions", [0, 2]).text
    start, end = TEXT.index("  - what: One"), TEXT.index("  - what: Two")
    assert text == TEXT[:start] + TEXT[end:].replace("  - {what: Three, done: true}\n", "")
    assert (
        keys()
        .without_items("actions", [0, 1, 2])
        .set("figures", "[]")
        .text.endswith("actions: []\n# Figures are below.\nfigures: []\n")
    )


def test_items_of_a_list_on_one_line_stay() -> None:
    assert keys().without_items("figures", [0]).text == TEXT
    assert keys().without_items("actions", []).text == TEXT


def test_an_item_is_added_with_the_indentation_of_the_others() -> None:
    text = keys().with_item("actions", "{what: Four}").text
    assert text == TEXT.replace("true}\n# Fig", "true}\n  - {what: Four}\n# Fig")
    assert keys("a:\n- 1\n- 2\n").with_item("a", "3").text == "a:\n- 1\n- 2\n- 3\n"


def test_an_item_is_added_to_a_list_in_brackets() -> None:
    text = keys().with_item("figures", "{c: 3}").text
    assert text == TEXT.replace("{b: 2}]", "{b: 2}, {c: 3}]")


def test_windows_line_ends_stay() -> None:
    text = "month: 2021-02\r\nlist:\r\n  - 1\r\n"
    assert keys(text).set("new", "1").text == text + "new: 1\r\n"
    assert keys(text).with_item("list", "2").text == text + "  - 2\r\n"


def test_what_cannot_be_changed_in_its_text_is_refused() -> None:
    with pytest.raises(UserError, match=r"data/x\.md:2: The keys do not each begin a line"):
        keys("{month: 2021-02}\n").set("stage", "Closed")
    with pytest.raises(UserError, match=r"data/x\.md:3: 'b' is not a list with items"):
        keys("a: 1\nb: []\n").with_item("b", "1")
