"""Counters over time."""

import pytest

from reelhouse.simulator.world import World
from reelhouse.simulator.world.anime import ANNOUNCED_DAYS
from reelhouse.simulator.world.growth import Growth, settle

DAYS = [-966, -400, -100, -31, -7, -1, 0, 1, 2, 7, 30, 90, 180]


def assert_never_falls(counts: list[int]) -> None:
    assert all(count >= 0 for count in counts)
    assert counts == sorted(counts)


def test_counters_never_fall(world: World) -> None:
    for title in world.titles:
        assert_never_falls([title.votes(day).count for day in DAYS])
    for entry in world.anime:
        assert_never_falls([entry.members(day) for day in DAYS])
    for video in world.videos:
        told = [video.counters(day) for day in DAYS]
        assert_never_falls([counters.views for counters in told])
        if video.hides_likes:
            assert {counters.likes for counters in told} == {None}
        else:
            assert_never_falls([counters.likes or 0 for counters in told])
        if video.comments_disabled:
            assert {counters.comments for counters in told} == {None}
            assert world.comments(video) == ()
    for post in world.posts:
        assert_never_falls([post.likes(day) for day in DAYS])
    for track in world.tracks:
        assert_never_falls([track.playback_count(day) for day in DAYS])


def test_nothing_is_counted_before_it_is_there(world: World) -> None:
    for video in world.videos:
        before = video.counters(video.published_day - 1)
        assert before.views == 0
        assert video.counters(video.published_day).views > 0
    for entry in world.anime:
        assert entry.members(entry.first_day - ANNOUNCED_DAYS - 1) == 0


def test_the_counters_of_an_anime_add_up(world: World) -> None:
    scored = 0
    for entry in world.anime:
        for day in DAYS:
            stats = entry.stats(day)
            parts = (
                stats.watching,
                stats.completed,
                stats.on_hold,
                stats.dropped,
                stats.plan_to_watch,
            )
            assert sum(parts) == stats.members == entry.members(day)
            assert min(parts) >= 0
            assert sum(stats.score_votes) == stats.scored_by
            if stats.score is not None:
                scored += 1
                assert 1 <= stats.score <= 10
    assert scored > 1_000


def test_better_anime_gather_members_faster(world: World) -> None:
    aired = [entry for entry in world.anime if entry.first_day < -200]

    def early_share(quality_below: float, quality_from: float) -> float:
        shares = [
            entry.members(entry.first_day) / entry.members(entry.first_day + 365)
            for entry in aired
            if quality_from <= entry.quality < quality_below
        ]
        return sum(shares) / len(shares)

    assert early_share(2.0, 0.65) > early_share(0.35, 0.0) + 0.1


def test_votes_settle_near_the_true_quality(world: World) -> None:
    for title in world.titles:
        votes = title.votes(0)
        if votes.count > 400:
            assert votes.average == pytest.approx(4 + 5 * title.quality, abs=0.6)


def test_growth_and_averages_in_figures() -> None:
    growth = Growth(start=10, ceiling=1000, days=100, yearly=0.1)
    assert growth.at(9) == 0
    assert growth.at(109) == int(1000 * (1 - 2.718281828459045**-1 + 0.1 * 100 / 365.25))
    assert settle(7.0, 2.0, 0) == 0.0
    assert settle(7.0, 2.0, 4) == 8.0
    assert settle(9.5, 5.0, 1) == 10.0
