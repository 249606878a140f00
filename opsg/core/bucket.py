"""Data in a bucket (`s3://`, `gs://`, `az://`): its texts are mirrored, its Parquet stays there.

The mirror is an ordinary data folder, in which a stand-in takes the place of each Parquet file: a
small text with the file's address and its state (size and etag). So a changed file is a changed
stand-in, and whatever looks for changes need not know of buckets. `snapshots.scan` reads the file
itself, lazily, at its address.

Credentials come from the environment (`AWS_…`, `GOOGLE_…`, `AZURE_…`) or from the machine's role.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from opsg.core import records
from opsg.core.cache import digests
from opsg.core.errors import UserError
from opsg.core.files import write_file

if TYPE_CHECKING:
    from obstore import ObjectMeta
    from obstore.store import ObjectStore

_log = logging.getLogger(__name__)

SCHEMES = ("s3://", "gs://", "az://")
LARGEST_MIRRORED = 100 * 2**20
RETRIES = 2
RETRY_TIMEOUT_S = 20

_BEGINNING = b"stands in for "
_STATE = "mirrored.json"
_AT_ONCE = 16


def mirror(address: str, folder: Path) -> Path:
    """The data folder that mirrors what is at `address` now; mirrors are kept in `folder`.

    Only what has changed is fetched. Raises UserError if the address is none, obstore is not
    installed, there is nothing, access is refused, or the network fails for long.
    """
    address = address.rstrip("/")
    kept = folder / digests.digest(address)
    _bring_up_to_date(address, kept)
    return kept / "data"


def refresh(data: Path) -> None:
    """Bring a data folder up to date if it is a mirror. Raises UserError as `mirror` does."""
    if address := address_of(data):
        _bring_up_to_date(address, data.parent)


def address_of(data: Path) -> str | None:
    """What a data folder mirrors, None if it is no mirror."""
    return _state(data.parent)["address"] if data.name == "data" else None


def require_own(data: Path) -> None:
    """Raises UserError if a data folder is a mirror, into which nothing can be written."""
    if address := address_of(data):
        raise UserError(
            "this command writes, and data in a bucket can only be read.",
            where=address,
            remedy="Work on a folder, and copy that to the bucket.",
        )


def stands_for(path: Path) -> str | None:
    """The address of the file for which there is a stand-in at `path`, None if it is none."""
    try:
        with path.open("rb") as file:
            first = file.readline(2_000)
    except OSError:
        return None
    if not first.startswith(_BEGINNING):
        return None
    return first.removeprefix(_BEGINNING).decode().strip()


def size(path: Path) -> int:
    """How many bytes a file has, or the one for which there is a stand-in at `path`."""
    if not stands_for(path):
        return path.stat().st_size
    _, state = path.read_text(encoding="utf-8").splitlines()
    return int(state.partition(" ")[0])


def _bring_up_to_date(address: str, kept: Path) -> None:
    store = _store(address)
    before = _state(kept)["files"]
    objects = {meta["path"]: meta for meta in _listed(store, address)}
    if not objects:
        raise UserError("there is nothing.", where=address, remedy="Mend the address.")
    have = partial(_have, kept / "data", before)
    wanted = [meta for name, meta in objects.items() if not have(name, _version(meta))]
    _log.debug("%s: %d of %d files are fetched", address, len(wanted), len(objects))
    with ThreadPoolExecutor(_AT_ONCE) as threads:
        list(threads.map(partial(_fetch, store, address, kept / "data"), wanted))
    for name in before.keys() - objects.keys():
        (kept / "data" / name).unlink(missing_ok=True)
    after = {
        name: [_version(meta), digests.digest_file(kept / "data" / name)]
        for name, meta in objects.items()
    }
    write_file(kept / _STATE, json.dumps({"address": address, "files": after}).encode())


def _store(address: str) -> ObjectStore:
    if not address.startswith(SCHEMES):
        remedy = f"It begins with one of {', '.join(SCHEMES)}."
        raise UserError("this is no address of a bucket.", where=address, remedy=remedy)
    try:
        from obstore.exceptions import BaseError
        from obstore.store import from_url
    except ImportError:
        remedy = "Run: pip install -e '.[cloud]'"
        raise UserError("obstore is not installed.", where=address, remedy=remedy) from None
    try:
        return from_url(
            address,
            retry_config={
                "max_retries": RETRIES,
                "retry_timeout": timedelta(seconds=RETRY_TIMEOUT_S),
            },
        )
    except (BaseError, ValueError) as error:
        raise _refused(error, address) from error


def _listed(store: ObjectStore, address: str) -> list[ObjectMeta]:
    from obstore import list as listing
    from obstore.exceptions import BaseError

    try:
        objects = [each for each in listing(store).collect() if _is_kept(each["path"])]
    except (BaseError, OSError) as error:
        raise _refused(error, address) from error
    for each in objects:
        name, size = each["path"], each["size"]
        if ".." in PurePosixPath(name).parts:
            raise UserError("this name leads out of the folder.", where=f"{address}/{name}")
        if size > LARGEST_MIRRORED and not _stays(name):
            raise UserError(
                f"{size / 2**20:.0f} MiB are too much to be mirrored.",
                where=f"{address}/{name}",
                remedy="Write months of this size as Parquet.",
            )
    return objects


def _is_kept(name: str) -> bool:
    """Whether an object is a file of the data: not hidden, as everywhere, and no folder's mark."""
    return not name.endswith("/") and not any(part.startswith(".") for part in name.split("/"))


