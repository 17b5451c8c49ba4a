from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from reelhouse.lake import Lake
from reelhouse.simulator.faults import Fault
from reelhouse.simulator.server import SimulatorServer
from reelhouse.simulator.world import World
from reelhouse.sources.ingest import IngestFailed, IngestReport
from reelhouse.sources.ingest_api import Wanted
from tests.conftest import SHARED_DATA
from tests.replay import Recording, ReplayServer
from tests.silver import run_simulated, run_source, silver_rows
from tests.sources.faults import after_each_that_passes

RECORDED = SHARED_DATA.parent / "specs" / "spotify" / "recorded"
TOKEN = Recording("/api/token", b'{"access_token":"t","token_type":"Bearer","expires_in":3600}')
NO_LIST = b'{"href":"","items":[],"limit":10,"next":null,"offset":0,"previous":null,"total":0}'


def body_of(name: str) -> bytes:
    path = RECORDED / name
    if not path.is_file():
        pytest.skip(f"the recorded body is not there: {path}")
    return path.read_bytes()


def replay(lake: Lake, recordings: list[Recording], **section: Any) -> IngestReport:
    with ReplayServer([TOKEN, *recordings]) as server:
        keys = {
            "token_url": f"{server.url}/api/token",
            "client_id": "an-invented-id",
            "client_secret": "an-invented-secret",
        }
        return run_source(lake, "spotify", server.url, **{**keys, **section})


def test_every_recorded_body_is_in_silver(lake: Lake) -> None:
    shows = [
        json.loads(body)
        for body in (
            body_of("java__requests__data__shows__GetShowRequest.json"),
            body_of("zmb3__get_show.json"),
        )
    ]
    album = json.loads(body_of("java__requests__data__albums__GetAlbumRequest.json"))
    artists = [
        json.loads(body_of("java__requests__data__artists__GetArtistRequest.json")),
        json.loads(body_of("zmb3__find_artist.json")),
    ]
    searches = {
        "first": json.loads(body_of("java__requests__data__search__SearchItemRequest.json")),
        "second": json.loads(body_of("zmb3__search_tracks.json")),
    }
    things = [("shows", thing) for thing in shows]
    things += [("albums", album), *(("artists", artist) for artist in artists)]
    recordings = [
        Recording(f"/{kind}/{thing['id']}", json.dumps(thing).encode()) for kind, thing in things
    ]
    recordings += [Recording(f"/artists/{artist['id']}/albums", NO_LIST) for artist in artists]
    # the recorded album shows one of its thirteen tracks; there are no more recorded
    tracks = {**album["tracks"], "total": len(album["tracks"]["items"])}
    recordings.append(Recording(f"/albums/{album['id']}/tracks", json.dumps(tracks).encode()))
    recordings += [
        Recording("/search", json.dumps(body).encode(), {"q": words})
        for words, body in searches.items()
    ]
    report = replay(
        lake,
        recordings,
        shows=[show["id"] for show in shows],
        albums=[album["id"]],
        artists=[artist["id"] for artist in artists],
        searches=list(searches),
    )
    episodes = [episode for show in shows for episode in show["episodes"]["items"]]
    found = [e for body in searches.values() for part in body.values() for e in part["items"]]
    assert report.warnings == []
    assert {o.resource: o.rows for o in report.outcomes} == {
        "shows": len(shows),
        "episodes": len(episodes),
        "artists": len(artists),
        "artist_albums": 0,
        "albums": 1,
        "tracks": len(album["tracks"]["items"]),
        "search_results": len(found),
    }
    rows = silver_rows(
        lake,
        """
        select 'show', show_id_spotify, show_name, episode_count from silver_spotify__show
        union all
        select 'artist', artist_id_spotify, null, follower_count
        from silver_spotify__artist_snapshot
        union all
        select 'genre', artist_id_spotify, genre_name, null from silver_spotify__artist_genre
        union all
        select 'album', album_id_spotify, upc, null from silver_spotify__album
        union all
        select 'found', item_id_spotify, item_name, null from silver_spotify__search_result
        union all
        select 'episodes', show_id_spotify, null, cast(round(sum(duration_minutes) * 60) as bigint)
        from silver_spotify__episode group by all
        union all
        select 'tracks', album_id_spotify, null, count(*) from silver_spotify__track group by all
        """,
    )
    expected: list[tuple[Any, ...]] = [
        ("album", album["id"], album["external_ids"]["upc"], None),
        ("tracks", album["id"], None, len(album["tracks"]["items"])),
    ]
    for show in shows:
        seconds = sum(e["duration_ms"] for e in show["episodes"]["items"]) / 1000
        expected.append(("show", show["id"], show["name"], show["episodes"]["total"]))
        expected.append(("episodes", show["id"], None, round(seconds)))
    for artist in artists:
        expected.append(("artist", artist["id"], None, artist["followers"]["total"]))
        expected += [("genre", artist["id"], genre, None) for genre in artist["genres"]]
    expected += [("found", entry["id"], entry["name"], None) for entry in found]
    assert sorted(rows, key=repr) == sorted(expected, key=repr)


