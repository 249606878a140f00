"""What Pandoc makes depends on nothing but what it is given: not on the locale of who builds."""

from __future__ import annotations

import pytest

from opsg.core import pandoc


@pytest.mark.parametrize("locale", ["C", "POSIX", "en_GB.ISO-8859-1"])
def test_a_value_keeps_its_letters_in_every_locale(
    monkeypatch: pytest.MonkeyPatch, locale: str
) -> None:
    monkeypatch.setenv("LC_ALL", locale)
    options = ["--from=markdown", "--to=plain", "--standalone", "--metadata=title:Café – ’"]
    said = pandoc.run(
        options, "Text", where="x", variables={"header-includes": "“${HOME}” \\1 ü 🎉"}
    )
    assert said.startswith("Café – ’\n")
    assert "“${HOME}” \\1 ü 🎉" in said
