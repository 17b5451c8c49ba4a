from __future__ import annotations

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
from reelhouse.transform.build import build_gold
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


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return new_lake(tmp_path)


@pytest.fixture(scope="module")
def everything_built(tmp_path_factory: pytest.TempPathFactory) -> Lake:
    lake = new_lake(tmp_path_factory.mktemp("everything"))
    deliver_everything(lake)
    build(lake)
    return lake


@pytest.fixture
def built(everything_built: Lake, tmp_path: Path) -> Lake:
    """All files of one day, and their build."""
    return copy_of(everything_built, tmp_path)


def build(lake: Lake, **options: object) -> Build:
    build_gold(lake, settings_of(lake), **options)  # type: ignore[arg-type]
    return require_current(lake)


def rows(build: Build, sql: str) -> list[tuple[object, ...]]:
    return query(build, sql)[1]


VERSIONS = (
    "select title_key, primary_title, runtime_minutes, valid_from, valid_to, is_current "
    "from dim_title order by title_key, valid_from"
)


def test_builds_every_table_and_passes_its_gates(lake: Lake) -> None:
    deliver_everything(lake)

    report = build_gold(lake, settings_of(lake), data_tests=True)

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


def test_region_na_is_namibia_and_not_a_missing_value(built: Lake) -> None:
    regions = rows(require_current(built), "select region from dim_title_aka order by aka_ordering")

    assert regions == [(None,), ("NA",)]


def test_an_empty_field_is_a_missing_value(lake: Lake) -> None:
    deliver(lake, "name.basics", [("nm0000001", "Ana Arden", "", N, "", "")])

    people = rows(build(lake), "select birth_year, death_year, professions from dim_person")

    assert people == [(None, None, None)]


def test_weighted_rating_is_the_bayesian_one(built: Lake) -> None:
    published = require_current(built)

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


def test_change_opens_a_version_and_absence_closes_one(lake: Lake) -> None:
    deliver(lake, "title.basics", TITLES[:3], "2026-01-01")
    build(lake)
    longer = (*TITLES[0][:7], "95", TITLES[0][8])
    deliver(lake, "title.basics", [longer, TITLES[1], TITLES[3]], "2026-01-02")

    versions = rows(build(lake, accepted=["row_loss_dim_title"]), VERSIONS)

    first, second = date(2026, 1, 1), date(2026, 1, 2)
    assert versions == [
        (1, "Alpha", 90, first, second, False),
        (1, "Alpha", 95, second, None, True),
        (2, "Beta", 120, first, None, True),
        (3, "Gamma", None, first, second, False),
        (4, "Gamma One", 45, second, None, True),
    ]


def test_adult_flag_is_corrected_without_a_new_version(lake: Lake) -> None:
    deliver(lake, "title.basics", TITLES[:1], "2026-01-01")
    build(lake)
    deliver(lake, "title.basics", [(*TITLES[0][:4], "1", *TITLES[0][5:])], "2026-01-02")

    versions = rows(build(lake), "select is_adult, valid_from, is_current from dim_title")

    assert versions == [(True, date(2026, 1, 1), True)]


def test_a_title_that_returns_gets_a_version_of_its_own(lake: Lake) -> None:
    deliver(lake, "title.basics", TITLES[:2], "2026-01-01")
    build(lake)
    deliver(lake, "title.basics", TITLES[:1], "2026-01-02")
    build(lake, accepted=["row_loss_dim_title"])
    deliver(lake, "title.basics", TITLES[:2], "2026-01-03")

    versions = rows(build(lake), VERSIONS + " desc")

    assert [v[0] for v in versions] == [1, 2, 2]
    assert [v[3:] for v in versions if v[0] == 2] == [
        (date(2026, 1, 3), None, True),
        (date(2026, 1, 1), date(2026, 1, 2), False),
    ]


def test_rating_snapshot_holds_what_changed_or_appeared(lake: Lake) -> None:
    deliver(lake, "title.ratings", RATINGS, "2026-01-01")
    build(lake)
    changed = [RATINGS[0], ("tt0000002", "6.1", "60"), RATINGS[2], ("tt0000004", "9.0", "7")]
    deliver(lake, "title.ratings", changed, "2026-01-02")

    snapshots = rows(
        build(lake),
        "select title_key, snapshot_date, vote_count, is_latest from fact_rating_snapshot "
        "order by title_key, snapshot_date",
    )

    first, second = date(2026, 1, 1), date(2026, 1, 2)
    assert snapshots == [
        (1, first, 100, True),
        (2, first, 50, False),
        (2, second, 60, True),
        (3, first, 10, True),
        (4, second, 7, True),
    ]


def deliver_three_days(lake: Lake, between: list[str]) -> Build:
    """Three days of changes, with a build after each day named in `between` and at the end."""
    days = {
        "2026-01-01": ([*TITLES[:3]], [*RATINGS]),
        "2026-01-02": (
            [(*TITLES[0][:2], "Alpha!", *TITLES[0][3:]), TITLES[1], TITLES[2], TITLES[3]],
            [RATINGS[0], ("tt0000002", "6.4", "55"), RATINGS[2]],
        ),
        "2026-01-03": (
            [TITLES[0], TITLES[1], TITLES[3]],
            [("tt0000001", "8.1", "130"), ("tt0000002", "6.4", "55"), ("tt0000004", "5.0", "9")],
        ),
    }
    for day, (titles, ratings) in days.items():
        deliver(lake, "title.basics", titles, day)
        deliver(lake, "title.ratings", ratings, day)
        if day in between:
            build(lake)
    return build(lake, accepted=["row_loss_dim_title"])


