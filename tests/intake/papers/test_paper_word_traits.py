"""Whatever Word puts into a text is read as Word shows it, told if it fits nowhere, or refused."""

from pathlib import Path

import pytest
from word_files import CASES, Case, write

from opsg.core.errors import UserError
from opsg.intake.papers import importer


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_a_trait_of_word_is_read_as_word_shows_it(tmp_path: Path, case: Case) -> None:
    file = write(tmp_path / "OPSG_45_0303.docx", case.xml, parts=case.parts)
    if case.refused:
        with pytest.raises(UserError, match=case.refused):
            importer.read(file)
        return
    paper = importer.read(file)
    first, second = paper.issues
    assert second.status == case.status
    assert (first.status, second.next_steps) == (
        "Counted are 98,500 hubs.",
        "Users to update 900 hubs.",
    )
    told = " ".join(map(str, paper.leftovers))
    assert [words for words in case.told if told.count(words) != 1] == []
    assert [words for words in case.unsaid if words in f"{paper}"] == []
    assert paper.leftovers == () or case.told
