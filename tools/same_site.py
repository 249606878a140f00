"""Shows whether a change of the program changes the site.

    python tools/same_site.py REVISION

builds both editions with the program of REVISION and with that of the working tree, from the
working tree's data, and names the files that differ. It exits with 1 if there are any. Files are
compared byte by byte, but for two kinds: pages as a browser reads them (`&#39;` is `&#x27;`, and an
empty class is none), and stylesheets without their comments, which speak of the program.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from html.parser import HTMLParser
from pathlib import Path

ROOT = Path(__file__).parents[1]
EDITIONS = {"illustrative": [], "reported": ["--reported-only"]}
_COMMENT = re.compile(rb"/\*.*?\*/", re.DOTALL)


def main(revision: str) -> int:
    """Compare the sites; the number of files that differ is printed by edition."""
    differing = 0
    with tempfile.TemporaryDirectory() as folder:
        old = Path(folder) / "old"
        subprocess.run(
            ["git", "worktree", "add", "--quiet", "--detach", old, revision], cwd=ROOT, check=True
        )
        try:
            shutil.rmtree(old / "data")
            shutil.copytree(ROOT / "data", old / "data")
            if (ROOT / "node_modules").exists():
                (old / "node_modules").symlink_to(ROOT / "node_modules")
            for edition, options in EDITIONS.items():
                before = _build(old, Path(folder) / f"{edition}-before", options)
                after = _build(ROOT, Path(folder) / f"{edition}-after", options)
                names = [
                    name for name in sorted(before | after) if before.get(name) != after.get(name)
                ]
                print(f"{edition}: {len(after)} files, {len(names)} differ")
                print(*(f"  {name}" for name in names), sep="\n", end="\n" if names else "")
                differing += len(names)
        finally:
            subprocess.run(["git", "worktree", "remove", "--force", old], cwd=ROOT, check=True)
    return 1 if differing else 0


def _build(program: Path, output: Path, options: list[str]) -> dict[str, object]:
    """The files of an edition that a checkout of the program makes, by their names."""
    subprocess.run(
        [sys.executable, "build.py", *options, "--renderer", "pandoc", "--no-cache",
         "--output", output],
        cwd=program, check=True, stdout=subprocess.DEVNULL,
        # Else its worker processes would import the program that is installed.
        env=os.environ | {"PYTHONPATH": str(program)},
    )  # fmt: skip
    return {
        path.relative_to(output).as_posix(): _content(path)
        for path in output.rglob("*")
        if path.is_file()
    }


def _content(path: Path) -> object:
    content = path.read_bytes()
    if path.suffix == ".css":
        return _COMMENT.sub(b"", content)
    if path.suffix == ".html":
        page = _Page()
        page.feed(content.decode())
        page.close()
        return page.parts
    return content


class _Page(HTMLParser):
    """Tags with their attributes, and the text between them."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[object] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.parts.append((tag, [pair for pair in attrs if pair != ("class", "")]))

    def handle_endtag(self, tag: str) -> None:
        self.parts.append(tag)

    def handle_data(self, data: str) -> None:
        self.parts.append((data,))

    def handle_comment(self, data: str) -> None:
        self.parts.append((data,))

    def handle_decl(self, decl: str) -> None:
        self.parts.append((decl,))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
