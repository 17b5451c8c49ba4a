from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from reelhouse.lake import Lake
from reelhouse.sources.ingest import IngestReport
from tests.replay import Recording, ReplayServer
from tests.silver import run_source, silver_rows

API = "/v4"
EPISODES_OF = {
    "frieren": 52991, "cowboy-bebop": 1, "attack-on-titan": 16498, "steins-gate": 9253,
    "demon-slayer": 38000, "one-piece": 21, "vinland-saga": 37521, "k-on": 5680, "madoka": 9756,
    "evangelion": 30, "death-note": 1535,
}  # fmt: skip
"""The anime whose recorded episodes are in a file of this name."""


def body_of(path: Path) -> Any:
    return json.loads(path.read_bytes())


def last_page(first: Any) -> bytes:
    """The page after the last one."""
    pagination = {**first["pagination"], "has_next_page": False}
    return json.dumps({"pagination": pagination, "data": []}).encode()


def rows_of(report: IngestReport) -> dict[str, int]:
    return {outcome.resource: outcome.rows for outcome in report.outcomes if outcome.rows}


@pytest.fixture(scope="module")
def recorded(shared_data: Path) -> Path:
    return shared_data / "jikan"


def recorded_seasons(recorded: Path) -> tuple[list[str], list[Recording], dict[int, Any]]:
    """The names of all recorded seasons, their answers, and the anime in them by id."""
    seasons, recordings = [], []
    anime: dict[int, Any] = {}
    for path in sorted((recorded / "season_matrix").glob("*.json")):
        _, year, season = path.stem.split("-")
        body = body_of(path)
        seasons.append(f"{year}-{season}")
        address = f"{API}/seasons/{year}/{season}"
        recordings.append(Recording(address, path.read_bytes(), {"page": "1"}))
        recordings.append(Recording(address, last_page(body)))
        anime |= {entry["mal_id"]: entry for entry in body["data"]}
    return seasons, recordings, anime


def test_all_recorded_seasons_give_every_anime_whole(lake: Lake, recorded: Path) -> None:
    seasons, recordings, anime = recorded_seasons(recorded)
    assert (len(seasons), len(anime)) == (64, 1_600)

    with ReplayServer(recordings) as server:
        report = run_source(lake, "jikan", server.url + API, seasons=seasons)

    assert rows_of(report) == {"anime": 1_600}
    assert report.notes == []
    assert all(re.search(r"counts \d+ entries of seasons/", text) for text in report.warnings)
    figures = silver_rows(
        lake,
        "select title_id_mal, title, score, scored_by_count, member_count, episode_count, season,"
        " season_year, cast(aired_from_date as varchar) from silver_jikan__anime",
    )
    assert sorted(figures) == sorted(
        (
            id_, a["title"], a["score"], a["scored_by"], a["members"], a["episodes"], a["season"],
            a["year"], (a["aired"]["from"] or "")[:10] or None,
        )
        for id_, a in anime.items()
    )  # fmt: skip
    companies = silver_rows(
        lake, "select title_id_mal, company_role, company_name from silver_jikan__anime_company"
    )
    assert sorted(companies) == sorted(
        (id_, role, company["name"])
        for id_, a in anime.items()
        for role in ("studio", "producer", "licensor")
        for company in a[f"{role}s"]
    )
    genres = silver_rows(
        lake, "select title_id_mal, genre_kind, genre from silver_jikan__anime_genre"
    )
    kinds = {"genre": "genres", "explicit genre": "explicit_genres", "theme": "themes"}
    assert sorted(genres) == sorted(
        (id_, kind, genre["name"])
        for id_, a in anime.items()
        for kind, field in (kinds | {"demographic": "demographics"}).items()
        for genre in a[field]
    )
    [(names,)] = silver_rows(lake, "select count(*) from silver_jikan__anime_name")
    assert names == sum(len(a["titles"]) for a in anime.values())
    [(trailers,)] = silver_rows(lake, "select count(video_id_youtube) from silver_jikan__anime")
    assert trailers == len([a for a in anime.values() if a["trailer"]["embed_url"]])
    timeless = silver_rows(
        lake, "select title_id_mal from silver_jikan__anime where runtime_minutes is null"
    )
    assert {id_ for (id_,) in timeless} == {
        id_ for id_, a in anime.items() if not re.search(r"\d", a["duration"])
    }


def test_recorded_details_lose_nothing(lake: Lake, recorded: Path) -> None:
    full = {b["mal_id"]: b for p in recorded.glob("anime_full/*") for b in [body_of(p)["data"]]}
    recordings = [
        Recording(f"{API}/anime/{body_of(path)['data']['mal_id']}/full", path.read_bytes())
        for path in recorded.glob("anime_full/*.json")
    ]
    lists = {}
    for name in ("statistics", "recommendations", "staff", "streaming"):
        path = recorded / f"anime_{name}" / "01-frieren-52991.json"
        lists[name] = body_of(path)["data"]
        recordings.append(Recording(f"{API}/anime/52991/{name}", path.read_bytes()))
    assert len(full) == 10

    details = ["full", *lists]
    with ReplayServer(recordings) as server:
        report = run_source(lake, "jikan", server.url + API, ids=list(full), details=details)

    assert rows_of(report) == {
        "anime": len(full),
        **{f"anime_{name}": 1 for name in lists},
    }
    assert report.warnings == []

    def count(statement: str) -> Any:
        return silver_rows(lake, f"select {statement}")[0]

    assert count("count(*) from silver_jikan__recommendation")[0] == len(lists["recommendations"])
    assert count("sum(vote_count) from silver_jikan__recommendation")[0] == sum(
        entry["votes"] for entry in lists["recommendations"]
    )
    assert count("count(*), count(distinct person_id_mal) from silver_jikan__staff") == (
        sum(len(entry["positions"]) for entry in lists["staff"]),
        len({entry["person"]["mal_id"] for entry in lists["staff"]}),
    )
    assert count("member_count, completed_count from silver_jikan__anime_statistics") == (
        lists["statistics"]["total"],
        lists["statistics"]["completed"],
    )
    assert count("sum(vote_count) from silver_jikan__anime_score")[0] == sum(
        score["votes"] for score in lists["statistics"]["scores"]
    )
    assert count("count(*) from silver_jikan__streaming where title_id_mal = 52991")[0] == len(
        lists["streaming"]
    )
    assert count("count(*) from silver_jikan__streaming where title_id_mal != 52991")[0] == sum(
        len({s["name"] for s in a["streaming"]}) for id_, a in full.items() if id_ != 52991
    )
    assert count("count(*) from silver_jikan__anime_relation")[0] == sum(
        len(relation["entry"]) for a in full.values() for relation in a["relations"]
    )


