"""Whoever renames an issue is told every place at once that has its old name."""

from pathlib import Path

from opsg.build.check import check_all
from opsg.build.request import Request

OLD, NEW = "han-stability", "han-steady"
ENTRY = "data/issues/spurious-alerts/2021-02.md"


def _replace(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def _places(root: Path) -> list[str]:
    """Where `check` finds an error; that something more is there is told by the other findings."""
    return [str(each.where) for each in check_all(Request(root, root / "data", root / "x")).errors]


def _named_everywhere(root: Path) -> None:
    link = "See [HAN](../issues/han-stability.html), not [b](https://b.example/issues/b.html).\n"
    _replace(root / ENTRY, "## Status\n\n", f"## Status\n\n{link}\n")
    with (root / "site/about.qmd").open("a") as page:
        page.write("\n[HAN](issues/han-stability.html)\n")
    _replace(
        root / "notebooks/spurious-alerts.ipynb",
        '"issue.opening()"',
        "\"log.issue('han-stability')\"",
    )
    (root / "data/proposals.yml").write_text(
        "- id: a\n  issue: han-stability\n  month: 2021-02\n  number: '10'\n  value: 10\n"
        "  unit: days\n  kind: level\n  quote: ten days\n  dismissed: true\n"
    )
    _replace(root / "data/modifications/MP090.yml", "[spurious-alerts", "[han-stability")


ALL = {
    "data/events.yml:20",
    "data/modifications/MP090.yml:5",
    "data/papers/OPSG_44_0203.md:65",
    "data/proposals.yml:2",
    f"{ENTRY}:31",
    "site/about.qmd:53",
    "notebooks/spurious-alerts.ipynb, cell 3, line 4",
}


def test_a_folder_that_is_renamed_with_its_slug_is_named_at_all_places(golden_copy: Path) -> None:
    _named_everywhere(golden_copy)
    (golden_copy / "data/issues" / OLD).rename(golden_copy / "data/issues" / NEW)
    _replace(golden_copy / "data/issues" / NEW / "issue.md", f"slug: {OLD}", f"slug: {NEW}")

    notebooks = {f"notebooks/{name}.ipynb" for name in (OLD, NEW)}
    own = f"notebooks/{OLD}.ipynb, cell 2, line 2"
    assert set(_places(golden_copy)) == ALL | notebooks | {own}


def test_a_slug_alone_that_is_renamed_is_too(golden_copy: Path) -> None:
    _named_everywhere(golden_copy)
    _replace(golden_copy / "data/issues" / OLD / "issue.md", f"slug: {OLD}", f"slug: {NEW}")

    own = {f"data/issues/{OLD}/issue.md:2", f"notebooks/{OLD}.ipynb, cell 2, line 2"}
    assert set(_places(golden_copy)) == ALL | own


def test_a_title_that_only_the_log_has_is_refused_at_the_notebooks(golden_copy: Path) -> None:
    _replace(golden_copy / "data/issues" / OLD / "issue.md", "Stability within the HAN", "Steady")
    assert _places(golden_copy) == [f"notebooks/{OLD}.ipynb, cell 1, line 2"]
