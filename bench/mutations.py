"""Puts mistakes into the program, one at a time, and sees whether the tests of the room find each.

Run it with `python bench/mutations.py`, in a copy of the project in which nobody else works: while
a mistake is tried it stands in the file. With words, only mistakes whose file has one of them are
tried. It ends with 1 if a mistake is not found. Only tests that `make test` runs count.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
TESTS_FAILED = 1


class Mistake(NamedTuple):
    """A text that stands once in a file of the program, what is put in its place, and where tests
    are that find it."""

    file: str
    right: str
    wrong: str
    tests: str


MISTAKES = [
    Mistake(
        "opsg/analysis/statistics/xmr.py",
        "sum(close[row - 2 : row + 1]) >= 2",
        "sum(close[row - 2 : row + 1]) >= 3",
        "analysis/statistics/test_xmr.py",
    ),
    Mistake(
        "opsg/analysis/statistics/ranking.py",
        '.fill_null(False) & pl.col("latest").is_not_null()',
        ".fill_null(False)",
        "analysis/statistics/test_ranking.py",
    ),
    Mistake(
        "opsg/analysis/statistics/decomposition.py",
        ".sort(changes.abs(), group",
        ".sort(changes, group",
        "analysis/statistics/test_decomposition.py",
    ),
    Mistake(
        "opsg/data/suppression.py",
        "least_left >= pl.min_horizontal(high",
        "least_left > pl.min_horizontal(high",
        "data/test_suppression.py",
    ),
    Mistake(
        "opsg/data/reconciliation.py",
        "scaleb(int(exponent) - 1)",
        "scaleb(int(exponent))",
        "data/test_crosscheck.py",
    ),
    Mistake(
        "opsg/data/snapshots/csv_lines.py",
        "len(fields) != wanted",
        "len(fields) > wanted",
        "data/snapshots",
    ),
    Mistake(
        "opsg/data/snapshots/scan.py",
        'pl.col("provenance") == "reported"',
        'pl.col("provenance") != ""',
        "data/snapshots",
    ),
    Mistake(
        "opsg/core/edition.py",
        "if self.month > month:",
        "if self.month > month and False:",
        "execution/test_reported_pages.py",
    ),
    Mistake(
        "opsg/core/cache/digests.py",
        'and name != "__pycache__"',
        "",
        "core/cache/test_digests.py",
    ),
    Mistake(
        "opsg/intake/extracts/numbers.py",
        "if number % 1:",
        "if False:",
        "intake/extracts/test_ingest_mapping.py intake/extracts/test_ingest_cleaning.py",
    ),
    Mistake(
        "opsg/intake/extracts/dates.py",
        "and wanted not in others",
        "",
        "intake/extracts/test_ingest_cleaning.py intake/extracts/test_ingest_kinds.py",
    ),
    Mistake(
        "opsg/intake/extracts/titles.py",
        "if claims and not is_named:",
        "if False:",
        "intake/extracts/test_ingest_around.py",
    ),
    Mistake(
        "opsg/intake/transaction.py",
        "if _key(finding) not in before:",
        "if False:",
        "intake/test_transaction.py",
    ),
    Mistake(
        "opsg/charts/labels.py",
        "if overlap > 1e-9:",
        "if overlap > 5:",
        "test_docstrings.py",
    ),
    Mistake(
        "opsg/charts/svg.py",
        "colour, hollow=not reported)",
        "colour, hollow=reported)",
        "charts",
    ),
    Mistake(
        "opsg/pages/changes/textdiff.py",
        "else max(longest[i + 1][j], longest[i][j + 1])",
        "else longest[i + 1][j]",
        "pages/changes/test_textdiff.py",
    ),
    Mistake(
        "opsg/core/cache/recorded.py",
        'if self.current(entry.facts["read"]) == entry.facts["read"]',
        "if True",
        "execution/test_notebook_cache.py",
    ),
    Mistake(
        "opsg/core/cache/tracking.py",
        "if not _writes(mode, flags):",
        "if _writes(mode, flags):",
        "execution/test_notebook_cache.py",
    ),
    Mistake(
        "opsg/rendering/incremental.py",
        "digests.digest(chrome, page.source, contents[page.source], _told(project, page))",
        "digests.digest(chrome, page.source, _told(project, page))",
        "rendering/test_incremental.py",
    ),
    Mistake(
        "opsg/rendering/incremental.py",
        "if not _strangers(output, site, linked):",
        "if True:",
        "rendering/test_incremental.py",
    ),
    Mistake(
        "opsg/verification/links.py",
        "anchor not in self.pages[target].ids",
        "False",
        "verification/test_verification.py",
    ),
    Mistake(
        "opsg/verification/links.py",
        'if link.asked and scheme != "data":',
        "if False:",
        "verification/test_verification.py",
    ),
    Mistake(
        "opsg/verification/secrets/patterns.py",
        "return total % 11 % 10 == int(digits[12])",
        "return total % 11 == int(digits[12])",
        "verification/secrets/test_secrets.py",
    ),
    Mistake(
        "opsg/publish.py",
        "if _is_site(aside) and not output.exists():",
        "if False:",
        "test_publish.py",
    ),
    Mistake(
        "opsg/cli/__init__.py",
        "return end.code if isinstance(end.code, int) else 0",
        "return 0",
        "test_cli.py",
    ),
    Mistake(
        "opsg/exports/feeds.py",
        'draft = "" if meeting.is_published else "Draft: "',
        'draft = ""',
        "build/test_drafts.py",
    ),
    Mistake(
        "site/styles/base.css",
        "body {",
        "body { min-width: 500px;",
        "browser/test_every_page.py",
    ),
]


def is_found(mistake: Mistake) -> bool:
    """Whether the tests fail with the mistake; the file is afterwards as it was."""
    path = ROOT / mistake.file
    text = path.read_text(encoding="utf-8")
    if text.count(mistake.right) != 1:
        sys.exit(
            f"{mistake.file}: '{mistake.right}' stands there {text.count(mistake.right)} times."
        )
    tests = [str(ROOT / "tests" / name) for name in mistake.tests.split()]
    options = ["-x", "-q", "--no-header", "-p", "no:cacheprovider", "-m", "not slow"]
    path.write_text(text.replace(mistake.right, mistake.wrong), encoding="utf-8")
    try:
        ran = subprocess.run(
            [sys.executable, "-m", "pytest", *options, *tests], cwd=ROOT, stdout=subprocess.DEVNULL
        )
    finally:
        path.write_text(text, encoding="utf-8")
    return ran.returncode == TESTS_FAILED


def main() -> int:
    """Try the mistakes, say of each whether it is found, and count those that are not."""
    words = sys.argv[1:]
    chosen = [each for each in MISTAKES if not words or any(word in each.file for word in words)]
    missed = 0
    for mistake in chosen:
        found = is_found(mistake)
        missed += not found
        print(f"{'found' if found else 'MISSED'}  {mistake.file}: {mistake.right}", flush=True)
    print(f"{len(chosen) - missed} of {len(chosen)} are found.")
    return 1 if missed or not chosen else 0


if __name__ == "__main__":
    sys.exit(main())
