"""The marts of anime, on recorded anime and on invented ones, recomputed in plain Python."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from math import sqrt
from pathlib import Path
from statistics import mean, stdev
from typing import Any

import pytest

from reelhouse.gold import Build, query, require_current
from reelhouse.lake import Lake
from reelhouse.transform.build import build_gold
from tests.lakes import settings_of
from tests.replay import ReplayServer
from tests.silver import run_source
from tests.sources.test_jikan_recorded import API, recorded_seasons
from tests.whole_lake import WholeLake

FIGURES = (
    "anime_count, scored_anime_count, member_count, mean_score, score_stddev, high_score_rate, "
    "predicted_score, predicted_score_low"
)

Groups = dict[Any, list[dict[str, Any]]]


@dataclass(frozen=True)
class Recorded:
    """A build of recorded anime, and the bodies that it was made of."""

    build: Build
    anime: list[dict[str, Any]]

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        return query(self.build, sql)[1]


@pytest.fixture(scope="module")
def recorded(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Recorded:
    lake = Lake(tmp_path_factory.mktemp("recorded") / "lake")
    seasons, recordings, anime = recorded_seasons(shared_data / "jikan")
    with ReplayServer(recordings) as server:
        run_source(lake, "jikan", server.url + API, seasons=seasons)
    build_gold(lake, settings_of(lake))
    return Recorded(require_current(lake), list(anime.values()))


def grouped(pairs: Iterable[tuple[Any, dict[str, Any]]]) -> Groups:
    groups: Groups = defaultdict(list)
    for key, anime in pairs:
        groups[key].append(anime)
    return dict(groups)


def summary(groups: Groups) -> dict[Any, list[Any]]:
    """What the marts say of groups, by the formulas in the docs."""
    scores = {key: [a["score"] for a in found if a["score"]] for key, found in groups.items()}
    scored = {key: values for key, values in scores.items() if values}
    total = sum(map(len, scored.values()))
    within = sum((x - mean(v)) ** 2 for v in scored.values() for x in v) / (total - len(scored))
    grand = sum(map(sum, scored.values())) / total
    between = sum(len(v) * (mean(v) - grand) ** 2 for v in scored.values())
    usual = (total - sum(len(v) ** 2 for v in scored.values()) / total) / (len(scored) - 1)
    spread = max(0, (between / (len(scored) - 1) - within) / usual)
    weight = {key: 1 / (spread + within / len(v)) for key, v in scored.items()}
    centre = sum(weight[key] * mean(v) for key, v in scored.items()) / sum(weight.values())
    result = {}
    for key, found in groups.items():
        values = scores[key]
        figures: list[Any] = [None] * 5
        if values:
            trust = len(values) * spread / (len(values) * spread + within)
            predicted = centre + trust * (mean(values) - centre)
            error = sqrt(spread * within / (len(values) * spread + within))
            figures = [
                mean(values),
                stdev(values) if len(values) > 1 else None,
                sum(value >= 8 for value in values) / len(values),
                predicted,
                predicted - 1.6448536 * error,
            ]
        result[key] = [len(found), len(values), sum(a["members"] for a in found), *figures]
    return result


def assert_same(rows: list[tuple[Any, ...]], keys: int, expected: dict[Any, list[Any]]) -> None:
    found = {row[:keys] if keys > 1 else row[0]: list(row[keys:]) for row in rows}
    assert found.keys() == expected.keys()
    for key, figures in expected.items():
        assert found[key] == [
            value if value is None else pytest.approx(value, abs=1e-6) for value in figures
        ], key


@pytest.mark.long
def test_recorded_studios(recorded: Recorded) -> None:
    studios = grouped((s["mal_id"], a) for a in recorded.anime for s in a["studios"])
    assert len(studios) > 200
    rows = recorded.rows(f"select studio_id, {FIGURES} from mart_anime_studio")
    assert_same(rows, 1, summary(studios))


@pytest.mark.long
def test_a_recorded_studio_does_not_lead_by_one_good_show(recorded: Recorded) -> None:
    leaders = recorded.rows(
        "select scored_anime_count, mean_score, predicted_score from mart_anime_studio "
        "where studio_rank <= 10"
    )
    [(best_mean,)] = recorded.rows("select max(mean_score) from mart_anime_studio")
    assert len(leaders) == 10
    assert all(count >= 3 for count, *_ in leaders)
    assert best_mean > max(average for _, average, _ in leaders)
    assert all(predicted < average for _, average, predicted in leaders)


@pytest.mark.long
def test_recorded_source_material(recorded: Recorded) -> None:
    materials = grouped(
        ("unknown" if a["source"] == "Unknown" else a["source"].lower(), a) for a in recorded.anime
    )
    assert len(materials) > 10
    rows = recorded.rows(f"select source_material, {FIGURES} from mart_anime_source_material")
    assert_same(rows, 1, summary(materials))


@pytest.mark.long
def test_recorded_seasons(recorded: Recorded) -> None:
    names = ["winter", "spring", "summer", "fall"]

    def season_of(anime: dict[str, Any]) -> tuple[int, str] | None:
        aired = anime["aired"]["from"]
        if not (aired or anime["year"]):
            return None
        return (
            anime["year"] or int(aired[:4]),
            anime["season"] or names[(int(aired[5:7]) - 1) // 3],
        )

    seasons = grouped((season_of(a), a) for a in recorded.anime if season_of(a))
    rows = recorded.rows(f"select start_year, start_season, {FIGURES} from mart_anime_season")
    assert_same(rows, 2, summary(seasons))


@pytest.mark.long
def test_recorded_genre_pairs(recorded: Recorded) -> None:
    arrays = ("genres", "explicit_genres", "themes", "demographics")
    genres = {
        a["mal_id"]: sorted({g["name"] for k in arrays for g in a[k]}) for a in recorded.anime
    }
    pairs = grouped(
        (pair, a) for a in recorded.anime for pair in combinations(genres[a["mal_id"]], 2)
    )
    assert len(pairs) > 500
    rows = recorded.rows(f"select genre, other_genre, {FIGURES} from mart_anime_genre_pair")
    assert_same(rows, 2, summary(pairs))
    alone = grouped((genre, a) for a in recorded.anime for genre in genres[a["mal_id"]])
    n = len(recorded.anime)
    for one, other, support, lift in recorded.rows(
        "select genre, other_genre, support_rate, lift from mart_anime_genre_pair"
    ):
        together = len(pairs[one, other])
        assert support == pytest.approx(together / n)
        assert lift == pytest.approx(together * n / (len(alone[one]) * len(alone[other])))


@pytest.mark.long
def test_recorded_places_within_a_year(recorded: Recorded) -> None:
    rows = recorded.rows(
        "select start_year, member_count, year_member_rank, score, year_score_rank from dim_anime"
    )
    assert len(rows) == len(recorded.anime)
    years: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for year, *figures in rows:
        years[year].append(tuple(figures))
    for found in years.values():
        by_members = sorted((f for f in found if f[1]), key=lambda f: f[1])
        assert [rank for _, rank, *_ in by_members] == list(range(1, len(by_members) + 1))
        assert [f[0] for f in by_members] == sorted((f[0] for f in by_members), reverse=True)
        by_score = sorted((f for f in found if f[3]), key=lambda f: f[3])
        assert [f[2] for f in by_score] == sorted((f[2] for f in by_score), reverse=True)


def test_invented_studios_of_both_sources(demo_build: WholeLake) -> None:
    entries = {
        (source, str(getattr(entry, name))): entry
        for source, name in (("jikan", "mal_id"), ("anilist", "anilist_id"))
        for entry in demo_build.world.anime
    }
    shown = demo_build.rows("select source, record_id from dim_anime")
    made: dict[tuple[str, str], int] = defaultdict(int)
    for source, record_id in shown:
        for studio in entries[source, record_id].studios:
            made[source, studio.name] += 1
    counted = demo_build.rows("select source, studio, anime_count from mart_anime_studio")
    assert {(source, studio): count for source, studio, count in counted} == made


def test_invented_anime_meet_their_titles(demo_build: WholeLake) -> None:
    titles = {str(entry.mal_id): entry.title_index for entry in demo_build.world.anime}
    rows = demo_build.rows(
        "select record_id, title_key from dim_anime "
        "where source = 'jikan' and title_key is not null"
    )
    key_of: dict[int, set[int]] = defaultdict(set)
    for record_id, title_key in rows:
        key_of[titles[record_id]].add(title_key)
    assert len(rows) > 100
    assert all(len(keys) == 1 for keys in key_of.values())
