"""An analyst opens a notebook in JupyterLab, runs it, looks at it in light and dark, and saves it.

With `OPSG_PICTURES` naming a folder it leaves there what it looked at (`make pictures`).
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from projects import FEBRUARY, ROOT, assembled

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(find_spec("jupyterlab") is None, reason="JupyterLab is missing: make lab"),
]
SLUG = "power-outage-reporting"
SETTINGS = ROOT / "tools" / "jupyterlab"
TALL = {"width": 1200, "height": 6000}
IDLE = """() => {
  const notebook = window.jupyterapp?.shell.currentWidget;
  return notebook?.context?.sessionContext?.session?.kernel?.status === 'idle';
}"""
MINUTES_MS = 180_000

# What an output says and how it looks: of a piece its own colours, of pictures that they are drawn.
LOOKS = """() => {
  const first = (kind) => document.querySelector(`.opsg-piece ${kind}`);
  const seen = (element) => getComputedStyle(element);
  return {
    errors: [...document.querySelectorAll('.jp-OutputArea [data-mime-type*="error"]')]
      .map((each) => each.textContent),
    prompts: [...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')]
      .map((each) => each.textContent),
    pictures: [...document.querySelectorAll('.jp-OutputArea img')]
      .map((each) => each.complete && each.naturalWidth),
    stray: [...document.querySelectorAll('.jp-OutputArea svg')]
      .filter((each) => each.getBoundingClientRect().width > 400).length,
    now: seen(first('.chevrons li.now')).backgroundColor,
    shape: seen(first('.chevrons li.now')).clipPath,
    ink: seen(first('.board td')).color,
    paper: seen(document.querySelector('.opsg-piece')).backgroundColor,
    aligned: seen(first('.board td.n')).textAlign,
    aside: seen(first('.act')).borderTopStyle,
    chip: getComputedStyle(first('.chip'), '::before').width,
    outside: seen(document.querySelector('.jp-RenderedMarkdown h2')).fontSize,
  };
}"""


@pytest.fixture(scope="module")
def notebooks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return assembled(FEBRUARY, tmp_path_factory.mktemp("lab") / "opsg") / "notebooks"


@pytest.fixture(scope="module")
def address(notebooks: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """JupyterLab on the notebooks, set up as `make lab` does it."""
    home = tmp_path_factory.mktemp("home")
    (home / "config").mkdir()
    shutil.copy(SETTINGS / "config.json", home / "config" / "jupyter_lab_config.json")
    kernel = [
        "ipykernel",
        "install",
        "--name=opsg",
        "--display-name=Issues Log",
        f"--prefix={home}",
    ]
    subprocess.run([sys.executable, "-m", *kernel], check=True, capture_output=True)
    environment = os.environ | {
        "HOME": str(home),
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTER_PATH": str(home / "share" / "jupyter"),
        "PYTHONPATH": str(ROOT),
    }
    options = ["--no-browser", "--port=0", "--IdentityProvider.token="]
    options += [f"--LabApp.app_settings_dir={SETTINGS}", "--LabApp.expose_app_in_browser=True"]
    log = home / "log"
    with log.open("w") as said:
        server = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", str(notebooks), *options],
            env=environment, stderr=said, stdout=said,
        )  # fmt: skip
    try:
        yield _address(log, server)
    finally:
        server.terminate()
        server.wait()


def _address(log: Path, server: subprocess.Popen[bytes]) -> str:
    while server.poll() is None:
        if found := re.search(r"(http://127\.0\.0\.1:\d+/lab)\b", log.read_text()):
            return found[1]
    raise AssertionError(log.read_text())


@pytest.fixture
def page(address: str, browser: Browser) -> Iterator[Page]:
    """The notebook after Run All; whatever asks another host is an error at the end."""
    page = browser.new_page(viewport=TALL)
    page.set_default_timeout(MINUTES_MS)
    elsewhere: list[str] = []
    host = address.removesuffix("/lab")
    page.on(
        "request",
        lambda asked: asked.url.startswith((host, "data:", "blob:")) or elsewhere.append(asked.url),
    )
    page.goto(f"{address}/tree/{SLUG}.ipynb?reset")
    page.wait_for_function(IDLE)
    page.evaluate("jupyterapp.commands.execute('notebook:run-all-cells')")
    yield page
    page.close()
    assert elsewhere == []


def test_a_notebook_that_is_run_and_saved_looks_as_on_the_site_and_is_as_it_was(
    page: Page, notebooks: Path
) -> None:
    light = page.evaluate(LOOKS)
    assert light["errors"] == []
    assert light["prompts"] and not any("[ ]" in each for each in light["prompts"])
    assert len(light["pictures"]) > 2 and all(width >= 760 for width in light["pictures"])
    assert light["stray"] == 0
    assert light["shape"].startswith("polygon") and light["aligned"] == "right"
    assert light["aside"] == "solid" and float(light["chip"].removesuffix("px")) > 5
    assert (light["now"], light["paper"]) == ("rgb(10, 77, 104)", "rgb(255, 255, 255)")
    _keep(page, "notebook-light")
    page.evaluate(
        "jupyterapp.commands.execute('apputils:change-theme', {theme: 'JupyterLab Dark'})"
    )
    page.wait_for_function("document.body.dataset.jpThemeLight === 'false'")
    dark = page.evaluate(LOOKS)
    assert (dark["now"], dark["paper"]) == ("rgb(124, 196, 221)", "rgb(18, 24, 30)")
    assert dark["ink"] != light["ink"] and dark["shape"] == light["shape"]
    _keep(page, "notebook-dark")
    saved = notebooks / f"{SLUG}.ipynb"
    written = saved.stat().st_mtime_ns
    page.evaluate("jupyterapp.commands.execute('docmanager:save')")
    assert saved.stat().st_mtime_ns > written
    assert saved.read_bytes() == (ROOT / "notebooks" / saved.name).read_bytes()


def _keep(page: Page, name: str) -> None:
    """Leave the part with the first chart, if somebody asked for it."""
    if folder := os.environ.get("OPSG_PICTURES"):
        clip = {"x": 280, "y": 60, "width": 920, "height": 1500}
        page.screenshot(path=Path(folder) / f"{name}.png", clip=clip)  # type: ignore[arg-type]
