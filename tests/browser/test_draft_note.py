"""What a draft says above every page is readable: without scripts, on paper, in every colour."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest
from playwright.sync_api import Page
from test_contrast import contrast

COLOURS = """
(note) => {
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  return ["color", "backgroundColor"].map((what) => {
    canvas.fillStyle = getComputedStyle(note)[what];
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
  });
}
"""
LOOKS = list(product((1200, 390), ("light", "dark"), ("screen", "print")))


@pytest.fixture(scope="module")
def draft(lived: Path, serve: Callable[[Path], str]) -> str:
    """Where the site with the draft is served."""
    return serve(lived / "draft")


@pytest.mark.parametrize("name", ["index", "about", "issues/han-stability", "reports/2021-03"])
def test_the_note_of_a_draft_is_readable(scriptless: Page, draft: str, name: str) -> None:
    scriptless.goto(f"{draft}/{name}.html")
    note = scriptless.get_by_role("complementary", name="Draft")
    for width, scheme, medium in LOOKS:
        scriptless.set_viewport_size({"width": width, "height": 800})
        scriptless.emulate_media(media=medium, color_scheme=scheme)
        assert note.is_visible()
        assert note.bounding_box()["width"] <= width  # type: ignore[index]
        assert contrast(*note.evaluate(COLOURS)) >= 4.5, (width, scheme, medium)