def paged(items: list[Any]) -> Any:
    """Answers a list page by page."""

    def answer(request: Request) -> Response:
        start, count = (int(request.query_params[name]) for name in ("offset", "limit"))
        part = items[start : start + count]
        return JSONResponse({"items": part, "total": len(items), "offset": start})

    return answer


def test_lists_longer_than_a_page_are_read_to_their_end(lake: Lake) -> None:
    episode = json.loads(body_of("zmb3__get_show_episodes.json"))["items"][0]
    every = [{**episode, "id": f"e{number}"} for number in range(120)]
    show = json.loads(body_of("zmb3__get_show.json")) | {"id": "s1", "total_episodes": 120}
    show["episodes"] = {"items": every[:50], "total": 120, "limit": 50, "offset": 0}
    recordings = [
        Recording("/shows/s1", json.dumps(show).encode()),
        Recording("/shows/s1/episodes", paged(every)),
    ]
    report = replay(lake, recordings, shows=["s1"])
    assert {o.resource: o.rows for o in report.outcomes if o.rows} == {"shows": 1, "episodes": 120}


def test_an_episode_that_may_not_be_shown_is_counted(lake: Lake) -> None:
    episode = json.loads(body_of("zmb3__get_show_episodes.json"))["items"][0]
    show = json.loads(body_of("zmb3__get_show.json")) | {"id": "s1"}
    every = [episode, None]
    show["episodes"] = {"items": every, "total": 2, "limit": 50, "offset": 0}
    recordings = [
        Recording("/shows/s1", json.dumps(show).encode()),
        Recording("/shows/s1/episodes", paged(every)),
    ]
    report = replay(lake, recordings, shows=["s1"])
    assert {o.resource: o.rows for o in report.outcomes if o.rows} == {"shows": 1, "episodes": 1}


@pytest.fixture(scope="module")
def world() -> World:
    return World(titles=120)


@pytest.fixture
def provider(world: World, tmp_path: Path) -> Iterator[SimulatorServer]:
    world.day = 0
    with SimulatorServer(tmp_path / "files", world=world, limits=False) as running:
        yield running


def take(lake: Lake, provider: SimulatorServer, **section: Any) -> IngestReport:
    return run_simulated(lake, "spotify", provider, **section)


