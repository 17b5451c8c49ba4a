"""Which titles of the IMDb universe the world is about, with what IMDb says of them on day 0."""

from dataclasses import dataclass
from functools import lru_cache

import duckdb
import numpy as np

from reelhouse.simulator.chance import define_chance
from reelhouse.simulator.credits import CATEGORIES, create_credits, define_credits
from reelhouse.simulator.ids import Integers
from reelhouse.simulator.naming import LANGUAGES, define_names, sql_list
from reelhouse.simulator.skeleton import Skeleton
from reelhouse.simulator.titles import create_titles, define_titles
from reelhouse.simulator.universe import GENRES, Universe

_EPISODE_ROLE = 1
_LOOKED_AT = 130_000
_NOW = 2026


@dataclass(frozen=True, slots=True)
class ImdbCredit:
    """One row of title.principals.

    Attributes:
        imdb_id: the person's, such as `nm0000001`.
        name: the person's primary name.
        category: IMDb's, for instance "actress".
        is_woman: as the universe has it.
    """

    imdb_id: str
    name: str
    category: str
    is_woman: bool


@dataclass(frozen=True, slots=True)
class ImdbTitle:
    """What IMDb's files say of a title on day 0, and what is true of it.

    Attributes:
        kind: "film", "series" or "anime": the part it plays in the world.
        imdb_id: such as `tt0000001`.
        imdb_type: titleType.
        primary_title: as in title.basics.
        original_title: as in title.basics.
        year: startYear.
        end_year: endYear, None if open.
        runtime_minutes: runtimeMinutes, None if unknown.
        genres: as in title.basics; empty if unknown.
        main_genre: what it is first of all; one of `genres` if these are known.
        language: of origin, ISO 639-1.
        votes: numVotes, None if not rated.
        average: averageRating, 1-10, None if not rated.
        quality: true quality on IMDb's scale, 1-10.
        fame: standard normal.
        seasons: number of seasons, 0 for films.
        episodes: number of episodes, 0 for films.
        season_length: episodes in each season but the last.
        credits: rows of title.principals, in order.
    """

    kind: str
    imdb_id: str
    imdb_type: str
    primary_title: str
    original_title: str
    year: int
    end_year: int | None
    runtime_minutes: int | None
    genres: tuple[str, ...]
    main_genre: str
    language: str
    votes: int | None
    average: float | None
    quality: float
    fame: float
    seasons: int
    episodes: int
    season_length: int
    credits: tuple[ImdbCredit, ...]


@lru_cache(maxsize=4)
def choose_titles(universe: Universe, films: int, series: int, anime: int) -> tuple[ImdbTitle, ...]:
    """The best-known titles of a universe and some new ones: films, then series, then anime.

    In large universes an even sample of all titles is looked at. Fewer titles come back where the
    universe has not enough.

    Args:
        universe: the one whose IMDb files `write_files` writes.
        films: wanted films.
        series: wanted series.
        anime: wanted animation; one in five a film.
    """
    with duckdb.connect() as connection:
        connection.execute("set enable_progress_bar = false")
        define_chance(connection, universe)
        define_names(connection)
        define_titles(connection)
        define_credits(connection, universe, 0)
        skeleton = Skeleton.build(connection, universe, 0)
        create_titles(connection, universe, 0, _candidates(universe, skeleton))
        connection.execute(_choice(films, series, anime))
        chosen = connection.execute("select i from chosen order by i").fetchnumpy()
        indices = np.asarray(chosen["i"], dtype=np.int64)
        numbers = universe.title_ids().numbers(indices)
        block = skeleton.describe(indices, numbers)
        create_titles(connection, universe, 0, block)
        create_credits(connection, universe)
        season_length = dict(
            zip(indices.tolist(), skeleton.season_length[block["series"]].tolist(), strict=True)
        )
        credited = _credits(connection)
        rows = connection.execute(_told()).fetchall()
    return tuple(
        ImdbTitle(
            kind=kind,
            imdb_id=imdb_id,
            imdb_type=imdb_type,
            primary_title=primary,
            original_title=original,
            year=year,
            end_year=end_year,
            runtime_minutes=runtime,
            genres=tuple(genres.split(",")) if genres else (),
            main_genre=GENRES[main_genre],
            language=LANGUAGES[language],
            votes=votes,
            average=None if tenths is None else tenths / 10,
            quality=quality,
            fame=fame,
            seasons=seasons,
            episodes=episodes,
            season_length=season_length[index] if seasons else 0,
            credits=tuple(credited.get(index, ())),
        )
        for (
            index, kind, imdb_id, imdb_type, primary, original, year, end_year, runtime, genres,
            main_genre, language, votes, tenths, quality, fame, seasons, episodes,
        ) in rows
    )  # fmt: skip


def _candidates(universe: Universe, skeleton: Skeleton) -> dict[str, Integers]:
    """Titles that are no episodes, an even sample of them in large universes."""
    stride = max(1, universe.title_indices // _LOOKED_AT)
    indices = np.arange(0, universe.title_indices, stride, dtype=np.int64)
    block = skeleton.describe(indices, universe.title_ids().numbers(indices))
    kept = block["role"] != _EPISODE_ROLE
    return {name: values[kept] for name, values in block.items()}


def _choice(films: int, series: int, anime: int) -> str:
    anime_films = anime // 5
    return f"""
    create or replace temp table chosen as
    with known as (
        select
            i, kind,
            ln(1 + coalesce(votes, 0))
                + case when shown_year = {_NOW} and votes is null and i % 24 = 0 then 12.0
                    when shown_year = {_NOW} then 0.3
                    when shown_year >= {_NOW - 3} then 2.0
                    when shown_year >= {_NOW - 12} then 0.8 else 0 end as weight,
            kind in ('tvSeries', 'tvMiniSeries') as is_series,
            coalesce(contains(genres, 'Animation'), false) as is_animation
        from title
        where kind in ('movie', 'tvSeries', 'tvMiniSeries') and not hidden and not is_adult
            and shown_year between 1950 and {_NOW} and event is null
    ),
    animated as (
        select *, row_number() over (
            partition by is_series order by weight desc, i) as place
        from known where is_animation
    ),
    anime as (
        select i, 'anime' as part from animated
        where place <= if(is_series, {anime - anime_films}, {anime_films})
    ),
    others as (
        select *, row_number() over (
            partition by is_series order by weight desc, i) as place
        from known where i not in (select i from anime)
    )
    select i, part, weight from (select i, part, 0 as weight from anime)
    union all
    select i, if(is_series, 'series', 'film'), weight from others
    where place <= if(is_series, {series}, {films})
    """


def _told() -> str:
    return """
    select
        title.i, part, tconst, kind, primary_title, original_title, shown_year, end_year, runtime,
        genres, g1, language, votes, average_tenths, quality, pop, seasons, episodes
    from title join chosen on title.i = chosen.i
    order by list_position(['film', 'series', 'anime'], part), title.i
    """


def _credits(connection: duckdb.DuckDBPyConnection) -> dict[int, list[ImdbCredit]]:
    """The principals of the titles in `title`, by the title's index."""
    rows = connection.execute(
        f"""
        select i, nconst(m), person_name(is_she(m), rnd(m, 'name'), rnd(m, 'family')),
            {sql_list(CATEGORIES)}[1 + category], is_she(m)
        from credit where not is_ghost_person(m) order by i, ordering
        """
    ).fetchall()
    credited: dict[int, list[ImdbCredit]] = {}
    for index, imdb_id, name, category, is_woman in rows:
        credited.setdefault(index, []).append(ImdbCredit(imdb_id, name, category, is_woman))
    return credited
