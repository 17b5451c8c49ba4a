"""Features of releases on a lake with everything in it."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from reelhouse import clock
from reelhouse.gold import require_current
from reelhouse.lake import Lake
from reelhouse.ml.releases import population, read_releases
from reelhouse.ml.tables import gold_tables
from reelhouse.settings import load_settings
from reelhouse.simulator.settings_file import AGREEMENTS
from reelhouse.sqltext import table_scan
from reelhouse.transform.build import build_gold
from reelhouse.transform.gates import check_gates, load_gates
from tests.lakes import deliver_everything, new_lake, settings_of
from tests.whole_lake import WholeLake

GATE = "future_feature_title_release"
READS = ("feature_title_release", "fact_title_standing", "dim_title")


def _verdict(demo: WholeLake, features: str) -> str:
    """What the gate says of the build, with features as a query changes them."""
    [gate] = [gate for gate in load_gates({}) if gate.name == GATE]
    with duckdb.connect() as connection:
        for table in demo.build.tables:
            scan = table_scan(demo.build.table_files(table))
            connection.execute(f'create view "built_{table}" as select * from {scan}')
        connection.execute(f"create table feature_title_release as {features}")
        [result] = check_gates(connection, [gate], delivered={}, published=None)
    return result.verdict


def test_no_feature_of_the_build_is_of_the_future(demo_build: WholeLake) -> None:
    assert _verdict(demo_build, "select * from built_feature_title_release") == "passed"


def test_a_planted_feature_that_only_the_future_knows_fails_the_build(
    demo_build: WholeLake,
) -> None:
    # views of trailers as of the newest observation, whenever the title came out
    planted = """
        select features.* replace (greatest(features.latest_source_date, newest.day)
            as latest_source_date)
        from built_feature_title_release as features
        left join (
            select links.title_key, max(seen.observed_date) as day
            from built_bridge_title_video as links
            inner join built_fact_video_snapshot as seen using (platform, video_id)
            group by links.title_key
        ) as newest using (title_key)
    """

    assert _verdict(demo_build, planted) == "failed"


def test_the_past_of_makers_is_that_of_earlier_titles_only(demo_build: WholeLake) -> None:
    [(rows, wrong)] = demo_build.rows(
        """
        with past as (
            select mine.title_key, count(standings.title_key) as title_count
            from bridge_title_maker as mine
            inner join feature_title_decision as decided using (title_key)
            left join bridge_title_maker as others
                on others.maker_kind = mine.maker_kind and others.maker_key = mine.maker_key
                and others.title_key <> mine.title_key
            left join fact_title_standing as standings
                on standings.title_key = others.title_key
                and standings.as_of_date = decided.as_of_date
                and standings.release_year < year(decided.known_at + 1)
                and standings.release_year < decided.release_year
            where mine.maker_kind = 'cast'
            group by mine.title_key
        )
        select count(*), count(*) filter (past.title_count <> features.cast_past_title_count)
        from past inner join feature_title_release as features using (title_key)
        """
    )

    assert rows > 1000
    assert wrong == 0


def test_a_quarter_of_each_kind_and_year_are_hits(demo_build: WholeLake) -> None:
    shares = demo_build.rows(
        """
        select avg(is_hit::int) from fact_title_standing
        where is_latest and vote_source = 'imdb' group by content_kind, release_year
        having count(*) >= 20
        """
    )

    assert len(shares) > 5
    assert all(0.2 <= share <= 0.3 for (share,) in shares)


def test_budgets_are_those_of_the_world(demo_build: WholeLake) -> None:
    rows = demo_build.rows(
        """
        select features.budget_usd, titles.title_id_imdb
        from feature_title_release as features inner join dim_title as titles using (title_key)
        where titles.is_current and features.budget_usd is not null
        """
    )

    planted = {title.imdb_id: title.budget_usd for title in demo_build.world.titles}
    known = [(budget, planted[imdb]) for budget, imdb in rows if imdb in planted]
    assert len(known) > 50
    assert all(budget == truth for budget, truth in known)


@pytest.mark.long
@pytest.mark.parametrize("agreed", [True, False])
def test_a_lake_of_tmdb_alone_is_learned_from_with_an_agreement_only(
    demo_build: WholeLake, tmp_path: Path, agreed: bool
) -> None:
    lake = Lake(tmp_path / "lake")
    (lake.root / "bronze").mkdir(parents=True)
    (lake.root / "bronze" / "tmdb").symlink_to(demo_build.lake.root / "bronze" / "tmdb")
    terms = {"training_agreements": AGREEMENTS if agreed else {}}
    with clock.playing(demo_build.world.today):
        build_gold(lake, load_settings(lake=lake.root, terms=terms))

    with gold_tables(require_current(lake), READS) as tables:
        releases = read_releases(tables)
    if not agreed:
        assert releases.empty
        return
    titles, about = population(releases, demo_build.world.today.isoformat())
    assert about == "films and series with details of TMDB"
    assert len(titles) > 300
    assert set(releases["vote_source"].dropna()) == {"tmdb"}
    for column in ("budget_usd", "gross_usd", "release_date", "cast_past_votes_rank_rate"):
        assert releases[column].notna().any()


def test_a_small_lake_of_imdb_alone_has_its_features(tmp_path: Path) -> None:
    lake = new_lake(tmp_path)
    deliver_everything(lake)

    report = build_gold(lake, settings_of(lake))

    assert report.rows["feature_title_release"] >= 0
    assert {g.verdict for g in report.gates if g.name == GATE} == {"passed"}


@pytest.mark.parametrize("column", ["vote_count", "votes_rank_rate", "is_hit", "rating"])
def test_outcomes_are_in_no_table_of_features(demo_build: WholeLake, column: str) -> None:
    columns = demo_build.rows("select * from (describe feature_title_release)")

    assert column not in {row[0] for row in columns}