def test_everything_that_is_wanted_comes_with_the_worlds_ids(
    lake: Lake, provider: SimulatorServer, world: World
) -> None:
    report = take(lake, provider)
    assert report.warnings == report.notes == []
    artists = world.artists[:10]
    named = [album for album in world.albums if album.release_day <= 0][:15]
    listed = [a for a in world.albums if a.release_day <= 0 and a.artist in artists]
    assert max(sum(a.artist == artist for a in listed) for artist in artists) > 1
    found = silver_rows(
        lake,
        """
        select 'show', show_id_spotify from silver_spotify__show
        union all select 'episode', episode_id_spotify from silver_spotify__episode
        union all select 'artist', artist_id_spotify from silver_spotify__artist
        union all select 'album', album_id_spotify from silver_spotify__album
        union all select 'track', track_id_spotify from silver_spotify__track
        union all select 'credit', artist_id_spotify from silver_spotify__album_artist
        union all select 'sought', item_id_spotify from silver_spotify__search_result
            where item_kind = 'artist'
        """,
    )
    ids = {kind: [id_ for name, id_ in found if name == kind] for kind in {k for k, _ in found}}
    albums = {album.spotify_id: album for album in (*named, *listed)}
    assert sorted(ids["show"]) == sorted(show.spotify_id for show in world.podcasts)
    assert sorted(ids["episode"]) == sorted(
        episode.spotify_id for show in world.podcasts for episode in show.episodes_on(0)
    )
    assert sorted(ids["artist"]) == sorted(artist.spotify_id for artist in artists)
    assert sorted(ids["album"]) == sorted(albums)
    assert sorted(ids["track"]) == sorted(
        world.tracks[index].spotify_id for album in named for index in album.track_indices
    )
    assert sorted(ids["credit"]) == sorted(album.artist.spotify_id for album in albums.values())
    assert artists[0].spotify_id in ids["sought"]

    assert {o.status for o in take(lake, provider).outcomes} <= {"unchanged", "empty"}


def test_the_limit_counts_what_is_named(lake: Lake, provider: SimulatorServer) -> None:
    report = take(lake, provider, wanted=Wanted(limit=2))
    assert {o.resource: o.rows for o in report.outcomes}["shows"] == 2


def test_missing_and_wrong_keys_are_told_with_advice(lake: Lake, provider: SimulatorServer) -> None:
    with pytest.raises(Exception, match="REELHOUSE_SPOTIFY__CLIENT_SECRET in the environment"):
        take(lake, provider, client_secret="")
    with pytest.raises(IngestFailed, match=r"token service of spotify .*Invalid client") as caught:
        take(lake, provider, client_secret="wrong-but-secret")
    assert "wrong-but-secret" not in f"{caught.value} {caught.value.advice}"


def test_nothing_wanted_is_an_error(lake: Lake, provider: SimulatorServer) -> None:
    with pytest.raises(IngestFailed, match="nothing is wanted of Spotify"):
        take(lake, provider, shows=[], artists=[], albums=[], searches=[])


def test_what_spotify_does_not_have_is_told_and_the_rest_comes(
    lake: Lake, provider: SimulatorServer, world: World
) -> None:
    shows = [world.podcasts[0].spotify_id, "nothere"]
    report = take(lake, provider, shows=shows)
    assert report.warnings == ["Spotify has no show nothere in US"]
    assert {o.resource: o.rows for o in report.outcomes}["shows"] == 1


FORBIDDEN = '{"error": {"status": 403, "message": "Forbidden"}}'
PREMIUM = (
    '{"error": {"status": 403, '
    '"message": "Active premium subscription required for the owner of the app."}}'
)


def test_an_endpoint_that_is_gone_leaves_the_rest(
    lake: Lake, provider: SimulatorServer, world: World
) -> None:
    provider.faults.add(
        Fault(path="*/search", status=403, body=FORBIDDEN),
        Fault(path=f"*/{world.artists[0].spotify_id}/albums", status=403, body=FORBIDDEN),
    )
    report = take(lake, provider)
    assert len(report.warnings) == 2
    assert all("does not let this app ask for" in warning for warning in report.warnings)
    rows = {o.resource: o.rows for o in report.outcomes}
    assert (rows["search_results"], rows["artists"], rows["shows"]) == (0, 10, 12)


