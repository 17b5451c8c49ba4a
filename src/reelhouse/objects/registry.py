"""Which folders are working copies, and the files of them that somebody wants to read."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from reelhouse.errors import ReelhouseError
from reelhouse.objects.address import Address, folder_name, parse_address
from reelhouse.objects.copy import PLACE, is_blank
from reelhouse.settings.object_store import ObjectStoreSettings
from reelhouse.storage import read_record, write_json

if TYPE_CHECKING:
    from reelhouse.objects.mirror import Mirror

_REMOTE = "remote.json"

_open: dict[Path, Mirror] = {}
_opening = threading.RLock()


def open_mirror(text: str, settings: ObjectStoreSettings, cache: Path) -> Path:
    """The working copy of a lake, as the lake is now; made where there is none.

    Args:
        text: the address.
        settings: how to reach it.
        cache: folder in which working copies lie, unless the settings name one.

    Returns:
        Its folder.

    Raises:
        ReelhouseError: the store does not answer.
    """
    address = parse_address(text)
    root = (
        settings.copy_folder or cache / "lakes" / folder_name(address, settings.endpoint_url)
    ).absolute()
    with _opening:
        if root not in _open:
            mirror = _make(root, address, settings)
            mirror.open()
            _open[root] = mirror
    return root


def mirror_of(root: Path) -> Mirror | None:
    """The mirror of a lake's folder; None where that is all there is of the lake."""
    if root in _open:
        return _open[root]
    remote = root / PLACE / _REMOTE
    if not remote.is_file():
        return None
    with _opening:
        if root not in _open:
            record = read_record(remote, ["address", "settings"])
            settings = ObjectStoreSettings.model_validate(record["settings"])
            _open[root] = _make(root, parse_address(record["address"]), settings)
    return _open[root]


def present(paths: Sequence[Path]) -> list[Path]:
    """The same paths, once what they hold is on this disk: blanks are fetched, all at once.

    Raises:
        ReelhouseError: one cannot be had.
    """
    blanks = [path for path in paths if is_blank(path)]
    if blanks:
        mirror = mirror_above(blanks[0])
        if mirror is not None:
            mirror.fetch(blanks)
    return list(paths)


def look_again(root: Path) -> None:
    """Take in what others published, where a lake lies in a store; see `Mirror.look_again`."""
    mirror = mirror_of(root)
    if mirror is not None:
        mirror.look_again()


@contextmanager
def working_copies() -> Iterator[None]:
    """Bring to the stores what a command wrote, when it ends."""
    try:
        yield
    except SystemExit as end:
        if not end.code:
            close_mirrors()
        else:
            with suppress(ReelhouseError):  # what went wrong first must not be hidden
                close_mirrors()
        raise
    except BaseException:
        with suppress(ReelhouseError):
            close_mirrors()
        raise
    else:
        close_mirrors()


def close_mirrors() -> None:
    """Bring to the stores what was written without a lock, and forget the working copies."""
    try:
        for mirror in _open.values():
            mirror.close()
    finally:
        _open.clear()


def _make(root: Path, address: Address, settings: ObjectStoreSettings) -> Mirror:
    from reelhouse.objects.mirror import Mirror
    from reelhouse.objects.store import ObjectStore

    store = ObjectStore(address, settings)
    path = root / PLACE / _REMOTE
    record = read_record(path, ["address", "copy_id"]) if path.is_file() else {}
    if record and record["address"] != str(address):
        raise ReelhouseError(
            f"the folder is the working copy of another lake, {record['address']}",
            where=str(root),
            advice="Give each lake a folder of its own (`object_store.copy_folder`).",
        )
    said = settings.model_dump(mode="json")
    if record.get("settings") != said:
        record = {
            "address": str(address),
            "copy_id": record.get("copy_id") or secrets.token_hex(8),
            "settings": said,
        }
        write_json(path, record)
    return Mirror(root, store, settings, str(record["copy_id"]))


def mirror_above(path: Path) -> Mirror | None:
    """The mirror of the working copy that a path lies in; None where it lies in none."""
    for folder in path.parents:
        if (folder / PLACE / _REMOTE).is_file():
            return mirror_of(folder)
    return None
