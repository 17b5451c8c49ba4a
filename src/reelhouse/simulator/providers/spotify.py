"""Spotify's Web API, as far as it is left to apps in development mode."""

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
    bearer_of,
    has_good_client,
    is_good_key,
)
from reelhouse.simulator.providers.spotify_objects import (
    Json,
    album_json,
    artist_json,
    episode_json,
    list_json,
    short_album_json,
    show_json,
    track_json,
)
from reelhouse.sources.api import Window

if TYPE_CHECKING:
    from reelhouse.simulator.world import World

API, TOKEN = "/v1", "/api/token"
MOST, MOST_FOUND, DEEPEST = 50, 10, 1000
GONE = (
    "albums",
    "artists",
    "audio-features",
    "browse/new-releases",
    "episodes",
    "recommendations",
    "shows",
    "tracks",
)
Handler = Callable[[Request], Response]


def _error(status: int, message: str, headers: Mapping[str, str] | None = None) -> Response:
    body = {"error": {"status": status, "message": message}}
    return JSONResponse(body, status, dict(headers or {}))


def _too_many(seconds: float) -> Response:
    return _error(429, "API rate limit exceeded", {"Retry-After": str(max(1, -int(-seconds // 1)))})


def _signed(handler: Handler) -> Handler:
    """Let in only who has a token."""

    def check(request: Request) -> Response:
        token = bearer_of(request)
        if token is None:
            return _error(401, "No token provided")
        return handler(request) if is_good_key(token) else _error(401, "Invalid access token")

    return check


def _token(request: Request) -> Response:
    """A token for the id and secret in the Authorization header."""
    if not has_good_client(request):
        body = {"error": "invalid_client", "error_description": "Invalid client"}
        return JSONResponse(body, 400)
    return JSONResponse(
        {"access_token": f"{KEY}-token", "token_type": "Bearer", "expires_in": 3600}
    )


def _page(
    serving: Serving, request: Request, items: Sequence[Json], most: int, usual: int
) -> Response:
    """A page of a list."""
    given = request.query_params
    try:
        limit, offset = int(given.get("limit", usual)), int(given.get("offset", 0))
    except ValueError:
        return _error(400, "Invalid limit")
    if not 1 <= limit <= most or offset < 0:
        return _error(400, "Invalid limit" if offset >= 0 else "Invalid offset")
    part, total = serving.cut(items, offset, limit, request)
    return JSONResponse(list_json(str(request.url), part, total, limit, offset))


def routes(serving: Serving) -> list[BaseRoute]:
    """What the world has of music and podcasts."""
    world = serving.world
    shows = {show.spotify_id: show for show in world.podcasts}
    artists = {artist.spotify_id: artist for artist in world.artists}
    albums = {album.spotify_id: album for album in world.albums}

    def out(id_: str) -> bool:
        return id_ in albums and albums[id_].release_day <= world.day

    def show(request: Request) -> Response:
        found = shows.get(request.path_params["id"])
        # without a user there is no country but the one that is asked for
        if found is None or "market" not in request.query_params:
            return _error(404, "Non existing id")
        return JSONResponse(show_json(found, world.day, whole=True))

    def show_episodes(request: Request) -> Response:
        found = shows.get(request.path_params["id"])
        if found is None or "market" not in request.query_params:
            return _error(404, "Non existing id")
        episodes = [episode_json(episode) for episode in found.episodes_on(world.day)]
        return _page(serving, request, episodes, MOST, 20)

    def artist(request: Request) -> Response:
        found = artists.get(request.path_params["id"])
        return JSONResponse(artist_json(found)) if found else _error(404, "Non existing id")

    def artist_albums(request: Request) -> Response:
        found = artists.get(request.path_params["id"])
        if found is None:
            return _error(404, "Non existing id")
        theirs = [
            {**short_album_json(album), "album_group": short_album_json(album)["album_type"]}
            for album in sorted(world.albums, key=lambda album: -album.release_day)
            if album.artist == found and album.release_day <= world.day
        ]
        return _page(serving, request, theirs, MOST_FOUND, 5)

    def album(request: Request) -> Response:
        id_ = request.path_params["id"]
        return (
            JSONResponse(album_json(world, albums[id_])) if out(id_) else _error(404, "Not found")
        )

    def album_tracks(request: Request) -> Response:
        id_ = request.path_params["id"]
        if not out(id_):
            return _error(404, "Not found")
        tracks = [track_json(world.tracks[index]) for index in albums[id_].track_indices]
        return _page(serving, request, tracks, MOST, 20)

    def search(request: Request) -> Response:
        given = request.query_params
        kinds = [kind for kind in given.get("type", "").split(",") if kind]
        if not given.get("q") or not kinds:
            return _error(400, "No search query" if kinds else "Missing parameter type")
        try:
            limit, offset = int(given.get("limit", 5)), int(given.get("offset", 0))
        except ValueError:
            return _error(400, "Invalid limit")
        if not 1 <= limit <= MOST_FOUND or not 0 <= offset <= DEEPEST:
            return _error(400, "Invalid limit" if offset <= DEEPEST else "Invalid offset")
        body = {}
        for kind in kinds:
            found = find(kind, given["q"].casefold())
            part, total = serving.cut(found, offset, limit, request)
            body[f"{kind}s"] = list_json(str(request.url), part, total, limit, offset)
        return JSONResponse(body)

    def find(kind: str, words: str) -> list[Json]:
        every: dict[str, Callable[[], list[Json]]] = {
            "artist": lambda: [artist_json(artist) for artist in world.artists],
            "album": lambda: [short_album_json(a) for a in world.albums if out(a.spotify_id)],
            "track": lambda: [
                track_json(track, short_album_json(world.albums[track.album_index]))
                for track in world.tracks
                if track.release_day <= world.day
            ],
            "show": lambda: [show_json(show, world.day, whole=False) for show in world.podcasts],
            "episode": lambda: [
                episode_json(episode)
                for show in world.podcasts
                for episode in show.episodes_on(world.day)
            ],
        }
        made = every.get(kind, list)()
        return [entry for entry in made if words in entry["name"].casefold()]

    def gone(request: Request) -> Response:
        return _error(403, "Forbidden")

    answers: list[tuple[str, Handler]] = [
        ("shows/{id}", show),
        ("shows/{id}/episodes", show_episodes),
        ("artists/{id}", artist),
        ("artists/{id}/albums", artist_albums),
        ("artists/{id}/top-tracks", gone),
        ("albums/{id}", album),
        ("albums/{id}/tracks", album_tracks),
        ("search", search),
        *((path, gone) for path in GONE),
    ]
    return [
        Route(TOKEN, _token, methods=["POST"]),
        *(Route(f"{API}/{path}", _signed(handler)) for path, handler in answers),
    ]


def settings(base_url: str, world: World) -> Mapping[str, Any]:
    """All podcasts, some artists and albums, and a search."""
    known = [album for album in world.albums if album.release_day <= world.day]
    return {
        "base_url": base_url,
        "token_url": base_url.removesuffix(API) + TOKEN,
        "client_id": KEY,
        "client_secret": KEY,
        "shows": [show.spotify_id for show in world.podcasts],
        "artists": [artist.spotify_id for artist in world.artists[:10]],
        "albums": [album.spotify_id for album in known[:15]],
        "searches": [world.artists[0].name],
    }


PROVIDER = Provider("spotify", API, routes, settings, (Window(60, 30),), _too_many)