def test_an_app_that_may_ask_for_nothing_is_an_error(lake: Lake, provider: SimulatorServer) -> None:
    provider.faults.add(Fault(path="*/v1/*", status=403, body=FORBIDDEN))
    with pytest.raises(IngestFailed, match=r"refuses access \(HTTP 403\): Forbidden"):
        take(lake, provider)
    provider.faults.clear()
    provider.faults.add(Fault(path="*/v1/*", status=403, body=PREMIUM))
    with pytest.raises(IngestFailed, match="Active premium subscription") as caught:
        take(lake, provider)
    assert "Premium" in caught.value.advice
    provider.faults.clear()
    assert take(lake, provider).warnings == []


def test_a_spent_quota_ends_the_run_and_the_next_goes_on(
    lake: Lake, provider: SimulatorServer, world: World
) -> None:
    spent = '{"error": {"status": 429, "message": "Too many requests", "reason": "QUOTA_EXCEEDED"}}'
    last = world.podcasts[-1].spotify_id
    provider.faults.add(Fault(path=f"*/shows/{last}", status=429, body=spent, times=1))
    report = take(lake, provider, connections=1)
    assert "quota of this developer account is spent" in report.paused
    assert "resumes at 20" in report.paused
    asked = provider.faults.asked_for("*/v1/*")

    again = take(lake, provider, connections=1)
    assert again.paused == ""
    since = [seen.path for seen in provider.faults.asked_for("*/v1/*")][len(asked) :]
    assert since[0].endswith(last)
    assert not {seen.path for seen in asked if seen.status == 200} & set(since)
    rows = silver_rows(lake, "select count(*) from silver_spotify__show")
    assert rows == [(len(world.podcasts),)]


@after_each_that_passes("*/v1/*", FORBIDDEN, cut_after=200)
def test_what_passes_ends_in_complete_data(
    lake: Lake, provider: SimulatorServer, world: World, fault: Fault
) -> None:
    provider.faults.add(fault)
    report = take(lake, provider)
    assert report.warnings == []
    rows = {o.resource: o.rows for o in report.outcomes}
    assert (rows["shows"], rows["artists"], rows["albums"]) == (12, 10, 15)
    assert rows["episodes"] == sum(len(show.episodes_on(0)) for show in world.podcasts)


def test_a_list_that_shrinks_while_it_is_read_comes_whole(lake: Lake) -> None:
    episode = json.loads(body_of("zmb3__get_show_episodes.json"))["items"][0]
    every = [{**episode, "id": f"e{number}"} for number in range(120)]
    show = json.loads(body_of("zmb3__get_show.json")) | {"id": "s1"}
    show["episodes"] = {"items": every[:50], "total": 120, "limit": 50, "offset": 0}
    asked = []

    def shrinking(request: Request) -> Response:
        asked.append(request.query_params["offset"])
        left = every if len(asked) == 1 else every[1:]
        answer: Response = paged(left)(request)
        return answer

    recordings = [
        Recording("/shows/s1", json.dumps(show).encode()),
        Recording("/shows/s1/episodes", shrinking),
    ]
    replay(lake, recordings, shows=["s1"])
    rows = silver_rows(
        lake, "select count(*), min(episode_id_spotify) from silver_spotify__episode"
    )
    assert rows == [(120, "e0")]
    assert len(asked) > 3


def test_drift_is_told_and_silver_stands(
    lake: Lake, provider: SimulatorServer, world: World
) -> None:
    artist = world.artists[0].spotify_id
    provider.faults.add(
        Fault(path=f"*/{artist}/albums", drop_field="album_type", retype_field="name")
    )
    report = take(lake, provider, artists=[artist], albums=[], shows=[], searches=[])
    assert any("'album_type' has vanished" in warning for warning in report.warnings)
    assert any("'name' is object" in warning for warning in report.warnings)
    rows = silver_rows(lake, "select distinct album_type from silver_spotify__album")
    assert rows == [(None,)]