def _stays(name: str) -> bool:
    return name.startswith("snapshots/") and name.endswith(".parquet")


def _version(meta: ObjectMeta) -> str:
    return f"{meta['size']} bytes, {meta['e_tag'] or meta['last_modified'].isoformat()}"


def _have(data: Path, before: dict[str, list[str]], name: str, version: str) -> bool:
    return before.get(name) == [version, digests.digest_file(data / name)]


def _fetch(store: ObjectStore, address: str, data: Path, meta: ObjectMeta) -> None:
    from obstore import get
    from obstore.exceptions import BaseError

    name = meta["path"]
    if _stays(name):
        content = _BEGINNING + f"{address}/{name}\n{_version(meta)}\n".encode()
    else:
        try:
            content = bytes(get(store, name).bytes())
        except (BaseError, OSError) as error:
            raise _refused(error, f"{address}/{name}") from error
    write_file(data / name, content)


def _state(kept: Path) -> dict[str, Any]:
    return {"address": None, "files": {}} | records.read(kept / _STATE)


_REASONS: Iterable[tuple[tuple[str, ...], str, str]] = (
    # Where a machine's own role would be found; asked only when the environment says nothing.
    (("169.254", "metadata.google"),
     "there are no credentials.", "Give some in the environment; docs/scale.md says which."),
    (("NoSuchBucket", "NoSuchContainer", "ContainerNotFound", "bucket does not exist"),
     "there is no such bucket.", "Mend the address."),
    # A number alone may be one of an address, its port or a file's name.
    (("AccessDenied", "status code: 403", "status code: 401", "InvalidAccessKeyId",
      "SignatureDoesNotMatch"),
     "access is refused.", "Give credentials in the environment; docs/scale.md says which."),
    (("error sending request", "timed out", "Connect"),
     "the network or the service does not answer.", "Try again, or mend the endpoint."),
)  # fmt: skip


def _refused(error: Exception, address: str) -> UserError:
    """What a library says of its failure at length, in a sentence."""
    said = str(error).partition("Debug source")[0]
    for signs, problem, remedy in _REASONS:
        if any(sign in said for sign in signs):
            return UserError(problem, where=address, remedy=remedy)
    return UserError(f"it cannot be read: {said.strip()[:300]}", where=address)
