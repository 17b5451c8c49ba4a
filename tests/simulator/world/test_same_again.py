import json
from pathlib import Path

import pytest

from reelhouse.simulator.world import World, write_truth
from reelhouse.simulator.world.clock import HISTORY_DAYS, date_of

PARTS = (
    "titles",
    "anime",
    "videos",
    "netflix_runs",
    "offers",
    "posts",
    "tracks",
    "deals",
    "campaigns",
    "subscription_revenue",
    "members",
    "sessions",
)


def small(seed: int = 7, days: int = 30, day: int = 0) -> World:
    return World(seed, scale=0.0005, titles=30, days=days, day=day)


def test_the_same_arguments_give_the_same_world() -> None:
    first, second = small(), small()
    for name in PARTS:
        assert getattr(first, name) == getattr(second, name), name
    for one, other in zip(first.videos, second.videos, strict=True):
        assert one.true_views.tolist() == other.true_views.tolist()
        assert one.fake_views.tolist() == other.fake_views.tolist()
    for run, same in zip(first.netflix_runs, second.netflix_runs, strict=True):
        assert run.weekly_hours.tolist() == same.weekly_hours.tolist()


def test_a_part_does_not_depend_on_what_was_asked_before() -> None:
    forwards, backwards = small(), small()
    told = {name: getattr(forwards, name) for name in PARTS}
    for name in reversed(PARTS):
        assert getattr(backwards, name) == told[name], name


def test_another_seed_is_another_world() -> None:
    first, second = small(7), small(8)
    assert {title.imdb_id for title in first.titles} != {title.imdb_id for title in second.titles}
    assert first.effects != second.effects
    assert [post.text for post in first.posts] != [post.text for post in second.posts]


def test_today_can_be_moved_within_the_world() -> None:
    world = small(days=30, day=3)
    assert world.today == date_of(3)
    world.day = 30
    assert world.today == date_of(30)
    for outside in (31, -HISTORY_DAYS - 1):
        with pytest.raises(ValueError, match=f"not {outside}"):
            world.day = outside
    assert world.day == 30


@pytest.mark.parametrize(
    ("arguments", "message"),
    [({"titles": 0}, "at least one title"), ({"days": -1}, "negative"), ({"day": 500}, "not 500")],
)
def test_arguments_out_of_range_are_refused(arguments: dict[str, int], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        World(**arguments)


@pytest.mark.parametrize("titles", [1, 7])
def test_tiny_worlds_have_all_parts(titles: int) -> None:
    world = World(scale=0.0001, titles=titles, days=10)
    assert len(world.titles) == titles
    truth = world.truth()
    assert truth["counts"]["titles"] == titles
    assert world.netflix.global_top(0) is not None
    assert len(world.availability.on(0)) <= len(world.offers)


def test_truth_is_written_as_it_is_told(tmp_path: Path) -> None:
    world = small()
    path = tmp_path / "world.json"
    write_truth(world, path)
    assert json.loads(path.read_text(encoding="utf-8")) == world.truth()
    assert [found.name for found in tmp_path.iterdir()] == ["world.json"]
