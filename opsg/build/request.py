"""What a build is asked for: by the command line, or by whoever calls `opsg.build.build`."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from opsg.core import bucket
from opsg.core.cache import digests, shared
from opsg.core.cache.inputs import Inputs
from opsg.core.cache.recorded import Recorded
from opsg.core.cache.store import Cache
from opsg.core.edition import PUBLIC, Edition, Months
from opsg.core.errors import UserError

LARGE = 20_000_000
"""Of how many bytes of a dataset, some millions of rows, one process at a time is to know."""


@dataclass(frozen=True)
class Request:
    """What is asked for.

    `root` is the project's folder, `data` the folder of facts, `output` where to publish;
    `month` is `YYYY-MM`, or None for the edition's own (`Edition.of`); `only` names the notebooks
    to run if not all; `ceiling` is the highest classification that the site may hold, one of
    `edition.LEVELS`; without `recall` nothing is taken from earlier builds; `dask` is the address
    of the scheduler of a cluster that is to run the notebooks.
    """

    root: Path
    data: Path
    output: Path
    month: str | None = None
    only: tuple[str, ...] = ()
    renderer: Literal["auto", "quarto", "pandoc"] = "auto"
    engine: Literal["opsg", "kernel"] = "opsg"
    keep_going: bool = False
    reported_only: bool = False
    ceiling: str = PUBLIC
    recall: bool = True
    dask: str | None = None

    @cached_property
    def work(self) -> Path:
        """Where builds keep what serves the next one."""
        return self.root / ".opsg"

    @property
    def temporary(self) -> Path:
        """Where notebooks may leave what nobody wants afterwards."""
        return self.work / "temporary"

    @property
    def environment(self) -> dict[str, str]:
        """The variables that the processes of notebooks find besides their own."""
        return {
            "OPSG_DATA": str(self.data),
            "TMPDIR": str(self.temporary),
            shared.FOLDER: str(self.temporary),
        }

    @cached_property
    def in_turn(self) -> bool:
        """Whether one process works at a time, as a dataset's rows take much memory.

        Polars has all cores read them, so that this takes little longer.
        """
        folders = (self.data / "snapshots").glob("*/")
        return any(
            sum(bucket.size(file) for file in folder.iterdir() if file.is_file()) > LARGE
            for folder in folders
        )

    @cached_property
    def inputs(self) -> Inputs:
        """What there is to build from, as it is when first looked at."""
        return Inputs(self.root, self.data)

    @property
    def names_digest(self) -> str:
        """The digest of the private list of Parties; empty without one."""
        parties = os.environ.get("OPSG_PARTIES", "")
        return digests.digest_file(Path(parties)) if parties else ""

    @cached_property
    def cache(self) -> Cache:
        """What earlier builds made."""
        return Cache(self.work / "cache", read=self.recall)

    def recorded(self, call: Callable[[str, Mapping[str, object]], Any]) -> Recorded:
        """What earlier builds made; `call` asks the log, where it is not that of the last one."""

        def ask(names: list[str]) -> Mapping[str, str]:
            arguments = {"data": str(self.data), "names": names}
            facts: Mapping[str, str] = call("opsg.data.log:facts_now", arguments)
            return facts

        return Recorded(self.cache, self.inputs, ask)

    def edition(self, log: Months) -> Edition:
        """The edition that is asked for. Raises UserError as `Edition.of` does."""
        return Edition.of(log, self.month, reported_only=self.reported_only, ceiling=self.ceiling)


def project_folder(start: Path) -> Path:
    """The folder that holds the project: `start` or the nearest above it with a `_quarto.yml`."""
    for folder in (start, *start.parents):
        if (folder / "_quarto.yml").is_file() and (folder / "notebooks").is_dir():
            return folder
    raise UserError(
        f"there is no issues log in {start} or above it.",
        remedy="Run the command in the folder that holds _quarto.yml and notebooks.",
    )
