"""Figures of real files, computed a second time in plain Python from the files themselves."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from reelhouse.gold import Build, query, require_current
from reelhouse.sources.imdb import CONTRACTS
from reelhouse.transform.build import build_gold
from tests.lakes import deliver, new_lake, settings_of

NULL = r"\N"
TOP_COUNT = 100


@dataclass(frozen=True)
class Title:
    key: int
    kind: str
    year: int | None
    genres: tuple[str, ...]

    @property
    def decade(self) -> int | None:
        return None if self.year is None else self.year // 10 * 10


@dataclass(frozen=True)
class Rating:
    average: Fraction
    votes: int


@dataclass(frozen=True)
class Recorded:
    """Titles of 2022 and of 1892 to 1936, ratings and names of the first, and the build of them."""

    titles: dict[int, Title]
    ratings: dict[int, Rating]
    aka_count: int
    build: Build

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        return query(self.build, sql)[1]

    def type_of(self, key: int) -> str:
        return self.titles[key].kind if key in self.titles else "unknown"

    def rated(self) -> list[Title]:
        return [self.titles[key] for key in self.ratings if key in self.titles]


def read_tsv(path: Path) -> list[list[str]]:
    return [line.split("\t") for line in path.read_text("utf-8").split("\n")[1:] if line]


@pytest.fixture(scope="module")
def recorded(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Recorded:
    folder = shared_data / "imdb_2022"
    files = {
        "title.basics": read_tsv(folder / "movies-2022.tsv") + read_tsv(folder / "title.full.tsv"),
        "title.ratings": read_tsv(folder / "ratings-2022.tsv"),
        "title.akas": read_tsv(folder / "title.akas-2022.tsv"),
    }
    lake = new_lake(tmp_path_factory.mktemp("recorded"))
    for resource, rows in files.items():
        assert {len(row) for row in rows} == {len(CONTRACTS[resource].columns)}
        deliver(lake, resource, rows)
    build_gold(lake, settings_of(lake))
    titles = [
        Title(
            int(row[0][2:]),
            row[1],
            None if row[5] == NULL else int(row[5]),
            () if row[8] == NULL else tuple(row[8].split(",")),
        )
        for row in files["title.basics"]
    ]
    return Recorded(
        {title.key: title for title in titles},
        {int(row[0][2:]): Rating(Fraction(row[1]), int(row[2])) for row in files["title.ratings"]},
        len(files["title.akas"]),
        require_current(lake),
    )


@pytest.fixture(scope="module")
def weighted(recorded: Recorded) -> dict[int, Fraction]:
    """Weighted rating by title key: (v * R + m * C) / (v + m), exactly."""
    by_type = defaultdict(list)
    for key, rating in recorded.ratings.items():
        by_type[recorded.type_of(key)].append(rating)
    mean = {
        kind: sum((r.average for r in ratings), Fraction()) / len(ratings)
        for kind, ratings in by_type.items()
    }
    ninth = {kind: ninth_decile([r.votes for r in rs]) for kind, rs in by_type.items()}
    return {
        key: (r.votes * r.average + ninth[kind] * mean[kind]) / (r.votes + ninth[kind])
        for key, r in recorded.ratings.items()
        for kind in [recorded.type_of(key)]
    }


def ninth_decile(numbers: list[int]) -> Fraction:
    """Nine tenths of the way from the least to the greatest by rank, interpolated."""
    ordered = sorted(numbers)
    place = Fraction(9, 10) * (len(ordered) - 1)
    below = math.floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


def ranking(titles: list[Title], recorded: Recorded, weighted: dict[int, Fraction]) -> list[int]:
    """Keys in order of rank."""
    return [
        title.key
        for title in sorted(
            titles, key=lambda t: (-weighted[t.key], -recorded.ratings[t.key].votes, t.key)
        )
    ]


def test_titles_by_type(recorded: Recorded) -> None:
    built = recorded.rows("select title_type, count(*) from dim_title where is_current group by 1")

    assert dict(built) == Counter(t.kind for t in recorded.titles.values())


def test_genres_of_each_title_in_order(recorded: Recorded) -> None:
    built = recorded.rows(
        "select title_key, genre_position, genre "
        "from bridge_title_genre join dim_genre using (genre_key)"
    )

    assert sorted(built) == sorted(
        (title.key, position, genre)
        for title in recorded.titles.values()
        for position, genre in enumerate(title.genres, start=1)
    )


def test_no_name_is_lost(recorded: Recorded) -> None:
    assert recorded.rows("select count(*) from dim_title_aka") == [(recorded.aka_count,)]


def test_weighted_rating_of_every_title(recorded: Recorded, weighted: dict[int, Fraction]) -> None:
    built = dict(recorded.rows("select title_key, weighted_rating from fact_rating_snapshot"))

    assert built == {key: pytest.approx(float(w), abs=1e-9) for key, w in weighted.items()}


def test_ranks_within_type(recorded: Recorded, weighted: dict[int, Fraction]) -> None:
    built = recorded.rows(
        "select title_type, title_key from mart_content_performance "
        "order by title_type, rank_in_type"
    )
    by_type = defaultdict(list)
    for title in recorded.rated():
        by_type[title.kind].append(title)

    assert built == [
        (kind, key)
        for kind in sorted(by_type)
        for key in ranking(by_type[kind], recorded, weighted)
    ]


def test_top_of_every_genre(recorded: Recorded, weighted: dict[int, Fraction]) -> None:
    built = recorded.rows(
        "select title_type, genre, rank_in_scope, title_key "
        "from mart_content_top where scope = 'type and genre'"
    )
    scopes = defaultdict(list)
    for title in recorded.rated():
        for genre in title.genres:
            scopes[title.kind, genre].append(title)

    assert sorted(built) == sorted(
        (kind, genre, rank, key)
        for (kind, genre), titles in scopes.items()
        for rank, key in enumerate(ranking(titles, recorded, weighted)[:TOP_COUNT], start=1)
    )


def test_rating_distribution(recorded: Recorded) -> None:
    built = recorded.rows(
        "select title_type, cast(bucket_from_rating * 10 as integer), title_count, vote_count, "
        "cumulative_title_share_rate from mart_rating_distribution order by 1, 2"
    )
    buckets: dict[tuple[str, int], list[int]] = defaultdict(list)
    for title in recorded.rated():
        rating = recorded.ratings[title.key]
        tenths = min(int(rating.average * 10) // 5 * 5, 95)
        for kind in (title.kind, "all"):
            buckets[kind, tenths].append(rating.votes)
    expected = []
    for kind, tenths in sorted(buckets):
        of_type = {t: len(votes) for (k, t), votes in buckets.items() if k == kind}
        up_to = sum(count for t, count in of_type.items() if t <= tenths)
        votes = buckets[kind, tenths]
        share = pytest.approx(up_to / sum(of_type.values()))
        expected.append((kind, tenths, len(votes), sum(votes), share))

    assert built == expected


def test_genre_shares_by_decade_and_their_change(recorded: Recorded) -> None:
    built = {
        (genre, decade): (share, change)
        for genre, decade, share, change in recorded.rows(
            "select genre, decade, title_share_rate, title_share_change_rate from mart_genre_decade"
        )
    }
    totals = Counter(t.decade for t in recorded.titles.values() if t.decade)
    with_genre = Counter((g, t.decade) for t in recorded.titles.values() for g in t.genres)
    expected = {}
    for genre in {genre for genre, _ in with_genre}:
        for decade in totals:
            share = with_genre[genre, decade] / totals[decade]
            before = totals.get(decade - 10)
            change = share - with_genre[genre, decade - 10] / before if before else None
            expected[genre, decade] = (
                pytest.approx(share),
                change if change is None else pytest.approx(change, abs=1e-12),
            )

    assert built == expected


def test_production_of_every_year(recorded: Recorded) -> None:
    built = recorded.rows(
        "select title_type, start_year, title_count, rated_title_count, vote_count "
        "from mart_production_year order by title_type, start_year"
    )
    titles: Counter[tuple[str, int]] = Counter()
    rated: Counter[tuple[str, int]] = Counter()
    votes: Counter[tuple[str, int]] = Counter()
    for title in recorded.titles.values():
        for kind in (title.kind, "all"):
            if title.year is not None:
                titles[kind, title.year] += 1
                if title.key in recorded.ratings:
                    rated[kind, title.year] += 1
                    votes[kind, title.year] += recorded.ratings[title.key].votes

    assert built == [
        (*point, titles[point], rated[point], votes[point]) for point in sorted(titles)
    ]


def test_genre_means(recorded: Recorded, weighted: dict[int, Fraction]) -> None:
    built = {
        genre: means
        for genre, *means in recorded.rows(
            "select genre, mean_average_rating, vote_weighted_average_rating, mean_weighted_rating "
            "from mart_genre_performance where title_type = 'all' and rated_title_count > 0"
        )
    }
    members = defaultdict(list)
    for title in recorded.rated():
        for genre in title.genres:
            members[genre].append(title.key)
    expected = {}
    for genre, keys in members.items():
        ratings = [recorded.ratings[key] for key in keys]
        votes = sum(r.votes for r in ratings)
        expected[genre] = [
            pytest.approx(float(sum(r.average for r in ratings) / len(keys))),
            pytest.approx(float(sum(r.average * r.votes for r in ratings) / votes)),
            pytest.approx(float(sum(weighted[key] for key in keys) / len(keys)), abs=1e-8),
        ]

    assert built == expected
