"""YAML is changed where it should be, and every other byte stays as it is or it is refused."""

from collections.abc import Callable
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from opsg.core.errors import UserError
from opsg.intake.yaml_edit import edit, on_one_line, put, styled

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
  - {what: Three, done: true, by: me}
# Figures are below.
figures: [{a: 1, b: 1},
  {a: 2, b: 2}]
"""

Change = Callable[[Any], None]


def setting(after: str | None = None, **values: object) -> Change:
    return lambda keys: put(keys, values, after=after)


def without(*names: str) -> Change:
    def change(keys: Any) -> None:
        for name in names:
            keys.pop(name, None)

    return change


def appending(name: str, item: Any) -> Change:
    return lambda keys: keys[name].append(item)


def edited(change: Change, text: str = TEXT) -> str:
    return edit(text, "data/x.md", change, first_line=2)


def test_a_change_of_nothing_changes_nothing() -> None:
    assert edited(lambda keys: None) == TEXT


def test_a_value_is_set_on_its_line() -> None:
    assert edited(setting(stage="Closed")) == TEXT.replace("stage: 'Raised'", "stage: Closed")
    assert edited(setting(month="2021-03")) == TEXT.replace("2021-02  #", "2021-03  #")


def test_a_value_of_many_lines_is_set_whole() -> None:
    wanted = TEXT.replace(TEXT[TEXT.index("reason") : TEXT.index("\nactions")], "reason: none\n")
    assert edited(setting(reason="none")) == wanted


def test_a_new_key_stands_after_another_or_at_the_end() -> None:
    assert edited(setting(new=True, after="stage")) == TEXT.replace(
        "'Raised'\n", "'Raised'\nnew: true\n"
    )
    assert edited(setting(one=1, two=2, after="month")) == TEXT.replace(
        "second\n", "second\none: 1\ntwo: 2\n"
    )
    assert edited(setting(new=True)) == TEXT + "new: true\n"


def test_keys_are_taken_out_with_all_that_stands_under_them() -> None:
    left = edited(without("reason", "figures", "absent"))
    start, end = TEXT.index("reason"), TEXT.index("\nactions")
    assert left == TEXT[:start] + TEXT[end : TEXT.index("figures")]


def test_comments_below_what_is_taken_out_stay() -> None:
    text = "a: 1\nfigures:\n  - 1\n  - 2\n\n# Of b.\nb: 2\n# The end.\n"
    assert edited(without("figures"), text) == "a: 1\n\n# Of b.\nb: 2\n# The end.\n"
    assert edited(without("b"), text) == text.replace("b: 2\n", "")


def test_items_are_taken_out_of_a_list() -> None:
    def change(keys: Any) -> None:
        del keys["actions"][2]
        del keys["actions"][0]

    wanted = TEXT.replace("  - what: One\n    done: true\n", "")
    wanted = wanted.replace("  - {what: Three, done: true, by: me}\n", "")
    assert edited(change) == wanted


def test_an_item_is_added_below_the_others() -> None:
    text = edited(appending("actions", on_one_line({"what": "Four"})))
    assert text == TEXT.replace("by: me}\n# Fig", "by: me}\n  - {what: Four}\n# Fig")
    text = "a:\n- 1\n\n# Of b.\nb:\n- 2\n"
    assert edited(appending("b", 3), text) == text + "- 3\n"


def test_an_item_is_added_to_a_list_in_brackets() -> None:
    text = edited(appending("figures", on_one_line({"a": 3, "b": 3})))
    start = TEXT.index("figures")
    assert text == TEXT[:start] + "figures: [{a: 1, b: 1}, {a: 2, b: 2}, {a: 3, b: 3}]\n"


def test_an_item_is_added_to_a_list_of_the_file() -> None:
    text = "# All\n- a: 1\n  list:\n    - 'x'\n\n- a: 2\n# The end"
    new = styled({"a": 3, "list": ["no"], "none": []})
    added = edited(lambda items: items.append(new), text)
    assert added == text + "\n- a: 3\n  list:\n    - 'no'\n  none: []\n"
    between = edited(lambda items: items.insert(1, styled({"a": 3})), text)
    assert between == text.replace("\n\n- a: 2", "\n- a: 3\n\n- a: 2") + "\n"


def test_a_file_that_holds_nothing_yet_gets_its_first_item() -> None:
    for text in ("", "# All.\n", "[]\n"):
        added = edited(lambda items: items.append(styled({"a": 1})), text)
        assert yaml.safe_load(added) == [{"a": 1}]
        assert added.startswith(text.removesuffix("[]\n"))


def test_windows_line_ends_and_a_mark_of_utf_8_stay() -> None:
    text = "\ufeffmonth: 2021-02\r\nlist:\r\n  - 1\r\n# The end.\r\n"
    assert edited(setting(new=1), text) == text + "new: 1\r\n"
    assert edited(setting(new=1, after="month"), text) == text.replace("2\r", "2\r\nnew: 1\r", 1)
    assert edited(setting(new=1), text.rstrip()) == text + "new: 1\r\n"
    assert edited(appending("list", 2), text) == text.replace("1\r\n#", "1\r\n  - 2\r\n#")


STRANGE = """\
---
key:   "in  double"   # far off
'quoted key': { a: 1,   b: ~ }
wrapped: some words that go
  on over two lines
