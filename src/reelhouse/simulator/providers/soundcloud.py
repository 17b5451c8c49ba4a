"""SoundCloud's API: users, their tracks, and the search for tracks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from reelhouse.simulator.providers.base import (
    KEY,
    Provider,
    Serving,
    has_good_client,
    is_good_key,
)
from reelhouse.simulator.world.clock import moment

if TYPE_CHECKING:
    from reelhouse.simulator.world import World
    from reelhouse.simulator.world.music import Artist, Track

Json = dict[str, Any]
Handler = Callable[[Request], Response]

TOKEN = "/oauth/token"
MOST, USUAL = 200, 50
_JOINED_BEFORE = 1500


def _error(status: int, message: str) -> Response:
    link = "https://developers.soundcloud.com/docs/api/explorer/open-api"
    return JSONResponse({"code": status, "message": message, "link": link}, status)


def _time(day: int) -> str:
    return moment(day, 43_200).strftime("%Y/%m/%d %H:%M:%S +0000")


def _signed(handler: Handler) -> Handler:
    """Let in only who has a token."""

    def check(request: Request) -> Response:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        is_good = scheme.lower() in ("oauth", "bearer") and is_good_key(token)
        return handler(request) if is_good else _error(401, "invalid_client")

    return check


def _token(request: Request) -> Response:
    """A token for the id and secret in the Authorization header."""
    if not has_good_client(request):
        return _error(401, "invalid_client")
    return JSONResponse(
        {
            "access_token": f"{KEY}-token",
            "expires_in": 3599,
            "refresh_token": f"{KEY}-refresh",
            "scope": "",
            "token_type": "Bearer",
        }
    )


def tracks_of(world: World, artist: Artist) -> list[Track]:
    """The tracks of a user that are there today, newest first."""
    return [
        track
        for track in reversed(world.tracks)
        if track.artist == artist and track.soundcloud_id and track.release_day <= world.day
    ]


def user_json(world: World, artist: Artist) -> Json:
    """A user."""
    theirs = tracks_of(world, artist)
    permalink = artist.name.lower().replace(" ", "-")
    followers = sum(track.likes_count(world.day) for track in theirs) // 3
    return {
        "avatar_url": f"https://images.example/{artist.soundcloud_id}/avatar.jpg",
        "city": "",
        "country": artist.country,
        "created_at": _time(-_JOINED_BEFORE - artist.index),
        "description": f"{artist.name} makes {artist.genre}.",
        "first_name": "",
        "followers_count": followers,
        "followings_count": 10 + artist.index,
        "full_name": artist.name,
        "kind": "user",
        "last_modified": _time(world.day),
        "last_name": "",
        "permalink": permalink,
        "permalink_url": f"https://soundcloud.com/{permalink}",
        "plan": "Pro",
        "playlist_count": 0,
        "public_favorites_count": artist.index % 7,
        "reposts_count": 0,
        "track_count": len(theirs),
        "uri": f"https://api.soundcloud.com/users/{artist.soundcloud_id}",
        "urn": f"soundcloud:users:{artist.soundcloud_id}",
        "username": artist.name,
    }


def track_json(world: World, track: Track) -> Json:
    """A track with its user."""
    released = world.albums[track.album_index].release_date
    user = user_json(world, track.artist)
    plays, likes = track.playback_count(world.day), track.likes_count(world.day)
    return {
        "access": "playable",
        "artwork_url": f"https://images.example/{track.soundcloud_id}/large.jpg",
        "bpm": 70 + track.index % 90,
        "comment_count": likes // 12,
        "commentable": True,
        "created_at": _time(track.release_day),
        "description": "",
        "download_count": 0,
        "downloadable": False,
        "duration": track.duration_ms,
        "embeddable_by": "all",
        "favoritings_count": likes,
        "genre": track.genre,
        "isrc": track.isrc,
        "kind": "track",
        "label_name": world.albums[track.album_index].label,
        "license": "all-rights-reserved",
        "permalink_url": f"{user['permalink_url']}/{track.soundcloud_id}",
        "playback_count": plays,
        "release_day": released.day,
        "release_month": released.month,
        "release_year": released.year,
        "reposts_count": likes // 20,
        "reveal_comments": True,
        "reveal_stats": True,
        "sharing": "public",
        "streamable": True,
        "tag_list": f'"{track.genre}"',
        "title": track.name,
        "uri": f"https://api.soundcloud.com/tracks/{track.soundcloud_id}",
        "urn": f"soundcloud:tracks:{track.soundcloud_id}",
        "user": user,
    }


def _page(
    serving: Serving, request: Request, tracks: Sequence[Track], to_json: Callable[[Track], Json]
) -> Response:
    """A page of tracks; without `linked_partitioning` a bare list, as it once was."""
    given = request.query_params
    try:
        limit, offset = int(given.get("limit", USUAL)), int(given.get("offset", 0))
    except ValueError:
        return _error(400, "limit must be a number")
    if not 1 <= limit <= MOST or offset < 0:
        return _error(400, f"limit must be from 1 to {MOST}")
    part, total = serving.cut(tracks, offset, limit, request)
    collection = [to_json(track) for track in part]
    if given.get("linked_partitioning", "").lower() not in ("true", "1"):
        return JSONResponse(collection)
    body: Json = {"collection": collection}
    if offset + limit < total:
        body["next_href"] = str(request.url.include_query_params(offset=offset + limit))
    return JSONResponse(body)


def routes(serving: Serving) -> list[BaseRoute]:
    """The world's musicians who are on SoundCloud."""
    world = serving.world
    users = {
        f"soundcloud:users:{artist.soundcloud_id}": artist
        for artist in world.artists
        if artist.soundcloud_id
    }

    def as_json(track: Track) -> Json:
        return track_json(world, track)

    def user(request: Request) -> Response:
        found = users.get(request.path_params["urn"])
        return JSONResponse(user_json(world, found)) if found else _error(404, "404 - Not Found")

    def user_tracks(request: Request) -> Response:
        found = users.get(request.path_params["urn"])
        if found is None:
            return _error(404, "404 - Not Found")
        return _page(serving, request, tracks_of(world, found), as_json)

    def search(request: Request) -> Response:
        words = request.query_params.get("q", "").casefold()
        found = [
            track
            for artist in users.values()
            for track in tracks_of(world, artist)
            if words in f"{track.name} {artist.name}".casefold()
        ]
        found.sort(key=lambda track: -track.playback_count(world.day))
        return _page(serving, request, found, as_json)

    return [
        Route(TOKEN, _token, methods=["POST"]),
        Route("/users/{urn}", _signed(user)),
        Route("/users/{urn}/tracks", _signed(user_tracks)),
        Route("/tracks", _signed(search)),
    ]


def settings(base_url: str, world: World) -> Mapping[str, Any]:
    """All who are there, and a search."""
    ids = [str(artist.soundcloud_id) for artist in world.artists if artist.soundcloud_id]
    return {
        "base_url": base_url,
        "token_url": base_url + TOKEN,
        "client_id": KEY,
        "client_secret": KEY,
        "users": ids,
        "searches": ["Theme"],
    }


PROVIDER = Provider("soundcloud", "", routes, settings)
