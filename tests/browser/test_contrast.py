"""The marks of charts stand out from the page by 3 to 1, in light and in dark."""

from __future__ import annotations

from typing import Literal

import pytest
from playwright.sync_api import Page

MARKS = ":is(path, circle, polygon, rect, line):not(.grid)"
COLOURS = """
(marks) => {
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const rgb = (colour) => {
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const found = {};
  for (const mark of document.querySelectorAll(`.plot > svg ${marks}, .spark ${marks}`)) {
    if (mark.closest("details, .live")) continue;
    const style = getComputedStyle(mark);
    const colour = mark.matches("polygon.event") ? style.fill : style.stroke; // it has a halo
    found[colour] ??= [rgb(colour), mark.outerHTML.slice(0, 120)];
  }
  for (const mark of document.querySelectorAll(".dots .now, .dots .done, .stages i, progress")) {
    const style = getComputedStyle(mark);
    const colour = mark.matches(".stages i") ? style.borderTopColor
      : mark.matches("progress") ? style.accentColor : style.backgroundColor;
    found[colour] ??= [rgb(colour), mark.outerHTML];
  }
  return [rgb(getComputedStyle(document.body).backgroundColor), Object.values(found)];
}
"""


def luminance(colour: list[int]) -> float:
    """The relative luminance of a colour, as WCAG 2.2 defines it."""
    parts = [value / 255 for value in colour]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: list[int], other: list[int]) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_black_on_white_is_21_to_1() -> None:
    assert contrast([0, 0, 0], [255, 255, 255]) == pytest.approx(21)


def weak(page: Page) -> list[tuple[str, float]]:
    """The marks of a page that do not stand out from it by 3 to 1."""
    paper, marks = page.evaluate(COLOURS, MARKS)
    assert marks
    return [
        (mark, contrast(paper, colour)) for colour, mark in marks if contrast(paper, colour) < 3
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_colour_that_a_series_may_have_stands_out(
    page: Page, scheme: Literal["light", "dark"]
) -> None:
    page.emulate_media(color_scheme=scheme)
    page.goto("/index.html")
    names = [
        *(f"series-{number}" for number in range(1, 7)),
        "better",
        "worse",
        "notable",
        "steady",
    ]
    page.evaluate(
        """names => {
          const svg = document.querySelector(".spark");
          svg.replaceChildren(...names.map((name) => {
            const line = document.createElementNS(svg.namespaceURI, "line");
            line.setAttribute("stroke", `var(--${name})`);
            return line;
          }));
        }""",
        names,
    )
    assert weak(page) == []
