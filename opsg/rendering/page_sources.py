"""Makes the sources of pages of executed notebooks, and writes the files that they offer."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from opsg.charts import WHOLE_LIBRARY
from opsg.core import file_kinds, months
from opsg.core.edition import Edition, marked
from opsg.core.errors import Place, UserError
from opsg.core.html import ABSENT_TYPE, FILES_TYPE
from opsg.execution.cells import INJECTED, numbered
from opsg.rendering.absences import without_absent
from opsg.rendering.assemble import packaged_plotly
from opsg.rendering.unfold import unfolded

if TYPE_CHECKING:
    from opsg.execution.previous import Stale

NUMBER = "opsg-number"
"""In a cell's metadata: which of the notebook's cells it is, as whoever wrote it counts."""

TOLD = "opsg-told"
"""In a page's metadata: the names of what it is told instead of what all pages are."""

_DATA_IMAGE = 'href=\\"data:image/'
"""How a picture of pixels inside another one stands in a notebook's file."""


@dataclass(frozen=True)
class Sources:
    """The sources of an edition's pages in the assembled `project`, as far as notebooks make them.

    `metadata` is what single pages are told, by their names (`issues/han-stability`); `original`
    gives what whoever wrote a notebook calls it.
    """

    project: Path
    edition: Edition
    metadata: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    original: Callable[[str], str] = str
    _offered: dict[str, tuple[Place, bytes]] = field(default_factory=dict, init=False)

    def add(
        self,
        notebooks: Iterable[tuple[str, Path]],
        *,
        stale: Mapping[str, Stale] = MappingProxyType({}),
    ) -> None:
        """Put executed notebooks into the project, each with its page.

        Pages that are `stale` say so; the files that they offer say the edition's inner note. Where
        only what is reported is shown, what is not there is left out, and a line at the page's end
        names it. Raises UserError for a file that is not to be offered, or that is offered twice.
        """
        for page, executed in notebooks:
            own = dict(self.metadata.get(page, {}))
            if page in stale:
                own["stale-note"] = _stale_note(stale[page])
            self._put(executed, f"{page}.ipynb", own)

    def _put(self, executed: Path, source: str, metadata: Mapping[str, object]) -> None:
        """Write an executed notebook as a page's source, and the files that its outputs carry.

        Times and other notes of the run are left out: they would reach the page.
        """
        text = executed.read_text(encoding="utf-8")
        notebook = json.loads(text)
        if _DATA_IMAGE in text:
            metadata = {**metadata, "data-images": True}
        if metadata:
            _tell(notebook["cells"][0], metadata)
        notebook["metadata"][TOLD] = [*metadata]
        for number, cell in numbered(notebook["cells"]):
            cell["metadata"][NUMBER] = number
        notebook["cells"] = unfolded(notebook["cells"])
        if self.edition.reported_only:
            notebook["cells"] = without_absent(notebook["cells"])
        written = self.original(source)
        for cell in notebook["cells"]:
            if INJECTED in cell["metadata"].get("tags", ()):
                # Papermill gives it another one each time.
                cell["id"] = INJECTED
            cell["metadata"].pop("papermill", None)
            cell["metadata"].pop("execution", None)
            for output in cell.get("outputs", ()):
                data = output.get("data", {})
                data.pop(ABSENT_TYPE, None)
                self._offer(data.pop(FILES_TYPE, {}), Place(written, cell=cell["metadata"][NUMBER]))
                if len(data) > 1:
                    # What only a terminal would show; it may hold an object's address.
                    data.pop("text/plain", None)
        notebook["metadata"].pop("papermill", None)
        target = self.project / source
        target.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps(notebook, ensure_ascii=False)
        target.write_text(text, encoding="utf-8")
        if WHOLE_LIBRARY in text:
            shutil.copyfile(packaged_plotly(), self.project / "scripts" / f"{WHOLE_LIBRARY}.min.js")

    def _offer(self, files: object, where: Place) -> None:
        """Write the files that an output carries. Raises UserError for what is not given out."""
        if not isinstance(files, dict) or not all(isinstance(text, str) for text in files.values()):
            raise UserError("the files of an output are no texts by their names.", where=where)
        for name, text in files.items():
            if wrong := file_kinds.offer_problem(name):
                raise UserError(wrong[0], where=where, remedy=wrong[1])
            # Pictures are marked where the PNG is made of them.
            said = marked(text, self.edition.inner_note) if name.endswith(".csv") else text
            content = said.encode("utf-8", "replace")
            if problem := file_kinds.content_problem(name, content):
                remedy = f"Mend '{name}', which the cell offers."
                raise UserError(f"in '{name}': {problem}", where=where, remedy=remedy)
            # Some disks do not tell small letters from capital ones.
            first, held = self._offered.setdefault(name.casefold(), (where, content))
            if first.name != where.name or held != content:
                problem = f"'{name}' is offered by {first} too."
                raise UserError(problem, where=where, remedy="Give each a name of its own.")
            path = self.project / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)


def _tell(settings: dict[str, Any], metadata: Mapping[str, object]) -> None:
    """Add to a page's settings what the template shows above the page."""
    text = "".join(settings["source"]).rstrip().removesuffix("---")
    lines = "".join(f"{name}: {json.dumps(value)}\n" for name, value in metadata.items())
    settings["source"] = f"{text}{lines}---"


def _stale_note(stale: Stale) -> str:
    return (
        f"This page could not be made anew. It is as it was made on {months.long_date(stale.made)}"
        f" for {months.named(stale.month)}, and may be out of date."
    )
