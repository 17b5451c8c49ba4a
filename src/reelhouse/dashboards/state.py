"""How the lake stands behind the pages, and what a reader is told when it does not stand well."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Literal

from reelhouse import clock
from reelhouse.dashboards.answers import Answer, select
from reelhouse.dashboards.filters import Choices
from reelhouse.errors import ReelhouseError
from reelhouse.gold import Build, open_build, read_build
from reelhouse.lake import Lake
from reelhouse.objects.registry import look_again
from reelhouse.pointer import pointer_id
from reelhouse.settings import Settings

Kind = Literal["ready", "stale", "missing", "empty", "failed"]


@dataclass(frozen=True, slots=True)
class Standing:
    """How the lake stands.

    Attributes:
        kind: `ready`, or `stale` where the build is old, both with a build; else why there is none
            to show.
        build: the published build.
        title: what is wrong, in a few words.
        advice: what to do, in Markdown.
    """

    kind: Kind
    build: Build | None = None
    title: str = ""
    advice: str = ""


_builds: dict[tuple[Path, str], Build] = {}
_lock = threading.Lock()


def published(lake: Lake) -> Build | None:
    """The build that is published now; its manifest is read once.

    Raises:
        ReelhouseError: the pointer names a build that is not there, or is damaged.
    """
    build_id = pointer_id(lake)
    if build_id is None:
        return None
    wanted = lake.root, build_id
    with _lock:
        if wanted not in _builds:
            _builds[wanted] = read_build(lake, build_id)
            for old in list(_builds)[:-3]:
                del _builds[old]
        return _builds[wanted]


def look(lake: Lake, settings: Settings) -> Standing:
    """How the lake stands, read anew at each request, so that a new build shows at once."""
    look_again(lake.root)
    if not lake.root.is_dir():
        return Standing(
            "missing",
            title="There is no lake here yet",
            advice=f"`{lake.root}` is not there. `reelhouse demo` makes one of invented data; "
            "`reelhouse ingest imdb` and `reelhouse build` make one of your own. If it lies "
            "elsewhere, start with `reelhouse --lake FOLDER dashboards`.",
        )
    try:
        build = published(lake)
    except ReelhouseError as error:
        return Standing(
            "failed",
            title="The published build cannot be read",
            advice=f"{error.what}. {error.advice or '`reelhouse builds list` shows what is left.'}",
        )
    if build is None:
        return Standing(
            "empty",
            title="Nothing has been built yet",
            advice="Run `reelhouse ingest imdb` (or `reelhouse ingest --all`), then "
            "`reelhouse build`. This page shows the build as soon as it is published.",
        )
    if not sum(build.rows.values()):
        return Standing(
            "empty",
            build,
            title="The published build has no rows",
            advice="`reelhouse status` says which sources have not arrived.",
        )
    age = (clock.today() - built_on(build)).days
    if age >= settings.dashboards.stale_days:
        return Standing(
            "stale",
            build,
            title=f"These figures are {age} days old",
            advice=f"They stand as of {built_on(build):%-d %B %Y}. `reelhouse ingest --all` and "
            "`reelhouse build` bring newer ones; `reelhouse status` says what is late.",
        )
    return Standing("ready", build)


def refused_since(lake: Lake, build: Build) -> Build | None:
    """The newest build that its gates refused after this one was published; None where none was."""
    later = sorted(
        path.parent
        for path in lake.gold.glob("*/manifest.json")
        if path.parent.name > build.build_id
    )
    for folder in reversed(later):
        found = open_build(folder)
        if found.status == "refused":
            return found
    return None


def built_on(build: Build) -> date:
    """The day on which a build was made."""
    return datetime.fromisoformat(str(build.manifest["created_at"])).date()


def choices(build: Build, settings: Settings) -> Choices:
    """What the filters offer for a build."""
    genres = _column(build, "dim_genre", "select genre from dim_genre order by genre")
    platforms = _rows(
        build, "dim_platform", "select platform, platform_name from dim_platform order by 2"
    )
    countries = _rows(
        build,
        "mart_country_genre",
        "select distinct country_code, country_name from mart_country_genre "
        "where country_code <> 'all' order by 2",
    )
    members = settings.marts.regions
    return Choices(
        today=built_on(build),
        genres=tuple(genres),
        places={name: name for name in members} | countries,
        platforms=platforms,
        members=members,
    )


def _ask(build: Build, table: str, sql: str) -> Answer | None:
    return select(build, sql) if build.rows.get(table) else None


def _column(build: Build, table: str, sql: str) -> list[str]:
    answer = _ask(build, table, sql)
    return [] if answer is None else [str(v) for v in answer.frame.iloc[:, 0]]


def _rows(build: Build, table: str, sql: str) -> dict[str, str]:
    answer = _ask(build, table, sql)
    if answer is None:
        return {}
    return {str(key): str(name) for key, name in answer.frame.itertuples(index=False)}