HISTORY = ("dim_title", "dim_rating_prior", "fact_rating_snapshot")


def test_history_is_the_same_built_daily_caught_up_or_anew(tmp_path: Path) -> None:
    daily = new_lake(tmp_path / "daily")
    daily_build = deliver_three_days(daily, ["2026-01-01", "2026-01-02"])
    caught_up = deliver_three_days(new_lake(tmp_path / "late"), ["2026-01-01"])
    at_once = deliver_three_days(new_lake(tmp_path / "once"), [])
    anew = build(daily, full=True)

    for other in (caught_up, at_once, anew):
        changes = {
            c.table: (c.removed, c.added)
            for c in diff(daily, settings_of(daily), daily_build, other)
        }
        assert all(changes[table] == (0, 0) for table in HISTORY), changes


def test_a_late_older_snapshot_is_put_in_its_place(tmp_path: Path) -> None:
    in_order, late = new_lake(tmp_path / "a"), new_lake(tmp_path / "b")
    newer = [("tt0000001", "8.2", "150"), *RATINGS[1:]]
    deliver(in_order, "title.ratings", RATINGS, "2026-01-01")
    deliver(in_order, "title.ratings", newer, "2026-01-02")
    expected = build(in_order)
    deliver(late, "title.ratings", newer, "2026-01-02")
    build(late)
    deliver(late, "title.ratings", RATINGS, "2026-01-01")

    found = build(late)

    changes = {
        c.table: (c.removed, c.added) for c in diff(late, settings_of(late), expected, found)
    }
    assert changes["fact_rating_snapshot"] == (0, 0)
    assert found.manifest["carried_history"] is False


def test_loss_without_a_reason_is_refused_and_the_published_build_stays(built: Lake) -> None:
    published = require_current(built)
    deliver(built, "title.principals", [], "2026-01-02")

    with pytest.raises(GateRefused, match="row_loss_fact_credit"):
        build_gold(built, settings_of(built))

    assert require_current(built).build_id == published.build_id
    refused = list_builds(built)[0]
    assert refused.status == "refused"
    assert refused.rows["fact_credit"] == 0
    assert read_runs(built, "build")[0]["status"] == "refused"


@pytest.mark.parametrize(
    ("resource", "short", "gate"),
    [
        ("title.basics", TITLES[:3], "row_loss_dim_title"),
        ("title.ratings", RATINGS[:2], "delivery_loss_ratings"),
    ],
)
def test_history_does_not_hide_that_a_delivery_came_short(
    built: Lake, resource: str, short: list[tuple[str, ...]], gate: str
) -> None:
    deliver(built, resource, short, "2026-01-02")

    with pytest.raises(GateRefused, match=gate):
        build_gold(built, settings_of(built))


def test_a_named_gate_can_be_let_pass_and_the_evidence_says_so(built: Lake) -> None:
    deliver(built, "title.principals", [], "2026-01-02")

    report = build_gold(built, settings_of(built), accepted=["row_loss_fact_credit"])

    assert require_current(built).build_id == report.build_id
    [gate] = [g for g in report.gates if g.name == "row_loss_fact_credit"]
    assert (gate.verdict, gate.figure) == ("accepted", 1.0)


def test_the_main_category_is_found_among_any_number_of_them(lake: Lake) -> None:
    deliver(lake, "title.basics", TITLES)
    categories = [f"kind {number}" for number in range(1100)] + ["zookeeper", "zookeeper"]
    deliver(
        lake,
        "title.principals",
        [("tt0000001", str(i), "nm0000001", c, N, N) for i, c in enumerate(categories, 1)],
    )

    [main] = rows(build(lake), "select main_category, credit_count from mart_talent")

    assert main == ("zookeeper", 1102)


def test_orphans_are_counted_and_kept(built: Lake) -> None:
    credit = ("tt0000009", "1", "nm0000001", "actor", N, N)
    deliver(built, "title.principals", [credit], "2026-01-02")

    report = build_gold(built, settings_of(built), accepted=["row_loss_fact_credit"], full=True)

    [gate] = [g for g in report.gates if g.name == "orphan_credits"]
    assert (gate.verdict, gate.figure) == ("warned", 1.0)
    assert report.rows["fact_credit"] == 1


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


def test_what_a_dead_build_left_is_swept_by_the_next(lake: Lake) -> None:
    deliver_everything(lake)
    dead = lake.gold / "20250101T000000Z-dead" / "dim_title"
    dead.mkdir(parents=True)
    (dead / "data.parquet").write_bytes(b"half")

    build(lake)

    assert not dead.parent.exists()


def test_a_second_build_refuses_while_one_runs(built: Lake) -> None:
    deliver(built, "title.ratings", [("tt0000001", "8.1", "120"), *RATINGS[1:]], "2026-01-02")
    with built.exclusive("build"), pytest.raises(ReelhouseError, match="another build is running"):
        build_gold(built, settings_of(built))
    assert build_gold(built, settings_of(built)).changed


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
