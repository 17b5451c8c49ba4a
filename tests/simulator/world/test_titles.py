"""Titles: as IMDb has them, with ids and names of the other providers."""

import csv
import gzip
from collections import Counter
from itertools import pairwise

import pytest

from reelhouse.simulator import Universe, write_files
from reelhouse.simulator.universe import GENRES
from reelhouse.simulator.world import World
from reelhouse.simulator.world.clock import date_of
from reelhouse.simulator.world.genres import (
    MAL_GENRES,
    TMDB_MOVIE_GENRES,
    TMDB_TV_GENRES,
    mal_genre_ids,
    tmdb_genre_ids,
)

SCALE = 0.001


@pytest.fixture(scope="module")
def imdb(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, dict[str, str]]]:
    """Three of the files that belong to a small world: rows by id."""
    folder = tmp_path_factory.mktemp("imdb")
    write_files(Universe(7, SCALE), folder)
    found = {}
    for name in ("title.basics", "title.ratings", "name.basics"):
        with gzip.open(folder / f"{name}.tsv.gz", "rt", encoding="utf-8", newline="") as file:
            rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
            found[name] = {next(iter(row.values())): row for row in rows}
    return found


def test_titles_agree_with_the_files_of_imdb(imdb: dict[str, dict[str, dict[str, str]]]) -> None:
    world = World(scale=SCALE)
    assert len(world.titles) > 300
    for title in world.titles:
        row = imdb["title.basics"][title.imdb_id]
        assert title.imdb_type == row["titleType"]
        assert title.names.imdb == row["primaryTitle"]
        assert title.names.imdb_original == row["originalTitle"]
        assert str(title.year) == row["startYear"]
        assert title.release_date.year == title.year
        if row["runtimeMinutes"] != r"\N":
            assert str(title.runtime_minutes) == row["runtimeMinutes"]
        if row["genres"] != r"\N":
            assert ",".join(title.genres) == row["genres"]
        rating = imdb["title.ratings"].get(title.imdb_id)
        assert title.imdb_votes == (int(rating["numVotes"]) if rating else None)
        assert title.imdb_average == (float(rating["averageRating"]) if rating else None)
    for person in world.people:
        assert imdb["name.basics"][person.imdb_id]["primaryName"] == person.name


def test_there_are_films_series_and_anime(world: World) -> None:
    kinds = Counter((title.kind, title.is_film) for title in world.titles)
    assert kinds == {
        ("film", True): 250,
        ("series", False): 150,
        ("anime", False): 160,
        ("anime", True): 40,
    }


def test_ids_are_unique_within_their_namespace(world: World) -> None:
    for ids in (
        [title.imdb_id for title in world.titles],
        [(title.tmdb_kind, title.tmdb_id) for title in world.titles],
        [title.wikidata_id for title in world.titles if title.wikidata_id],
        [title.tvdb_id for title in world.titles if title.tvdb_id],
        [title.movielens_id for title in world.titles if title.movielens_id],
        [person.imdb_id for person in world.people],
        [person.tmdb_id for person in world.people],
        [company.name for company in world.companies.all],
        [company.tmdb_id for company in world.companies.all],
        [entry.mal_id for entry in world.anime],
        [entry.anilist_id for entry in world.anime],
        [season.tmdb_id for title in world.titles for season in title.seasons],
        [
            episode.tmdb_id
            for title in world.titles
            for season in title.seasons
            for episode in season.episodes
        ],
        [credit.credit_id for title in world.titles for credit in title.credits],
        [video.video_id for video in world.videos],
        [channel.channel_id for channel in world.channels],
        [track.spotify_id for track in world.tracks],
        [track.apple_id for track in world.tracks] + [album.apple_id for album in world.albums],
        [track.isrc for track in world.tracks],
        [(post.platform, post.post_id) for post in world.posts],
        [(account.platform, account.handle) for account in world.accounts],
        [deal.deal_id for deal in world.deals],
        [session.session_id for session in world.sessions],
    ):
        assert len(ids) == len(set(ids)) > 0


