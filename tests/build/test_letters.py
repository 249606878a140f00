"""Characters without a letter are told with their lines."""

from pathlib import Path

from opsg.build import letters


def test_a_character_without_a_letter_is_told_once_in_each_entry(tmp_path: Path) -> None:
    entry = tmp_path / "data" / "issues" / "han" / "2021-02.md"
    entry.parent.mkdir(parents=True)
    entry.write_text("---\n---\n## Status\n\nDone – £5, αβγ \N{BLACK SQUARE}\n", encoding="utf-8")
    assert letters.missing(tmp_path / "data") == []
    mark = "\N{WHITE HEAVY CHECK MARK}"
    entry.write_text(f"---\n---\n## Status\n\nDone {mark}\n\n{mark}\n", encoding="utf-8")
    (told,) = letters.missing(tmp_path / "data")
    assert told.severity == "warning"
    assert str(told).startswith("data/issues/han/2021-02.md:5: the PDF has no letter for U+2705")
    assert "‹white heavy check mark›" in told.problem
