"""Apple's feeds of the most played songs, albums and music videos."""

from __future__ import annotations

from collections.abc import Mapping
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from reelhouse.simulator.providers.base import Provider, Serving
from reelhouse.simulator.world.clock import moment
from reelhouse.simulator.world.effects import COUNTRIES

if TYPE_CHECKING:
    from reelhouse.simulator.world import World
    from reelhouse.simulator.world.music import Album, Artist, Track
    from reelhouse.simulator.world.video import Video

Json = dict[str, Any]

MOST = 100
TITLES = {"songs": "Top Songs", "albums": "Top Albums", "music-videos": "Top Music Videos"}
GENRE_IDS = {"Soundtrack": "16", "Pop": "14", "Rock": "21", "Hip-Hop/Rap": "18", "Electronic": "7"}
_ALL_MUSIC = {"genreId": "34", "name": "Music", "url": "https://itunes.apple.com/us/genre/id34"}
_VIDEO_IDS = 1_650_000_000


def chart(world: World, feed: str, country: str) -> list[Json]:
    """A whole chart as its feed shows it, best first.

    Albums and videos follow their best song.
    """
    ranked = [entry.track for entry in world.charts.chart(country, world.day, len(world.tracks))]
    if feed == "songs":
        return [_song(world, track, country) for track in ranked]
    if feed == "albums":
        albums = dict.fromkeys(track.album_index for track in ranked)
        return [_album(world.albums[index], country) for index in albums]
    videos = {video.track_index: video for video in world.videos if video.kind == "music"}
    return [
        _video(videos[track.index], track, country)
        for track in ranked
        if track.index in videos and videos[track.index].is_there(world.day)
    ]


def _song(world: World, track: Track, country: str) -> Json:
    album = world.albums[track.album_index]
    place = f"album/{album.apple_id}?i={track.apple_id}"
    item = _item("songs", track.apple_id, track.name, track.artist, country, place)
    rating = {"contentAdvisoryRating": "Explict"} if track.is_explicit else {}
    released = {"releaseDate": album.release_date.isoformat()}
    return {**item, **released, **rating, "genres": [_genre(track.genre), _ALL_MUSIC]}


def _album(album: Album, country: str) -> Json:
    place = f"album/{album.apple_id}"
    item = _item("albums", album.apple_id, album.name, album.artist, country, place)
    genre = "Soundtrack" if album.title_index is not None else album.artist.genre
    released = {"releaseDate": album.release_date.isoformat()}
    return {**item, **released, "genres": [_genre(genre), _ALL_MUSIC]}


def _video(video: Video, track: Track, country: str) -> Json:
    number = _VIDEO_IDS + video.index
    place = f"music-video/{number}"
    item = _item("music-videos", number, track.name, track.artist, country, place)
    released = {"releaseDate": video.published_at.date().isoformat()}
    return {**item, **released, "genres": [_genre(track.genre), _ALL_MUSIC]}


def _item(kind: str, number: int, name: str, artist: Artist, country: str, place: str) -> Json:
    store = f"https://music.apple.com/{country.lower()}"
    return {
        "artistName": artist.name,
        "id": str(number),
        "name": name,
        "kind": kind,
        "artistId": str(artist.apple_id),
        "artistUrl": f"{store}/artist/{artist.apple_id}",
        "artworkUrl100": f"https://images.example/{number}/100x100bb.jpg",
        "url": f"{store}/{place}",
    }


def _genre(name: str) -> Json:
    number = GENRE_IDS.get(name, str(1000 + sum(name.encode()) % 300))
    return {"genreId": number, "name": name, "url": f"https://itunes.apple.com/us/genre/id{number}"}


def routes(serving: Serving) -> list[BaseRoute]:
    """The feeds of the world's today."""
    world = serving.world

    def most_played(request: Request) -> Response:
        country, feed = request.path_params["country"], request.path_params["feed"]
        places = request.path_params["places"]
        if feed not in TITLES or country.upper() not in COUNTRIES or not 1 <= places <= MOST:
            return JSONResponse({"error": "Not Found"}, 404)
        results, _ = serving.cut(chart(world, feed, country.upper()), 0, places, request)
        return JSONResponse(
            {
                "feed": {
                    "title": TITLES[feed],
                    "id": str(request.url),
                    "author": {"name": "Apple", "url": "https://www.apple.com/"},
                    "links": [{"self": str(request.url)}],
                    "copyright": f"Copyright © {world.today.year} Apple Inc. All rights reserved.",
                    "country": country,
                    "icon": "https://www.apple.com/favicon.ico",
                    "updated": format_datetime(moment(world.day, 28_800)),
                    "results": results,
                }
            }
        )

    return [Route("/api/v2/{country}/music/most-played/{places:int}/{feed}.json", most_played)]


def settings(base_url: str, world: World) -> Mapping[str, Any]:
    """The charts of three countries."""
    return {"base_url": base_url, "countries": ["us", "gb", "jp"], "entries": 50}


PROVIDER = Provider("apple_music", "/api/v2", routes, settings)
