"""Which words two texts share, and how that is told."""

from hypothesis import given
from hypothesis import strategies as st

from opsg.pages.changes.textdiff import BREAK, Run, blocks, compare, paragraphs

WORDS = st.lists(st.sampled_from(["the", "DCC", "to", "report", "59k", ".", "a"]), min_size=1)
TEXTS = st.lists(WORDS.map(" ".join), max_size=4)


def told(runs: tuple[Run, ...], without: str) -> list[str]:
    words = [word for run in runs if run.kind != without for word in run.words]
    return " ".join(words).split(f" {BREAK} ") if words else []


def test_what_was_removed_is_told_before_what_was_added() -> None:
    runs = compare(["DCC to report around 109k hubs"], ["DCC to report around 98k hubs"])

    assert runs == (
        Run("same", ("DCC", "to", "report", "around")),
        Run("removed", ("109k",)),
        Run("added", ("98k",)),
        Run("same", ("hubs",)),
    )


def test_a_word_or_two_between_changes_are_told_as_changed() -> None:
    runs = compare(
        ["Users are to send the list each week"], ["Users should now send the list daily, please"]
    )

    assert [run.kind for run in runs] == ["same", "removed", "added", "same", "removed", "added"]
    assert runs[3].words == ("send", "the", "list")
    apart = compare(["one of two"], ["three of four"])
    assert [run.words for run in apart] == [("one", "of", "two"), ("three", "of", "four")]


def test_a_new_paragraph_stands_by_itself() -> None:
    runs = compare(["As before."], ["As before.", "Logs were sent."])

    assert paragraphs(runs) == [
        [Run("same", ("As", "before."))],
        [Run("added", ("Logs", "were", "sent."))],
    ]


def test_what_was_removed_stays_with_what_took_its_place_behind_a_new_paragraph() -> None:
    runs = compare(
        ["Some fail.", "About 1k drop off today"],
        ["Some fail.", "New.", "About 48k drop off today"],
    )

    assert paragraphs(runs)[1:] == [
        [Run("added", ("New.",))],
        [
            Run("removed", ("About", "1k")),
            Run("added", ("About", "48k")),
            Run("same", ("drop", "off", "today")),
        ],
    ]


def test_an_empty_text_has_no_words() -> None:
    assert compare([], []) == ()
    assert compare([], ["New."]) == (Run("added", ("New.",)),)
    assert paragraphs(()) == []


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_from_the_runs(before: list[str], after: list[str]) -> None:
    runs = compare(before, after)

    assert told(runs, without="added") == before
    assert told(runs, without="removed") == after
    assert all(run.words for run in runs)


@given(TEXTS)
def test_a_text_and_itself_have_all_words_in_common(text: list[str]) -> None:
    assert {run.kind for run in compare(text, text)} <= {"same"}


def test_markdown_becomes_plain_blocks_whatever_its_line_breaks() -> None:
    markdown = """Two combinations
are known[^1]:

- MM1 (Defects), see [the log](https://example.org/log)
- MM2 \\[sic\\],
  at <https://example.org>

    a) once

A 5. on
2. lines is no list.

[^1]: Or three
"""
    assert blocks(markdown) == (
        "Two combinations are known[1]:",
        "• MM1 (Defects), see the log",
        "• MM2 [sic], at https://example.org",
        "a) once",
        "A 5. on 2. lines is no list.",
        "[1] Or three",
    )
