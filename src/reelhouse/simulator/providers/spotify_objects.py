"""The world's music and podcasts as Spotify writes them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

if TYPE_CHECKING:
    from reelhouse.simulator.world import World
    from reelhouse.simulator.world.music import Album, Artist, Track
    from reelhouse.simulator.world.podcasts import Podcast, PodcastEpisode

Json = dict[str, Any]

_MARKETS = ["US", "GB", "DE", "FR", "JP", "KR", "BR", "MX"]
_FIRST_PAGE = 50


def list_json(url: str, part: Sequence[Json], total: int, limit: int, offset: int) -> Json:
    """A page of a list with links to its neighbours."""
    before = max(0, offset - limit)
    return {
        "href": _at(url, limit, offset),
        "items": list(part),
        "limit": limit,
        "next": _at(url, limit, offset + limit) if offset + limit < total else None,
        "offset": offset,
        "previous": _at(url, limit, before) if offset else None,
        "total": total,
    }


def _at(url: str, limit: int, offset: int) -> str:
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query)) | {"offset": str(offset), "limit": str(limit)}
    return urlunsplit((*parts[:3], urlencode(query), ""))


def _common(kind: str, id_: str, name: str) -> Json:
    return {
        "external_urls": {"spotify": f"https://open.spotify.com/{kind}/{id_}"},
        "href": f"https://api.spotify.com/v1/{kind}s/{id_}",
        "id": id_,
        "name": name,
        "type": kind,
        "uri": f"spotify:{kind}:{id_}",
    }


def _images(id_: str) -> list[Json]:
    return [
        {"url": f"https://images.example/{id_}/{size}", "height": size, "width": size}
        for size in (640, 300, 64)
    ]


def show_json(show: Podcast, day: int, *, whole: bool) -> Json:
    """A podcast; the whole one has the first of its episodes."""
    episodes = show.episodes_on(day)
    body = {
        **_common("show", show.spotify_id, show.name),
        "available_markets": _MARKETS,
        "copyrights": [],
        "description": show.description,
        "html_description": f"<p>{show.description}</p>",
        "explicit": any(episode.is_explicit for episode in show.episodes),
        "images": _images(show.spotify_id),
        "is_externally_hosted": False,
        "languages": [show.language],
        "media_type": "audio",
        "publisher": show.publisher,
        "total_episodes": len(episodes),
    }
    if whole:
        first = [episode_json(episode) for episode in episodes[:_FIRST_PAGE]]
        url = f"{body['href']}/episodes"
        body["episodes"] = list_json(url, first, len(episodes), _FIRST_PAGE, 0)
    return body


def episode_json(episode: PodcastEpisode) -> Json:
    """An episode as it stands in lists."""
    return {
        **_common("episode", episode.spotify_id, episode.name),
        "audio_preview_url": f"https://previews.example/{episode.spotify_id}",
        "description": episode.description,
        "html_description": f"<p>{episode.description}</p>",
        "duration_ms": episode.duration_ms,
        "explicit": episode.is_explicit,
        "images": _images(episode.spotify_id),
        "is_externally_hosted": False,
        "is_playable": True,
        "language": "en",
        "languages": ["en"],
        "release_date": episode.release_date.isoformat(),
        "release_date_precision": "day",
    }


def artist_json(artist: Artist) -> Json:
    """An artist, without what apps in development mode may not see."""
    return {
        **_common("artist", artist.spotify_id, artist.name),
        "genres": [artist.genre.lower()],
        "images": _images(artist.spotify_id),
    }


def _named(artist: Artist) -> Json:
    return _common("artist", artist.spotify_id, artist.name)


def short_album_json(album: Album) -> Json:
    """An album as it stands in lists."""
    # Spotify knows older ones to the year only
    is_old = album.release_day < -600
    released = album.release_date.isoformat()
    return {
        **_common("album", album.spotify_id, album.name),
        "album_type": "single" if album.kind == "single" else "album",
        "artists": [_named(album.artist)],
        "available_markets": _MARKETS,
        "images": _images(album.spotify_id),
        "release_date": released[:4] if is_old else released,
        "release_date_precision": "year" if is_old else "day",
        "total_tracks": len(album.track_indices),
    }


def album_json(world: World, album: Album) -> Json:
    """A whole album with its tracks."""
    tracks = [world.tracks[index] for index in album.track_indices]
    body = short_album_json(album)
    first = [track_json(track) for track in tracks[:_FIRST_PAGE]]
    return {
        **body,
        "copyrights": [{"text": f"{album.release_date.year} {album.label}", "type": "P"}],
        "external_ids": {"upc": album.upc},
        "genres": [],
        "label": album.label,
        "popularity": max((track.popularity(world.day) for track in tracks), default=0),
        "tracks": list_json(f"{body['href']}/tracks", first, len(tracks), _FIRST_PAGE, 0),
    }


def track_json(track: Track, album: Json | None = None) -> Json:
    """A track as it stands in lists; with its album as searches show it."""
    body = {
        **_common("track", track.spotify_id, track.name),
        "artists": [_named(track.artist)],
        "available_markets": _MARKETS,
        "disc_number": 1,
        "duration_ms": track.duration_ms,
        "explicit": track.is_explicit,
        "is_local": False,
        "preview_url": None,
        "track_number": track.number,
    }
    return body if album is None else {**body, "album": album}
