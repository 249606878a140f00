"""What notebooks read, as one archive for machines that do not share the folders of the build."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from opsg.core.cache import digests
from opsg.core.cache.inputs import CONFIGURATION, Inputs
from opsg.core.errors import UserError

MOST_BYTES = 8 * 2**20
_PARTS = ("data", "notebooks", "site")


def contents(inputs: Inputs) -> str:
    """The digest of all that notebooks may read, wherever the folders are."""
    return digests.of(inputs[CONFIGURATION], *map(inputs.below, _PARTS))


def pack(inputs: Inputs) -> bytes:
    """The archive. Raises UserError if it is larger than MOST_BYTES."""
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for name in [CONFIGURATION, *(name for part in _PARTS for name in inputs.below(part))]:
            if not name.endswith("/"):
                archive.write(inputs.path(name), name)
    if packed.tell() > MOST_BYTES:
        raise UserError(
            f"packed it has {packed.tell() / 2**20:.0f} MiB, too much to send with the work.",
            where=str(inputs.data),
            remedy="Keep it where all workers find it under this path, or its Parquet in a bucket.",
        )
    return packed.getvalue()


def unpack(packed: bytes, folder: Path) -> None:
    """Write what an archive holds into a folder; its data is in `data` then."""
    with ZipFile(BytesIO(packed)) as archive:
        archive.extractall(folder)