def test_recorded_anime_and_episodes_lose_nothing(lake: Lake, recorded: Path) -> None:
    single = {p: body_of(p).get("data") for p in recorded.glob("anime_by_id/*.json")}
    anime = {body["mal_id"]: body for body in single.values() if body}
    recordings = [
        Recording(f"{API}/anime/{body['mal_id']}", path.read_bytes())
        for path, body in single.items()
        if body
    ]
    episodes: dict[tuple[int, int], Any] = {}
    for path in recorded.glob("anime_episodes/*.json"):
        body = body_of(path)
        if "data" not in body:
            continue
        name, _, number = path.stem[3:].partition("-page-")
        address = f"{API}/anime/{EPISODES_OF[name]}/episodes"
        recordings.append(Recording(address, path.read_bytes(), {"page": number or "1"}))
        episodes |= {(EPISODES_OF[name], e["mal_id"]): e for e in body["data"]}
    assert (len(anime), len(episodes)) == (15, 304)

    with ReplayServer(recordings) as server:
        run_source(lake, "jikan", server.url + API, ids=list(anime), details=["episodes"])

    shown = silver_rows(lake, "select title_id_mal, title, score from silver_jikan__anime")
    assert sorted(shown) == sorted((id_, a["title"], a["score"]) for id_, a in anime.items())
    listed = silver_rows(
        lake,
        "select title_id_mal, episode_number, title, cast(aired_date as varchar), is_filler "
        "from silver_jikan__episode",
    )
    assert sorted(listed) == sorted(
        (*key, e["title"], e["aired"][:10], e["filler"]) for key, e in episodes.items()
    )


def test_recorded_lists_lose_nothing(lake: Lake, recorded: Path) -> None:
    recordings, anime, seasons = [], set(), []
    for path in sorted(recorded.glob("seasons/*.json")):
        body, season = body_of(path), path.stem[3:]
        if "data" not in body or not re.fullmatch(r"\d{4}-\w+|upcoming", season):
            continue
        seasons.append(season)
        address = f"{API}/seasons/{season.replace('-', '/')}"
        recordings.append(Recording(address, path.read_bytes(), {"page": "1"}))
        anime |= {a["mal_id"] for a in body["data"]}
    for name, address in (
        ("seasons_now/01-now", "seasons/now"),
        ("top_anime/01-top10", "top/anime"),
    ):
        path = recorded / f"{name}.json"
        recordings.append(Recording(f"{API}/{address}", path.read_bytes(), {"page": "1"}))
        anime |= {a["mal_id"] for a in body_of(path)["data"]}
    with ReplayServer(recordings) as server:
        report = run_source(lake, "jikan", server.url + API, seasons=[*seasons, "now"], top=10)
    assert len(seasons) == 12
    assert rows_of(report) == {"anime": len(anime)}
    listed = silver_rows(lake, "select title_id_mal from silver_jikan__anime")
    assert {id_ for (id_,) in listed} == anime


def test_bodies_of_other_recorders_come_through(lake: Lake, shared_data: Path) -> None:
    folder = shared_data.parent / "specs" / "jikan" / "recorded"
    if not folder.is_dir():
        pytest.skip(f"the recorded bodies are not there: {folder}")
    bodies = {
        address: body_of(folder / f"{name}.json")["interactions"][0]["response"]["body"]
        for name, address in (
            ("season-success", "seasons/2018/winter"),
            ("current-season-success", "seasons/now"),
            ("season-upcoming-success", "seasons/upcoming"),
            ("top-success", "top/anime"),
            ("anime-success", "anime/457"),
            ("anime-episodes-success", "anime/457/episodes"),
        )
    }
    recordings = [
        Recording(f"{API}/{address}", json.dumps(body).encode(), {"page": "1"})
        if "pagination" in body
        else Recording(f"{API}/{address}", json.dumps(body).encode())
        for address, body in bodies.items()
    ]
    with ReplayServer(recordings) as server:
        report = run_source(
            lake,
            "jikan",
            server.url + API,
            seasons=["2018-winter", "now", "upcoming"],
            top=25,
            ids=[457],
            details=["episodes"],
        )
    lists = [body["data"] for body in bodies.values() if "pagination" in body]
    anime = {a["mal_id"] for entries in lists[:4] for a in entries} | {457}
    assert rows_of(report) == {"anime": len(anime), "anime_episodes": 26}
    [(stored,)] = silver_rows(lake, "select count(distinct title_id_mal) from silver_jikan__anime")
    assert stored == len(anime)
