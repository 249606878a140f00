"""Measures how soon a reader sees home and the heaviest issue page, as a Markdown table.

Run it with `python bench/pages.py [SITE]` on a built site (`_site` if none is named); the table
also goes into `bench/RESULTS.md`. Chromium opens each page with an empty cache and a processor
slowed down four times, then scrolls through it so that every chart is drawn. Largest contentful
paint is that of the load; the layout shift is that of the load and the scrolling.
"""

from __future__ import annotations

import gzip
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median
from typing import NamedTuple

import results
from playwright.sync_api import Browser, sync_playwright

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")
SLOWER = 4
REPEATS = 5
WIDTHS = {"laptop, 1200 px": (1200, 900), "phone, 390 px": (390, 844)}

OBSERVE = """
window.paints = [];
window.shifts = [];
new PerformanceObserver((list) => paints.push(...list.getEntries()))
  .observe({ type: "largest-contentful-paint", buffered: true });
new PerformanceObserver((list) => shifts.push(...list.getEntries()))
  .observe({ type: "layout-shift", buffered: true });
"""
PAINTED = "() => paints.at(-1).startTime"
SCROLL = """
async () => {
  const charts = document.querySelectorAll("figure.chart:has(.plot-data)");
  for (const chart of charts) {
    chart.scrollIntoView();
    while (!chart.querySelector(".plot.drawn")) await new Promise((done) => setTimeout(done, 20));
  }
  await new Promise((done) => setTimeout(done, 300));
}
"""
SHIFTED = "() => shifts.reduce((sum, { value }) => sum + value, 0)"


class Look(NamedTuple):
    """What one look at a page measured: milliseconds to the largest paint, and layout shift."""

    paint_ms: float
    shift: float


class Quiet(SimpleHTTPRequestHandler):
    """Serves files as they are, uncompressed, and says nothing."""

    def log_message(self, format: str, *args: object) -> None: ...


@contextmanager
def served(site: Path) -> Iterator[str]:
    """The address of `site` on this machine."""
    handler = partial(Quiet, directory=str(site))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def look(browser: Browser, address: str, size: tuple[int, int]) -> Look:
    """One look at a page as a newcomer on a slow machine has it."""
    context = browser.new_context(viewport={"width": size[0], "height": size[1]})
    page = context.new_page()
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.add_init_script(OBSERVE)
    page.goto(address, wait_until="networkidle")
    page.wait_for_function("paints.length > 0")
    paint_ms = page.evaluate(PAINTED)
    page.evaluate(SCROLL)
    shift = page.evaluate(SHIFTED)
    context.close()
    return Look(paint_ms, shift)


def table(site: Path) -> Iterator[str]:
    """The measurements, line by line."""
    heaviest = max((site / "issues").glob("*.html"), key=lambda page: page.stat().st_size)
    pages = {"home": site / "index.html", f"heaviest issue, {heaviest.stem}": heaviest}
    yield f"Cold cache, processor slowed down {SLOWER}×, server on this machine without"
    yield f" compression; median of {REPEATS} looks (slowest).\n\n"
    yield "| page | window | HTML kB | gzipped kB | largest paint ms | layout shift |\n"
    yield "| --- | --- | ---: | ---: | ---: | ---: |\n"
    worst = Look(0, 0)
    with served(site) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        look(browser, f"{address}/about.html", WIDTHS["laptop, 1200 px"])  # warms the browser up
        for name, file in pages.items():
            html = file.read_bytes()
            sizes = f"{len(html) / 1000:.0f} | {len(gzip.compress(html, 9)) / 1000:.0f}"
            place = f"{address}/{file.relative_to(site).as_posix()}"
            for window, size in WIDTHS.items():
                results.settle()
                looks = [look(browser, place, size) for _ in range(REPEATS)]
                paints, shifts = zip(*looks, strict=True)
                worst = Look(*map(max, worst, (median(paints), median(shifts))))
                yield (
                    f"| {name} | {window} | {sizes} | {median(paints):.0f} ({max(paints):.0f})"
                    f" | {median(shifts):.4f} ({max(shifts):.4f}) |\n"
                )
        browser.close()
    yield "\n"
    yield results.aims(
        ("largest contentful paint, seconds", 1, worst.paint_ms / 1000),
        ("cumulative layout shift", 0.02, worst.shift),
    )


if __name__ == "__main__":
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "_site").resolve()
    text = "".join(table(folder))
    print(text, end="")
    results.write("What a reader waits for (`bench/pages.py`)", f"{text}\n{results.machine()}")
