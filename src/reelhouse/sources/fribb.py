"""Fribb's list of anime ids: which MyAnimeList entry is which series elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reelhouse.sources.api import ApiSource, Resource, Unusable

if TYPE_CHECKING:
    from reelhouse.sources.pull import Pull

_NAMED_BY = ("mal_id", "anidb_id", "anilist_id", "kitsu_id", "livechart_id", "anisearch_id")

ENTRIES = Resource(
    "entries",
    {
        "mal_id": "integer?",
        "anilist_id": "integer?",
        "anidb_id": "integer?",
        "kitsu_id": "integer?",
        "livechart_id": "integer?",
        "anisearch_id": "integer?",
        "simkl_id": "integer?",
        "animecountdown_id": "integer?",
        "anime-planet_id": "string|integer?",
        "notify.moe_id": "string?",
        "animenewsnetwork_id": "integer?",
        "anfo_id": "integer?",
        "imdb_id": "string|array|null?",
        "themoviedb_id": "integer|string|object|null?",
        "tvdb_id": "integer|null?",
        "thetvdb_id": "integer|string|null?",
        "type": "string|null?",
        "season": "object|null?",
        "episode_offset": "object|null?",
    },
    is_complete=True,
    description="entries of the list, each with the ids of one anime at several sites",
)


def fetch(pull: Pull) -> None:
    """Fetch the list, which is one file."""
    page = pull.get(pull.settings.base_url)
    entries = page.body if page else None
    if page is None or not isinstance(entries, list) or not entries:
        raise Unusable(
            "is no list of anime ids",
            where=pull.settings.base_url,
            advice="REELHOUSE_FRIBB__BASE_URL must name a file such as anime-list-full.json.",
        )
    named: dict[str, Any] = {}
    for entry in entries:
        named.setdefault(_name(entry), entry)
    pull.keep(ENTRIES, page, named.items())
    if len(named) < len(entries):
        pull.warn("repeated", f"{len(entries) - len(named):,} entries of the list come twice")


def _name(entry: Any) -> str:
    """Entries have no id of their own: all that they are known by elsewhere, together."""
    ids = entry if isinstance(entry, dict) else {}
    named = [f"{site.removesuffix('_id')}:{ids[site]}" for site in _NAMED_BY if ids.get(site)]
    named = named or [f"{site}:{ids[site]}" for site in sorted(ids)]
    if not named:
        raise Unusable("an entry of the list has no id at all", where="Fribb")
    return "/".join(named)


SOURCE = ApiSource(
    "fribb",
    "Fribb's anime lists",
    (ENTRIES,),
    fetch,
    takes=(),
)
