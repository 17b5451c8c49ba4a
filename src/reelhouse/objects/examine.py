"""Whether an object store can do what a lake needs of it."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Literal

from reelhouse.objects.failures import Changed, Gone, StoreFailed
from reelhouse.objects.lease import FOLDER
from reelhouse.objects.mirror import Mirror
from reelhouse.objects.store import ObjectStore

Verdict = Literal["ok", "warn", "fail"]
Look = Callable[[], tuple[Verdict, str, str]]


def examine_store(mirror: Mirror) -> dict[str, Look]:
    """What `doctor` looks at, by name: each gives a verdict, what was found, and advice."""
    store = mirror.store
    return {
        "object store": lambda: _conditional_puts(store),
        "bucket": lambda: _versions(store),
    }


def _conditional_puts(store: ObjectStore) -> tuple[Verdict, str, str]:
    """Put an object, put it again under conditions that do not hold, and delete it."""
    name = f"{FOLDER}/doctor-{secrets.token_hex(4)}"
    try:
        etag = store.put(name, b"1", only_over="")
        try:
            broken = [
                condition
                for condition, over in (("If-None-Match", ""), ("If-Match", '"another"'))
                if _is_taken(store, name, over)
            ]
            if not broken:
                store.put(name, b"2", only_over=etag)
        finally:
            store.delete([name])
    except (StoreFailed, Changed, Gone) as error:
        said = error.what if isinstance(error, StoreFailed) else type(error).__name__
        return "fail", said, getattr(error, "advice", "")
    if broken:
        return (
            "fail",
            f"{store.address}: the server does not heed {' and '.join(broken)}",
            "Two machines could overwrite each other's builds there; use a store that does "
            "conditional puts.",
        )
    return "ok", f"{store.address} can be read and written, conditional puts hold", ""


def _is_taken(store: ObjectStore, name: str, over: str) -> bool:
    try:
        store.put(name, b"3", only_over=over)
    except (Changed, Gone):
        return False
    return True


def _versions(store: ObjectStore) -> tuple[Verdict, str, str]:
    try:
        if not store.keeps_versions():
            return "ok", "it keeps no earlier versions of what is deleted", ""
    except StoreFailed as error:
        return "warn", f"whether it keeps earlier versions is not known ({error.what})", ""
    return (
        "warn",
        "it keeps earlier versions: what is pruned or erased stays there",
        "Give it a lifecycle rule that deletes earlier versions within the days that terms allow.",
    )
