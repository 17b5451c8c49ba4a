"""Any source, by its name: the one way in for the command line and the demo."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from reelhouse.errors import UsageError
from reelhouse.lake import Lake
from reelhouse.settings import Settings
from reelhouse.sources import registry
from reelhouse.sources.ingest import IngestReport, ingest_imdb
from reelhouse.sources.locations import is_url
from reelhouse.sources.progress import Progress


@dataclass(frozen=True, slots=True)
class Request:
    """What is wanted of sources beyond their settings.

    Attributes:
        origins: folders, files, URLs or NAME=one of them; the provider's own address if none.
        as_of: the day that files stand for.
        since: the earliest day that is wanted of an API.
        limit: titles of IMDb, or entities of the main kind of an API.
    """

    origins: tuple[str, ...] = ()
    as_of: date | None = None
    since: date | None = None
    limit: int | None = None


def ingest_source(
    name: str,
    lake: Lake,
    settings: Settings,
    request: Request,
    *,
    progress: Progress | None = None,
) -> IngestReport:
    """Bring what a source has into bronze.

    Args:
        name: of the source.
        lake: where bronze lies.
        settings: of this run.
        request: what is wanted beyond the settings.
        progress: is told how far it has come.

    Raises:
        UsageError: there is no such source, or it does not take what is wanted.
        ReelhouseError: it cannot be had, or is not what it should be.
    """
    source: Any = registry.source(name)
    if name == "imdb":
        _refuse(name, since=request.since)
        return ingest_imdb(
            lake,
            settings,
            request.origins,
            as_of=request.as_of,
            limit=request.limit,
            progress=progress,
        )
    if registry.is_api(source):
        from reelhouse.sources.ingest_api import Wanted, ingest_api

        _refuse(name, as_of=request.as_of)
        wishes = {"since": request.since, "limit": request.limit}
        _refuse(name, **{key: value for key, value in wishes.items() if key not in source.takes})
        wanted = Wanted(request.since, request.limit)
        at = _with_address(name, settings, request.origins)
        return ingest_api(lake, at, source, wanted, progress=progress)
    from reelhouse.sources.tabular.ingest import ingest_tables

    _refuse(name, since=request.since, limit=request.limit)
    return ingest_tables(
        lake, settings, source, request.origins, as_of=request.as_of, progress=progress
    )


def usable(settings: Settings) -> dict[str, str]:
    """Every source, and why it cannot be ingested with these settings; empty where it can."""
    reasons = {}
    for name in registry.MODULES:
        source: Any = registry.source(name)
        section = getattr(settings, name)
        if registry.is_api(source):
            missing = source.missing_credentials(section)
            reasons[name] = f"set {' and '.join(missing)} in the environment" if missing else ""
        else:
            has_place = bool(section.base_url)
            reasons[name] = "" if has_place else f"give its files by --from or {name}.base_url"
    return reasons


def taken_by(name: str) -> tuple[str, ...]:
    """Options of `reelhouse ingest` that mean something to a source, without their dashes.

    Raises:
        UsageError: there is no such source.
    """
    source: Any = registry.source(name)
    if registry.is_api(source):
        return ("from", *source.takes)
    return ("from", "as-of", "limit") if name == "imdb" else ("from", "as-of")


def _refuse(name: str, **given: object) -> None:
    for option, value in given.items():
        if value is not None:
            raise UsageError(f"{name} does not take --{option.replace('_', '-')}")


def _with_address(name: str, settings: Settings, origins: Sequence[str]) -> Settings:
    """The settings with the API's address as it was given."""
    if not origins:
        return settings
    if len(origins) > 1 or not is_url(origins[0]):
        raise UsageError(
            f"{name} is an API: --from takes its address",
            where=", ".join(origins),
            advice="Give one URL, such as that of a server of your own.",
        )
    section = getattr(settings, name).model_copy(update={"base_url": origins[0]})
    return settings.model_copy(update={name: section})
