"""What a draft says above every page is readable: without scripts, on paper, in every colour."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Literal

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
MEDIA: tuple[Literal["screen", "print"], ...] = ("screen", "print")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1200, 390])
def test_the_note_of_a_draft_is_readable(
    scriptless: Page,
    lived: Path,
    serve: Callable[[Path], str],
    scheme: Literal["light", "dark"],
    width: int,
) -> None:
    page = scriptless
    page.set_viewport_size({"width": width, "height": 800})
    address = serve(lived / "draft")
    for name in ("index", "about", "issues/han-stability", "reports/2021-03"):
        page.emulate_media(media="screen", color_scheme=scheme)
        page.goto(f"{address}/{name}.html")
        note = page.get_by_role("complementary", name="Draft")
        for medium in MEDIA:
            page.emulate_media(media=medium)
            assert note.is_visible()
            assert note.bounding_box()["width"] <= width  # type: ignore[index]
            assert contrast(*note.evaluate(COLOURS)) >= 4.5
