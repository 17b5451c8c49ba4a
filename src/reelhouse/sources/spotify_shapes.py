"""What Spotify sends of each kind of thing; many fields are gone for apps in development mode."""

from __future__ import annotations

from reelhouse.sources.api import Resource

_COMMON = {
    "id": "string",
    "name": "string",
    "type": "string",
    "uri": "string",
    "href": "string",
    "external_urls": "object",
}
_AUDIO = {"description": "string?", "html_description": "string?", "explicit": "boolean"}
_RELEASED = {"release_date": "string?", "release_date_precision": "string?"}
_ALBUM = {
    **_COMMON,
    **_RELEASED,
    "album_type": "string",
    "artists": "array",
    "total_tracks": "integer?",
    "images": "array",
    "available_markets": "array?",
    "restrictions": "object?",
    "is_playable": "boolean?",
}

SHOWS = Resource(
    "shows",
    {
        **_COMMON,
        **_AUDIO,
        "publisher": "string?",
        "total_episodes": "integer?",
        "languages": "array",
        "media_type": "string",
        "images": "array",
        "copyrights": "array",
        "available_markets": "array?",
        "is_externally_hosted": "boolean|null",
        "episodes": "object",
        "episodes.total": "integer",
    },
    description="A podcast.",
)
EPISODES = Resource(
    "episodes",
    {
        **_COMMON,
        **_AUDIO,
        **_RELEASED,
        "duration_ms": "integer",
        "audio_preview_url": "string|null?",
        "images": "array",
        "is_externally_hosted": "boolean",
        "is_playable": "boolean?",
        "language": "string?",
        "languages": "array",
        "resume_point": "object?",
        "restrictions": "object?",
    },
    description="An episode of a podcast.",
)
ARTISTS = Resource(
    "artists",
    {
        **_COMMON,
        "images": "array",
        "genres": "array?",
        "popularity": "integer?",
        "followers": "object?",
        "followers.total": "integer?",
    },
    description="An artist.",
)
ARTIST_ALBUMS = Resource(
    "artist_albums",
    {**_ALBUM, "album_group": "string?"},
    description="An album as it stands in an artist's list.",
)
ALBUMS = Resource(
    "albums",
    {
        **_ALBUM,
        "tracks": "object",
        "copyrights": "array?",
        "external_ids": "object?",
        "external_ids.upc": "string?",
        "genres": "array?",
        "label": "string?",
        "popularity": "integer?",
    },
    description="An album.",
)
TRACKS = Resource(
    "tracks",
    {
        **_COMMON,
        "artists": "array",
        "disc_number": "integer",
        "track_number": "integer",
        "duration_ms": "integer",
        "explicit": "boolean",
        "preview_url": "string|null?",
        "available_markets": "array?",
        "is_playable": "boolean?",
        "linked_from": "object?",
        "restrictions": "object?",
        "is_local": "boolean?",
    },
    description="A track of an album.",
)
SEARCH_RESULTS = Resource(
    "search_results",
    # what else there is differs from kind to kind
    {
        **{
            field: "any?"
            for kind in (SHOWS, EPISODES, ARTISTS, ALBUMS, TRACKS)
            for field in kind.fields
        },
        **_COMMON,
    },
    is_complete=True,
    description="A place in what a search finds.",
)
EVERY = (SHOWS, EPISODES, ARTISTS, ARTIST_ALBUMS, ALBUMS, TRACKS, SEARCH_RESULTS)
