"""History is the same in whatever order deliveries come, and can be explained."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from reelhouse.builds import diff
from reelhouse.gold import Build, query, require_current
from reelhouse.lake import Lake
from reelhouse.transform import inputs, lineage
from reelhouse.transform.build import build_gold
from tests.lakes import RATINGS, TITLES, copy_of, deliver, new_lake, settings_of

HISTORY = ("dim_title", "dim_rating_prior", "fact_rating_snapshot")

ALPHA_ON_TV = (TITLES[0][0], "tvMovie", *TITLES[0][2:])
BASICS = {1: TITLES, 2: (ALPHA_ON_TV, *TITLES[1:]), 3: (ALPHA_ON_TV, *TITLES[1:])}
VOTES = {
    1: RATINGS,
    2: RATINGS,
    3: (("tt0000001", "8.2", "140"), *RATINGS[1:], ("tt0000004", "9.0", "7")),
}

WEIGHTED_IN_ANOTHER_WAY = """
    select ratings.title_key, ratings.snapshot_date
    from fact_rating_snapshot as ratings
    left join dim_title as titles
        on ratings.title_key = titles.title_key
        and titles.valid_from <= ratings.snapshot_date
        and coalesce(titles.valid_to > ratings.snapshot_date, true)
    left join dim_rating_prior as priors
        on ratings.snapshot_date = priors.snapshot_date
        and coalesce(titles.title_type, 'unknown') = priors.title_type
    where coalesce(
        abs(
            ratings.weighted_rating
            - (vote_count * average_rating + prior_vote_count * prior_rating)
            / (vote_count + prior_vote_count)
        ) > 1e-9,
        true
    )
"""


@dataclass(frozen=True)
class Grown:
    """A lake as it is after some arrivals, with a build after each of them."""

    lake: Lake

    @property
    def build(self) -> Build:
        return require_current(self.lake)


After = Callable[..., Grown]


@pytest.fixture(scope="module")
def after(tmp_path_factory: pytest.TempPathFactory) -> After:
    """Gives the lake after some arrivals, such as `basics 2` of the second day; it is for reading.

    Lakes that begin alike go on from copies of the same one, as builds take seconds.
    """
    known: dict[tuple[str, ...], Grown] = {}

    def grown(*arrivals: str) -> Grown:
        if arrivals not in known:
            folder = tmp_path_factory.mktemp("after")
            *earlier, newest = arrivals
            lake = copy_of(grown(*earlier).lake, folder) if earlier else new_lake(folder)
            what, day = newest.split()
            rows = BASICS[int(day)] if what == "basics" else VOTES[int(day)]
            deliver(lake, f"title.{what}", rows, f"2026-01-0{day}")
            build_gold(lake, settings_of(lake))
            known[arrivals] = Grown(lake)
        return known[arrivals]

    return grown


def history_changes(before: Grown, after: Grown) -> dict[str, tuple[int, int]]:
    changes = diff(after.lake, settings_of(after.lake), before.build, after.build)
    return {c.table: (c.removed, c.added) for c in changes if c.table in HISTORY}


@pytest.mark.parametrize(
    "arrivals",
    [
        ["ratings 1", "basics 1"],
        *(
            pytest.param(order, marks=pytest.mark.long)
            for order in (
                ["basics 1", "ratings 1", "ratings 3", "basics 2"],
                ["basics 1", "ratings 3", "ratings 1"],
                ["basics 1", "ratings 1", "ratings 3", "basics 3"],
                ["ratings 1", "basics 2", "ratings 3"],
                ["basics 1", "ratings 1", "basics 2", "ratings 2"],
            )
        ),
    ],
    ids=", ".join,
)
def test_built_after_each_arrival_is_as_built_anew(
    after: After, arrivals: list[str], tmp_path: Path
) -> None:
    for number in range(1, len(arrivals) + 1):
        built = after(*arrivals[:number])
        assert query(built.build, WEIGHTED_IN_ANOTHER_WAY)[1] == []
    anew = Grown(copy_of(built.lake, tmp_path))

    build_gold(anew.lake, settings_of(anew.lake), full=True)

    assert history_changes(built, anew) == dict.fromkeys(HISTORY, (0, 0))


def test_a_late_older_snapshot_makes_history_anew(after: After) -> None:
    built = after("basics 1", "ratings 3", "ratings 1").build

    assert built.manifest["carried_history"] is False
    assert query(built, "select count(*) from fact_rating_snapshot")[1] == [(5,)]


def test_ratings_that_came_before_their_titles_are_weighed_by_type_afterwards(
    after: After,
) -> None:
    built = after("ratings 1", "basics 1").build

    assert built.manifest["carried_history"] is False
    assert query(built, "select title_type from dim_rating_prior order by 1")[1] == [
        ("movie",),
        ("tvSeries",),
    ]


def test_titles_of_a_later_day_leave_the_priors_of_earlier_ratings_alone(after: After) -> None:
    before = after("basics 1", "ratings 1")
    later = after("basics 1", "ratings 1", "basics 2")

    assert later.build.manifest["carried_history"] is True
    changes = history_changes(before, later)
    assert changes["dim_rating_prior"] == changes["fact_rating_snapshot"] == (0, 0)
    assert changes["dim_title"] == (1, 2)


def test_files_without_history_never_make_it_anew(after: After, tmp_path: Path) -> None:
    lake = copy_of(after("basics 1").lake, tmp_path)
    deliver(lake, "name.basics", [], "2025-12-31")

    build_gold(lake, settings_of(lake))

    assert require_current(lake).manifest["carried_history"] is True


def test_history_reads_what_it_says_it_reads() -> None:
    models = inputs.PROJECT / "models"
    tagged = {p.stem for p in models.rglob("*.sql") if "tags=['history']" in p.read_text()}
    read = set().union(*(lineage.parents()[model] for model in tagged)) - tagged
    bronze = set().union(*(lineage.parents()[silver] for silver in read if "silver" in silver))

    assert tagged == set(HISTORY)
    assert bronze == set(inputs.HISTORY_RESOURCES)


def test_what_arrives_while_a_build_plans_is_left_to_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lake = new_lake(tmp_path)
    deliver(lake, "title.basics", BASICS[1], "2026-01-01")
    plan_build = inputs.plan_build

    def plan_while_a_file_arrives(*read: Any, **how: Any) -> inputs.Plan:
        deliver(lake, "title.basics", BASICS[2], "2026-01-02")
        return plan_build(*read, **how)

    with monkeypatch.context() as patch:
        patch.setattr(inputs, "plan_build", plan_while_a_file_arrives)
        build_gold(lake, settings_of(lake))

    first: dict[str, Any] = require_current(lake).manifest
    assert list(first["seen"]["imdb__title_basics"]) == ["2026-01-01"]
    assert ["2026-01-01" in part["path"] for part in first["inputs"]] == [True]
    assert build_gold(lake, settings_of(lake)).rows["dim_title"] == 5
