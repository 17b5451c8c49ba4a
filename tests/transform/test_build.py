from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from reelhouse.builds import diff, list_builds
from reelhouse.errors import GateRefused, ReelhouseError
from reelhouse.evidence import Run, read_runs
from reelhouse.gold import Build, current_build, query, require_current
from reelhouse.lake import Lake
from reelhouse.sources.api import Resource
from reelhouse.sources.envelope import Fetch, Spool
from reelhouse.sources.envelope import deliver as deliver_rows
from reelhouse.transform.build import BuildReport, build_gold
from tests.lakes import (
    RATINGS,
    TITLES,
    copy_of,
    deliver,
    deliver_everything,
    new_lake,
    settings_of,
)

N = r"\N"
DEAD = "20250101T000000Z-dead"


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return new_lake(tmp_path)


@dataclass(frozen=True)
class Built:
    """A lake, and what its build said."""

    lake: Lake
    report: BuildReport


@pytest.fixture(scope="module")
def everything_built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """All files of one day, built where an earlier build had died."""
    lake = new_lake(tmp_path_factory.mktemp("everything"))
    deliver_everything(lake)
    dead = lake.gold / DEAD / "dim_title"
    dead.mkdir(parents=True)
    (dead / "data.parquet").write_bytes(b"half")
    return Built(lake, build_gold(lake, settings_of(lake)))


@pytest.fixture
def built(everything_built: Built, tmp_path: Path) -> Lake:
    """A copy of that lake to go on with."""
    return copy_of(everything_built.lake, tmp_path)


def build(lake: Lake, **options: object) -> Build:
    build_gold(lake, settings_of(lake), **options)  # type: ignore[arg-type]
    return require_current(lake)


def rows(build: Build, sql: str) -> list[tuple[object, ...]]:
    return query(build, sql)[1]


def test_builds_every_table_and_passes_its_gates(everything_built: Built) -> None:
    report = everything_built.report

    assert report.changed
    assert report.rows["dim_title"] == 4
    assert report.rows["dim_person"] == 2
    assert report.rows["fact_credit"] == 4
    assert report.rows["bridge_title_genre"] == 5
    assert report.rows["bridge_title_crew"] == 4
    assert report.rows["dim_title_aka"] == 2
    assert report.rows["fact_episode"] == 1
    assert report.rows["fact_rating_snapshot"] == 3
    assert [g for g in report.gates if g.verdict == "failed"] == []


def test_what_a_dead_build_left_is_swept_by_the_next(everything_built: Built) -> None:
    assert not (everything_built.lake.gold / DEAD).exists()


def test_region_na_is_namibia_and_not_a_missing_value(everything_built: Built) -> None:
    published = require_current(everything_built.lake)

    regions = rows(published, "select region from dim_title_aka order by aka_ordering")

    assert regions == [(None,), ("NA",)]


def test_weighted_rating_is_the_bayesian_one(everything_built: Built) -> None:
    published = require_current(everything_built.lake)

    # movies: averages 8.0 and 6.0, votes 100 and 50; the 0.9 quantile of two votes is 95
    [(prior, weight)] = rows(
        published,
        "select prior_rating, prior_vote_count from dim_rating_prior where title_type = 'movie'",
    )
    assert (prior, weight) == (7.0, 95.0)
    [(weighted,)] = rows(
        published, "select weighted_rating from fact_rating_snapshot where title_key = 1"
    )
    assert weighted == pytest.approx((100 * 8.0 + 95 * 7.0) / 195)


def test_unchanged_input_builds_nothing(built: Lake) -> None:
    first = require_current(built)

    again = build_gold(built, settings_of(built))

    assert not again.changed
    assert again.build_id == first.build_id
    assert len(list_builds(built)) == 1


def test_what_may_be_derived_now_is_built_anew(built: Lake) -> None:
    audited = settings_of(built, youtube={"accepted_audit": "letter of 2026-05-01"})

    assert build_gold(built, audited).changed
    assert not build_gold(built, audited).changed
    assert build_gold(built, settings_of(built)).changed


