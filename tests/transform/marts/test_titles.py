"""Records of the invented providers find the title that the world knows they are of."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable

import pytest

from reelhouse.titles.keys import imdb_number
from tests.whole_lake import WholeLake

PRECISION, RECALL = 0.98, 0.95

_SEASON = re.compile(r": (?:Season \d+|Limited Series)$")

Names = dict[str, set[int]]


def netflix_names(build: WholeLake) -> Names:
    """The keys that a name without its season can stand for."""
    found: Names = defaultdict(set)
    for title in build.world.titles:
        if title.names.netflix:
            kind = "film" if title.is_film else "tv"
            found[f"{kind}:{title.names.netflix}"].add(imdb_number(title.imdb_id))
    return found


def catalogue_names(build: WholeLake) -> Names:
    found: Names = defaultdict(set)
    for title in build.world.titles:
        kind = "film" if title.is_film else "series"
        found[f"{kind}:{title.names.catalogue}"].add(imdb_number(title.imdb_id))
    return found


def first_party_names(build: WholeLake) -> Names:
    found: Names = defaultdict(set)
    for title in build.world.titles:
        found[title.names.first_party].add(imdb_number(title.imdb_id))
    return found


def judge(build: WholeLake, source: str, names: Names, name: str) -> tuple[float, float]:
    """Precision and recall of the names of a source.

    Args:
        build: what was published.
        source: whose records.
        names: keys that each name stands for.
        name: SQL of a record's name, as `names` has it.
    """
    rows = build.rows(
        f"""
        select distinct {name} as name, bridge.title_key
        from title_record as records
        left join bridge_title_source as bridge using (source, record_kind, record_id)
        where source = '{source}' and title_id_imdb is null
        """
    )
    by_name: dict[str, set[int | None]] = defaultdict(set)
    for text, key in rows:
        by_name[_SEASON.sub("", text)].add(key)
    right = sum(keys <= names[text] for text, keys in by_name.items())
    given = sum(keys != {None} for keys in by_name.values())
    return right / given, right / len(by_name)


@pytest.mark.parametrize(
    ("source", "names_of", "name"),
    [
        ("netflix", netflix_names, "record_id"),
        ("catalogues", catalogue_names, "records.kind || ':' || records.name"),
        ("first_party", first_party_names, "records.name"),
    ],
)
def test_names_find_their_titles(
    demo_build: WholeLake, source: str, names_of: Callable[[WholeLake], Names], name: str
) -> None:
    precision, recall = judge(demo_build, source, names_of(demo_build), name)

    assert precision >= PRECISION
    assert recall >= RECALL


def test_ids_lead_every_record_to_its_title(demo_build: WholeLake) -> None:
    anime = {
        (source, number): imdb_number(demo_build.world.titles[entry.title_index].imdb_id)
        for entry in demo_build.world.anime
        for source, number in (("jikan", entry.mal_id), ("anilist", entry.anilist_id))
    }
    films = {
        (f"tmdb/{title.tmdb_kind}", title.tmdb_id): imdb_number(title.imdb_id)
        for title in demo_build.world.titles
    }
    rows = demo_build.rows(
        """
        select
            case when source = 'tmdb' then source || '/' || record_kind else source end,
            cast(record_id as bigint), title_key
        from title_record
        left join bridge_title_source using (source, record_kind, record_id)
        where source in ('jikan', 'anilist', 'tmdb')
        """
    )

    known = anime | films
    assert {(s, n): key for s, n, key in rows} == {(s, n): known[s, n] for s, n, _ in rows}
    assert len(rows) > 500


def test_seasons_of_anime_are_those_of_the_world(demo_build: WholeLake) -> None:
    seasons = {
        str(entry.mal_id): entry.season_number
        for entry in demo_build.world.anime
        if entry.season_number is not None
    }
    rows = demo_build.rows(
        "select record_id, season_number from bridge_title_source "
        "where source = 'jikan' and season_number is not null"
    )

    assert rows
    assert {(r, s) for r, s in rows if seasons.get(r, s) != s} == set()


def test_no_two_titles_of_imdb_share_a_key(demo_build: WholeLake) -> None:
    assert demo_build.rows(
        "select title_key from bridge_title_source where source = 'imdb' "
        "group by title_key having count(*) > 1"
    ) == []  # fmt: skip


def test_every_title_of_the_bridge_is_described(demo_build: WholeLake) -> None:
    assert demo_build.rows(
        "select distinct title_key from bridge_title_source anti join dim_title using (title_key)"
    ) == []  # fmt: skip