list:
- yes
-   no
text: |+
  # no comment

# A comment.
last: 0x1F
"""


def test_lines_in_another_form_stay_as_they_are() -> None:
    assert edited(setting(last=2), STRANGE) == STRANGE.replace("0x1F", "2")
    assert edited(without("text"), STRANGE).splitlines() == [
        line for line in STRANGE.splitlines() if line not in ("text: |+", "  # no comment")
    ]
    assert edited(setting(new=1), STRANGE) == STRANGE + "new: 1\n"
    wanted = STRANGE.replace("  on over two lines\n", "  on over two lines\nnew: 1\n")
    assert edited(setting(new=1, after="wrapped"), STRANGE) == wanted


@pytest.mark.parametrize("value", ["no", "1:30", "2021-02-23", "a: b", " a", "#a", "", "'", "1e3"])
def test_text_stays_text(value: str) -> None:
    assert yaml.safe_load(edited(setting(stage=value)))["stage"] == value


def test_what_cannot_be_changed_alone_is_refused() -> None:
    text = "a:   1\nb:   2\nc:   3\n"
    with pytest.raises(UserError, match=r"data/x\.md:2: This is written in a form that cannot be"):
        edited(setting(new=1, after="a"), text)
    with pytest.raises(UserError, match="in a form that cannot be changed"):
        edited(lambda items: items.append(1), "# All.\n[]\n")
    with pytest.raises(UserError, match=r"data/x\.md:4: This is not YAML"):
        edited(setting(new=1), "a: 1\nb: [\n")


LINES = st.sampled_from(
    ["# note", "", "k{}: 1", "k{}: 'x'  # why", "k{}:\n  - a\n  # in\n  - b", "k{}: {{a: 1, b: 2}}",
     "k{}: |\n  text\n\n  more", "k{}: long\n  words", "k{}:   3", 'k{}: "q"', "k{}: []"]
)  # fmt: skip


@given(st.lists(LINES, min_size=1, max_size=9), st.integers(0, 8), st.booleans())
def test_whatever_people_write_nothing_else_is_lost(
    parts: list[str], index: int, taken_out: bool
) -> None:
    text = "".join(f"{part.format(number)}\n" for number, part in enumerate(parts)) + "end: 1\n"
    before = yaml.safe_load(text)
    key = list(before)[index % len(before)]
    try:
        after = edited(without(key) if taken_out else setting(new="x", after=key), text)
    except UserError:
        return
    wanted = {name: value for name, value in before.items() if not (taken_out and name == key)}
    assert yaml.safe_load(after) == (wanted if taken_out else {**wanted, "new": "x"})
    assert after.count("# note") == text.count("# note")
    if not taken_out:
        assert after.replace("new: x\n", "", 1) == text