LONGER = (*TITLES[0][:7], "95", TITLES[0][8])
FOR_ADULTS = (*TITLES[1][:4], "1", *TITLES[1][5:])
THREE_DAYS = {
    "2026-01-01": ([*TITLES[:3]], [*RATINGS]),
    "2026-01-02": (
        [LONGER, FOR_ADULTS, TITLES[3]],
        [RATINGS[0], ("tt0000002", "6.1", "60"), RATINGS[2], ("tt0000004", "9.0", "7")],
    ),
    "2026-01-03": (
        [LONGER, FOR_ADULTS, TITLES[2], TITLES[3]],
        [("tt0000001", "8.1", "130"), ("tt0000002", "6.1", "60"), ("tt0000004", "5.0", "9")],
    ),
}
LOSSES = ["row_loss_dim_title", "delivery_loss_ratings"]
FIRST, SECOND, THIRD = (date.fromisoformat(day) for day in THREE_DAYS)


def deliver_three_days(lake: Lake, built: list[str]) -> list[Build]:
    """Three days of changes; gives the builds after each day named in `built`."""
    builds = []
    for day, (titles, ratings) in THREE_DAYS.items():
        deliver(lake, "title.basics", titles, day)
        deliver(lake, "title.ratings", ratings, day)
        if day in built:
            builds.append(build(lake, accepted=LOSSES))
    return builds


@dataclass(frozen=True)
class Daily:
    """A lake that is built each day, and its builds."""

    lake: Lake
    builds: list[Build]


@pytest.fixture(scope="module")
def daily(tmp_path_factory: pytest.TempPathFactory) -> Daily:
    lake = new_lake(tmp_path_factory.mktemp("daily"))
    return Daily(lake, deliver_three_days(lake, list(THREE_DAYS)))


VERSIONS = (
    "select title_key, primary_title, runtime_minutes, valid_from, valid_to, is_current "
    "from dim_title order by title_key, valid_from"
)


def test_change_opens_a_version_and_absence_closes_one(daily: Daily) -> None:
    assert rows(daily.builds[1], VERSIONS) == [
        (1, "Alpha", 90, FIRST, SECOND, False),
        (1, "Alpha", 95, SECOND, None, True),
        (2, "Beta", 120, FIRST, None, True),
        (3, "Gamma", None, FIRST, SECOND, False),
        (4, "Gamma One", 45, SECOND, None, True),
    ]


def test_adult_flag_is_corrected_without_a_new_version(daily: Daily) -> None:
    flags = [
        rows(published, "select is_adult, valid_from, is_current from dim_title where title_key=2")
        for published in daily.builds[:2]
    ]

    assert flags == [[(False, FIRST, True)], [(True, FIRST, True)]]


def test_a_title_that_returns_gets_a_version_of_its_own(daily: Daily) -> None:
    versions = [row[3:] for row in rows(daily.builds[2], VERSIONS) if row[0] == 3]

    assert versions == [(FIRST, SECOND, False), (THIRD, None, True)]


def test_rating_snapshot_holds_what_changed_or_appeared(daily: Daily) -> None:
    snapshots = rows(
        daily.builds[1],
        "select title_key, snapshot_date, vote_count, is_latest from fact_rating_snapshot "
        "order by title_key, snapshot_date",
    )

    assert snapshots == [
        (1, FIRST, 100, True),
        (2, FIRST, 50, False),
        (2, SECOND, 60, True),
        (3, FIRST, 10, True),
        (4, SECOND, 7, True),
    ]


HISTORY = ("dim_title", "dim_rating_prior", "fact_rating_snapshot")


@pytest.mark.long
def test_history_is_the_same_built_daily_caught_up_or_anew(daily: Daily, tmp_path: Path) -> None:
    [_, caught_up] = deliver_three_days(new_lake(tmp_path / "late"), ["2026-01-01", "2026-01-03"])
    [at_once] = deliver_three_days(new_lake(tmp_path / "once"), ["2026-01-03"])
    anew = build(daily.lake, full=True)

    for other in (caught_up, at_once, anew):
        changes = {
            c.table: (c.removed, c.added)
            for c in diff(daily.lake, settings_of(daily.lake), daily.builds[2], other)
        }
        assert all(changes[table] == (0, 0) for table in HISTORY), changes