def test_every_index_is_the_place_in_its_list(world: World) -> None:
    for entities in (
        world.titles,
        world.people,
        world.companies.all,
        world.anime,
        world.artists,
        world.albums,
        world.tracks,
        world.channels,
        world.videos,
        world.netflix_runs,
        world.offers,
        world.accounts,
        world.posts,
        world.members,
        world.sessions,
    ):
        assert [entity.index for entity in entities] == list(range(len(entities)))


def test_some_films_and_shows_have_the_same_number_at_tmdb(world: World) -> None:
    numbers: dict[str, set[int]] = {"movie": set(), "tv": set()}
    for title in world.titles:
        numbers[title.tmdb_kind].add(title.tmdb_id)
    assert len(numbers["movie"] & numbers["tv"]) >= 5


def test_several_mal_entries_are_one_show(world: World) -> None:
    entries = Counter(entry.title_index for entry in world.anime)
    assert max(entries.values()) >= 4
    anime = {title.index for title in world.titles if title.kind == "anime"}
    assert set(entries) == anime
    for entry in world.anime:
        title = world.titles[entry.title_index]
        if not title.is_film:
            season = title.seasons[entry.season_number - 1]
            assert entry.first_day == season.premiere_day
            assert entry.episodes == season.episodes


def test_sources_write_names_differently(world: World) -> None:
    differing = Counter(
        (source, way)
        for title in world.titles
        for source, way in title.names.differences
        if way != "same"
    )
    assert {way for _, way in differing} == {
        "case",
        "year",
        "and",
        "accents",
        "punctuation",
        "subtitle",
        "article",
        "other title",
    }
    for title in world.titles:
        names = title.names
        for source, way in names.differences:
            written = getattr(names, source)
            assert (written == names.imdb) == (way == "same"), (source, way, written)
        assert (names.romaji is not None) == (names.native is not None) == (title.kind == "anime")
    assert any((title.names.netflix or "").isdigit() for title in world.titles)
    assert any(title.names.netflix is None for title in world.titles)


def test_release_dates_begin_at_home_and_seasons_follow_each_other(world: World) -> None:
    for title in world.titles:
        assert min(title.release_dates.values()) == title.release_date
        if title.imdb_votes is not None:
            assert title.is_released(0)
        assert bool(title.seasons) == (not title.is_film)
        for before, after in pairwise(title.seasons):
            assert before.last_air_day < after.premiere_day <= world.days
        for season in title.seasons:
            days = [episode.air_day for episode in season.episodes]
            assert days == sorted(days)
            assert days[0] == season.premiere_day
            if season.is_binge:
                assert len(set(days)) == 1
        if title.seasons:
            assert date_of(title.seasons[0].premiere_day) == title.release_date


def test_status_follows_the_day(world: World) -> None:
    statuses = Counter(title.status(0) for title in world.titles)
    assert set(statuses) >= {"Released", "Returning Series", "Ended", "Canceled"}
    film = next(title for title in world.titles if title.is_film)
    assert film.status(film.release_day) == "Released"
    assert film.status(film.release_day - 1) == "Post Production"
    assert film.status(film.release_day - 90) == "In Production"
    entry = next(entry for entry in world.anime if entry.last_day is not None)
    assert entry.last_day is not None
    assert entry.status(entry.first_day - 1) == "Not yet aired"
    assert entry.status(entry.first_day) == "Currently Airing"
    assert entry.status(entry.last_day + 1) == "Finished Airing"


@pytest.mark.parametrize("genre", GENRES)
def test_genres_have_their_providers_ids(genre: str) -> None:
    assert set(tmdb_genre_ids((genre,), "movie")) <= set(TMDB_MOVIE_GENRES)
    assert set(tmdb_genre_ids((genre,), "tv")) <= set(TMDB_TV_GENRES)
    assert set(mal_genre_ids((genre,))) <= set(MAL_GENRES)
    assert len(tmdb_genre_ids((genre, genre), "tv")) == 1
