"""What Pandoc makes depends on nothing but what it is given: not on the locale of who builds."""

from __future__ import annotations

from pathlib import Path

import pytest

from opsg.core.pandoc import Converter


@pytest.mark.parametrize("locale", ["C", "POSIX", "en_GB.ISO-8859-1"])
def test_a_value_keeps_its_letters_in_every_locale(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, locale: str
) -> None:
    monkeypatch.setenv("LC_ALL", locale)
    template = tmp_path / "à.html"
    template.write_text("$title$ $told$", encoding="utf-8")
    text, told = "---\ntitle: Café – ’\n---\n\nText", "“${HOME}” \\1 ü 🎉"
    asked = {"reader": "markdown", "writer": "html", "template": str(template)}
    with Converter() as one:
        said = one.convert(text, where="x", write={"variables": {"told": told}}, **asked)
    assert said == f"Café – ’ {told}"
