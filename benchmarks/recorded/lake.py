"""A lake of the recorded files, ingested as the providers' own would be, and built."""

from __future__ import annotations

import csv
import json
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from tests.replay import Recording, ReplayServer

from benchmarks.recorded.imdb_files import write_imdb_files
from reelhouse import clock
from reelhouse.lake import Lake
from reelhouse.settings import Settings, load_settings
from reelhouse.sources.run import Request, ingest_source
from reelhouse.transform.build import build_gold

CHARTS = "trending_2020-08"
# the newest addition in each file, which says no day of its own
CATALOGUES = {
    "netflix_titles.csv": date(2021, 9, 25),
    "hulu_titles.csv": date(2021, 10, 24),
    "disney_plus_titles.csv": date(2021, 11, 26),
}
ANIME_DAY = date(2026, 5, 31)


def make_lake(data: Path, lake: Lake) -> None:
    """Ingest every recorded file that the page speaks of, and build gold.

    Anime and videos were recorded as answers of their providers and as rows of charts: a server on
    this machine gives them again, videos day by day.

    Args:
        data: folder of the recorded data.
        lake: where all goes; it is made.
    """
    settings = _settings(lake)
    with tempfile.TemporaryDirectory() as made:
        write_imdb_files(data, Path(made))
        ingest_source("imdb", lake, settings, Request((made,)))
    ingest_source("netflix", lake, settings, Request((str(data / "netflix"),)))
    for name, day in CATALOGUES.items():
        path = str(data / "catalogues" / name)
        ingest_source("catalogues", lake, settings, Request((path,), as_of=day))
    _ingest_anime(data / "jikan" / "season_matrix", lake)
    _ingest_charts(data / "youtube" / CHARTS, lake)
    build_gold(lake, settings)


def _settings(lake: Lake, **sections: Any) -> Settings:
    # these rows did not come through the API; of those that do, figures need an accepted audit
    youtube = {"accepted_audit": "recorded charts", **sections.pop("youtube", {})}
    keep = {"keep_days": {"youtube": 100_000}}
    return load_settings(lake=lake.root, youtube=youtube, terms=keep, **sections)


def _ingest_anime(folder: Path, lake: Lake) -> None:
    seasons, recordings = [], []
    for path in sorted(folder.glob("*.json")):
        _, year, season = path.stem.split("-")
        seasons.append(f"{year}-{season}")
        address = f"/v4/seasons/{year}/{season}"
        body = json.loads(path.read_bytes())
        after = {"pagination": {**body["pagination"], "has_next_page": False}, "data": []}
        recordings.append(Recording(address, path.read_bytes(), {"page": "1"}))
        recordings.append(Recording(address, json.dumps(after).encode()))
    with ReplayServer(recordings) as server, clock.playing(ANIME_DAY):
        asked = {"base_url": server.url + "/v4", "seasons": seasons, "top": 0, "details": []}
        _ask(lake, "jikan", asked)


def _ingest_charts(folder: Path, lake: Lake) -> None:
    for day, charts in sorted(read_charts(folder).items()):
        recordings = []
        for country, rows in charts.items():
            body = {"kind": "youtube#videoListResponse", "items": [item_of(row) for row in rows]}
            chart = {"regionCode": country}
            recordings.append(Recording("/videos", json.dumps(body).encode(), chart))
            categories = (folder / f"{country}_category_id.json").read_bytes()
            recordings.append(Recording("/videoCategories", categories, chart))
        with ReplayServer(recordings) as server, clock.playing(day):
            asked = {"base_url": server.url, "key": "any", "regions": sorted(charts)}
            _ask(lake, "youtube", {**asked, "connections": 1})


def _ask(lake: Lake, source: str, section: dict[str, Any]) -> None:
    settings = _settings(lake, **{source: {"limits": [], **section}})
    ingest_source(source, lake, settings, Request())


def read_charts(folder: Path) -> dict[date, dict[str, list[dict[str, str]]]]:
    """The rows of each country's chart by day, without what the recording cut off.

    Each file ends in the middle of a chart, which is left out with all of its day. One row of
    France's file ends in the middle.

    Args:
        folder: with one CSV a country.

    Raises:
        ValueError: more rows than that one end in the middle.
    """
    charts: dict[date, dict[str, list[dict[str, str]]]] = defaultdict(dict)
    broken = 0
    for path in sorted(folder.glob("*.csv")):
        days: dict[date, list[dict[str, str]]] = defaultdict(list)
        for row in _rows(path):
            if row["trending_date"] is None:
                broken += 1
            else:
                days[date.fromisoformat(row["trending_date"][:10])].append(row)
        for day in sorted(days)[:-1]:
            charts[day][path.name[:2]] = days[day]
    if broken > 1:
        raise ValueError(f"{broken} rows of {folder} end in the middle, and not one")
    return charts


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        yield from csv.DictReader(file)


def item_of(row: dict[str, str]) -> dict[str, Any]:
    """A row of a chart as the API gives a video."""
    counters = {"viewCount": row["view_count"]}
    if row["ratings_disabled"] != "True":
        counters["likeCount"] = row["likes"]
    if row["comments_disabled"] != "True":
        counters["commentCount"] = row["comment_count"]
    names = ("title", "channelId", "publishedAt", "categoryId", "channelTitle")
    snippet = {name: row[name] for name in names}
    return {"id": row["video_id"], "snippet": snippet, "statistics": counters}