def test_loss_without_a_reason_is_refused_and_the_published_build_stays(built: Lake) -> None:
    published = require_current(built)
    deliver(built, "title.principals", [], "2026-01-02")
    # history keeps what has gone, and does not hide that deliveries came short
    deliver(built, "title.basics", TITLES[:3], "2026-01-02")
    deliver(built, "title.ratings", RATINGS[:2], "2026-01-02")

    with pytest.raises(GateRefused) as refusal:
        build_gold(built, settings_of(built))

    for gate in ("row_loss_fact_credit", "row_loss_dim_title", "delivery_loss_ratings"):
        assert f"  {gate}: " in str(refusal.value)
    assert require_current(built).build_id == published.build_id
    refused = list_builds(built)[0]
    assert refused.status == "refused"
    assert refused.rows["fact_credit"] == 0
    assert read_runs(built, "build")[0]["status"] == "refused"


def test_a_named_gate_can_be_let_pass_and_orphans_are_counted_and_kept(built: Lake) -> None:
    credit = ("tt0000009", "1", "nm0000001", "actor", N, N)
    deliver(built, "title.principals", [credit], "2026-01-02")

    report = build_gold(built, settings_of(built), accepted=["row_loss_fact_credit"])

    assert require_current(built).build_id == report.build_id
    gates = {g.name: (g.verdict, g.figure) for g in report.gates}
    assert gates["row_loss_fact_credit"] == ("accepted", 0.75)
    assert gates["orphan_credits"] == ("warned", 1.0)
    assert report.rows["fact_credit"] == 1


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """A person with empty fields and 1,102 credits."""
    lake = new_lake(tmp_path_factory.mktemp("odd"))
    deliver(lake, "name.basics", [("nm0000001", "Ana Arden", "", N, "", "")])
    deliver(lake, "title.basics", TITLES)
    categories = [f"kind {number}" for number in range(1100)] + ["zookeeper", "zookeeper"]
    deliver(
        lake,
        "title.principals",
        [("tt0000001", str(i), "nm0000001", c, N, N) for i, c in enumerate(categories, 1)],
    )
    return build(lake)


def test_an_empty_field_is_a_missing_value(odd: Build) -> None:
    people = rows(odd, "select birth_year, death_year, professions from dim_person")

    assert people == [(None, None, None)]


def test_the_main_category_is_found_among_any_number_of_them(odd: Build) -> None:
    [main] = rows(odd, "select main_category, credit_count from mart_talent")

    assert main == ("zookeeper", 1102)


def test_missing_files_leave_their_tables_empty(lake: Lake) -> None:
    deliver(lake, "title.ratings", RATINGS)

    published = build(lake)

    assert published.rows["fact_rating_snapshot"] == 3
    assert published.rows["dim_title"] == 0
    assert published.rows["fact_credit"] == 0
    [gate] = [g for g in published.manifest["gates"] if g["name"] == "orphan_ratings"]
    assert gate["verdict"] == "skipped"


def test_an_empty_lake_says_what_to_do(lake: Lake) -> None:
    with pytest.raises(ReelhouseError, match="nothing has been ingested"):
        build_gold(lake, settings_of(lake))
    assert current_build(lake) is None


def test_a_second_build_refuses_while_one_runs(built: Lake) -> None:
    deliver(built, "title.ratings", [("tt0000001", "8.1", "120"), *RATINGS[1:]], "2026-01-02")
    with built.exclusive("build"), pytest.raises(ReelhouseError, match="another build is running"):
        build_gold(built, settings_of(built))


def test_what_gold_does_not_read_makes_no_new_build(built: Lake) -> None:
    first = require_current(built)
    with Run.start(built, "ingest", settings_of(built)) as run:
        spool = Spool(
            "jikan", Resource("anime_staff", {}), run.run_id, built.incoming / "rows.ndjson"
        )
        spool.add(Fetch("GET /x", 200, "2026-01-01T00:00:00+00:00"), [("1", {"mal_id": 1})])
        deliver_rows(built, run, spool, origin="", terms="", day=date(2026, 1, 1))
    again = build_gold(built, settings_of(built))
    assert (again.changed, again.build_id) == (False, first.build_id)
