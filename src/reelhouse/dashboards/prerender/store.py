"""Where the first page of a build lies, and whether it may be shown; it is light, see `front`."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from reelhouse import __version__, clock
from reelhouse.errors import ReelhouseError
from reelhouse.lake import Lake
from reelhouse.objects.registry import look_again
from reelhouse.pointer import pointer_id
from reelhouse.sealed import read_sealed, write_sealed
from reelhouse.settings import Settings


@dataclass(frozen=True, slots=True)
class FirstPage:
    """The first page of a build.

    Attributes:
        html: what stands in the body of the page.
        stale_on: the day from which on the page has to say that its figures are old, which this
            one does not, ISO 8601.
    """

    html: str
    stale_on: str


def keep(lake: Lake, settings: Settings, build_id: str, page: FirstPage) -> None:
    """Keep the first page of a build, unless the build was deleted meanwhile."""
    if (lake.gold / build_id).is_dir():
        body = json.dumps(asdict(page), ensure_ascii=False).encode()
        write_sealed(_path(lake, settings, build_id), body)


def find(lake: Lake, settings: Settings) -> str | None:
    """The first page of the published build.

    Returns:
        What stands in the body of the page; None where there is none that may be shown.
    """
    try:
        look_again(lake.root)
        build_id = pointer_id(lake)
    except ReelhouseError:
        return None  # the page itself says what is wrong
    if build_id is None or _has_later(lake, build_id):
        return None
    body = read_sealed(_path(lake, settings, build_id))
    if body is None:
        return None
    page = FirstPage(**json.loads(body))
    return page.html if clock.today() < date.fromisoformat(page.stale_on) else None


def _has_later(lake: Lake, build_id: str) -> bool:
    """Whether a build was made after this one: the page may have to say why it is not shown."""
    return any(path.parent.name > build_id for path in lake.gold.glob("*/manifest.json"))


def _path(lake: Lake, settings: Settings, build_id: str) -> Path:
    """The file of a build; another version, and other settings of pages, have another one."""
    shown = settings.dashboards.model_dump_json(exclude={"host", "port", "memory_limit"})
    depends = "\n".join((__version__, shown, settings.marts.model_dump_json()))
    name = hashlib.sha256(depends.encode()).hexdigest()[:32]
    return lake.cache_of(build_id) / "first-page" / f"{name}.json"
