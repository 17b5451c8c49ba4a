"""Every source there is, and what each of them has."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal

from reelhouse.errors import UsageError

if TYPE_CHECKING:
    from reelhouse.sources.api import ApiSource
    from reelhouse.sources.bulk.locate import FileSource
    from reelhouse.sources.tabular import TableSource

MODULES = (
    "imdb",
    "jikan",
    "anilist",
    "tmdb",
    "netflix",
    "streaming_availability",
    "catalogues",
    "youtube",
    "twitch",
    "vimeo",
    "spotify",
    "apple_music",
    "soundcloud",
    "mastodon",
    "bluesky",
    "reddit",
    "x",
    "wikidata",
    "fribb",
    "movielens",
    "first_party",
    "insights",
)
"""One module each in this package; a new source is a new name here."""

Reads = Literal["newest", "all"]


@dataclass(frozen=True, slots=True)
class BronzeResource:
    """One resource of bronze as a build reads it.

    Attributes:
        source: provider.
        resource: what it is called there.
        columns: all that a row has.
        form: `tsv` as received, or `parquet`.
        reads: whether a build reads the newest delivery or all of them.
        key: columns that tell rows apart, where they are declared.
        by_day_of: the time by whose day its rows lie together; empty where they do not.
    """

    source: str
    resource: str
    columns: tuple[str, ...]
    form: Literal["tsv", "parquet"]
    reads: Reads
    key: tuple[str, ...] = ()
    by_day_of: str = ""

    @property
    def table(self) -> str:
        """Its name in the schema `bronze`."""
        return f"{self.source}__{self.resource.replace('.', '_')}"


@cache
def source(name: str) -> ApiSource | TableSource | FileSource:
    """How a source is declared.

    Raises:
        UsageError: there is none of this name.
    """
    if name not in MODULES:
        raise UsageError(
            f"there is no source '{name}'", advice=f"The sources are: {', '.join(MODULES)}."
        )
    declared: ApiSource | TableSource | FileSource
    declared = import_module(f"reelhouse.sources.{name}").SOURCE
    return declared


def is_api(declared: object) -> bool:
    """Whether a source is asked by requests, and not read from files."""
    return hasattr(declared, "pull")


@cache
def bronze_resources() -> dict[str, BronzeResource]:
    """Every resource that silver reads, by its name in the schema `bronze`."""
    return {
        resource.table: resource for name in MODULES for resource in _resources_of(source(name))
    }


def _resources_of(declared: Any) -> list[BronzeResource]:
    from reelhouse.sources.api import ENVELOPE

    if is_api(declared):
        return [
            BronzeResource(declared.name, resource.name, ENVELOPE, "parquet", "all")
            for resource in declared.resources
        ]
    if hasattr(declared, "tables"):
        return [
            BronzeResource(
                declared.name,
                table.name,
                (*(column.name for column in table.columns), "line"),
                "parquet",
                table.reads,
                table.key,
                table.by_day_of,
            )
            for table in declared.tables
        ]
    return [
        BronzeResource(
            declared.name, name, tuple(c.name for c in contract.columns), "tsv", "newest"
        )
        for name, contract in declared.contracts.items()
    ]
