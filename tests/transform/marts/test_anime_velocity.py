"""Anime fetched on many days: the growth that was planted is what the marts say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any

import pytest
from scipy.stats import binomtest, spearmanr

from reelhouse import clock
from reelhouse.gold import query, require_current
from reelhouse.lake import Lake
from reelhouse.simulator.server import SimulatorServer
from reelhouse.simulator.world import World
from reelhouse.simulator.world.anime import Anime
from reelhouse.simulator.world.clock import date_of
from reelhouse.transform.build import build_gold
from tests.lakes import settings_of
from tests.silver import run_source

pytestmark = pytest.mark.long

FETCHED_DAYS = range(-117, 73, 9)
SEASONS = ["2025-fall", "2026-winter", "2026-spring"]
TOP = 12


@dataclass(frozen=True)
class ManyDays:
    """A lake with anime of three seasons, fetched every nine days, and the world behind it."""

    lake: Lake
    world: World

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        return query(require_current(self.lake), sql)[1]

    @cached_property
    def entries(self) -> Mapping[tuple[str, str], Anime]:
        """What was invented, by source and id."""
        ids = {"jikan": "mal_id", "anilist": "anilist_id"}
        return {
            (source, str(getattr(entry, name))): entry
            for source, name in ids.items()
            for entry in self.world.anime
        }


@pytest.fixture(scope="module")
def many_days(tmp_path_factory: pytest.TempPathFactory, world_seed: int) -> ManyDays:
    folder = tmp_path_factory.mktemp("many_days")
    lake, world = Lake(folder / "lake"), World(seed=world_seed, scale=0.01)
    with SimulatorServer(folder / "served", world=world, limits=False) as server:
        for day in FETCHED_DAYS:
            world.day = day
            with clock.playing(world.today):
                jikan, anilist = (server.base_url(name) for name in ("jikan", "anilist"))
                run_source(lake, "jikan", jikan, seasons=SEASONS, top=0, details=[])
                run_source(lake, "anilist", anilist, seasons=SEASONS, top=0)
    marts = {"anime_top_count": TOP, "anime_outcome_days": 30}
    build_gold(lake, settings_of(lake, marts=marts))
    return ManyDays(lake, world)


def test_every_premiere_between_two_fetches_is_measured(many_days: ManyDays) -> None:
    measured = many_days.rows("select source, record_id from mart_anime_velocity")
    season_starts = {
        key
        for key, entry in many_days.entries.items()
        if FETCHED_DAYS[0] <= entry.first_day <= FETCHED_DAYS[-1] - 14
        and f"{entry.season_year}-{entry.season}" in SEASONS
    }
    assert set(measured) == season_starts
    assert len(measured) > 30


def test_members_a_day_are_those_that_came(many_days: ManyDays) -> None:
    for source, record_id, start, per_day in many_days.rows(
        "select source, record_id, premiere_member_count, members_per_day from mart_anime_velocity"
    ):
        entry = many_days.entries[source, record_id]
        first = entry.members(entry.first_day)
        gained = entry.members(entry.first_day + 14) - first
        assert start == pytest.approx(first, rel=0.01)
        assert per_day == pytest.approx(gained / 14, rel=0.05)


def test_the_planted_velocity_is_recovered(many_days: ManyDays) -> None:
    paces: dict[str, list[tuple[float, float]]] = {"jikan": [], "anilist": []}
    for source, record_id, pace in many_days.rows(
        "select source, record_id, pace from mart_anime_velocity where pace is not null"
    ):
        paces[source].append((pace, many_days.entries[source, record_id].velocity))
    for found in paces.values():
        assert len(found) >= 15
        measured, planted = zip(*found, strict=True)
        assert spearmanr(measured, planted).statistic > 0.97
        usual = sorted(planted)[len(planted) // 2]
        for pace, velocity in found:
            assert pace == pytest.approx(velocity / usual, rel=0.1)


def test_deciles_add_up_to_what_became_of_the_anime(many_days: ManyDays) -> None:
    newest = date_of(FETCHED_DAYS[-1])
    rows = many_days.rows(
        "select source, velocity_decile, premiere_date, is_top_by_member, year_member_rank, "
        "is_top_by_score, year_score_rank from mart_anime_velocity"
    )
    for _, _, premiere, by_member, member_rank, by_score, score_rank in rows:
        is_known = newest - premiere >= timedelta(days=30)
        assert by_member == ((member_rank <= TOP) if is_known else None)
        assert by_score == ((score_rank or TOP + 1) <= TOP if is_known else None)
    deciles = {
        (source, decile): (count, top)
        for source, decile, count, top in many_days.rows(
            "select source, velocity_decile, anime_count, top_anime_count "
            "from mart_anime_velocity_decile where outcome = 'members'"
        )
    }
    expected: dict[tuple[str, int], tuple[int, int]] = {}
    for source, decile, _, is_top, *_ in rows:
        if is_top is not None:
            count, top = expected.get((source, decile), (0, 0))
            expected[source, decile] = (count + 1, top + is_top)
    assert deciles == expected
    assert any(top for _, top in deciles.values())
    assert any(count > top for count, top in deciles.values())


def test_intervals_of_shares_are_wilsons(many_days: ManyDays) -> None:
    rows = many_days.rows(
        "select top_anime_count, anime_count, top_rate, top_rate_low, top_rate_high "
        "from mart_anime_velocity_decile"
    )
    assert rows
    for top, count, *figures in rows:
        bounds = binomtest(top, count).proportion_ci(0.95, "wilson")
        assert figures == pytest.approx([top / count, bounds.low, bounds.high], abs=1e-12)
