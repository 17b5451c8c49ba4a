"""The audience of the invented world: what is true of its members is what the marts say."""

from __future__ import annotations

import hmac
from collections import Counter, defaultdict
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest

from reelhouse.errors import UsageError
from reelhouse.export import export_table
from reelhouse.simulator.world.members import Member
from reelhouse.transform.declarations import declaration
from reelhouse.transform.lineage import parents
from tests.whole_lake import WholeLake

LEAST = 10


SINGLE_MEMBERS = {
    "dim_member",
    "fact_viewing_hour",
    "feature_member_month",
    "feature_member_genre",
    "feature_member_favourite",
    "mart_member_segment",
    "mart_churn_prediction",
    "mart_churn_reason",
    "mart_recommendation",
}
# compares how features are distributed, or errors, over all members together
OF_FEATURES = {"mart_model_drift", "mart_model_error"}
# sums over the members of a deal, which tests/transform/computed/test_licensing_roi.py holds to k
OF_DEALS = {"mart_licensing_roi"}
# views that are never kept, and names that are told without who watched them
NAMES_ONLY = {"viewing_member", "fact_viewing_name"}


@pytest.fixture(scope="module")
def counted(demo_build: WholeLake) -> list[Member]:
    """Members that the team knows and that agree to being counted."""
    world = demo_build.world
    return [m for m in world.members if m.joined_day <= world.day and m.consents_analytics]


def month_of(day: date) -> date:
    return day.replace(day=1)


def next_month(month: date) -> date:
    return month_of(month + timedelta(31))


def test_retention_by_cohort_is_exactly_the_true_one(
    demo_build: WholeLake, counted: list[Member]
) -> None:
    today = demo_build.world.today
    cohorts: dict[date, list[Member]] = defaultdict(list)
    for member in counted:
        cohorts[month_of(member.joined_date)].append(member)

    rows = demo_build.rows(
        "select cohort_month, months_since_join, member_count, retained_member_count, "
        "retention_rate from mart_retention_cohort order by 1, 2"
    )

    shown: dict[date, int] = Counter()
    for cohort, number, size, retained, rate in rows:
        month = cohort
        for _ in range(number):
            month = next_month(month)
        end = next_month(month)
        left = [m.cancelled_on(demo_build.world.day) for m in cohorts[cohort]]
        true = sum(day is None or day >= end for day in left)
        assert (size, retained, rate) == (len(left), true, true / len(left))
        shown[cohort] += 1
    months = {c: (today.year - c.year) * 12 + today.month - c.month + 1 for c in cohorts}
    large = {c: n for c, n in months.items() if len(cohorts[c]) >= LEAST}
    assert len(large) - len(shown) <= 1  # the smallest of them may go with those below it
    assert all(shown[c] == months[c] for c in shown)


def test_churn_is_exactly_what_the_members_months_say(
    demo_build: WholeLake, counted: list[Member]
) -> None:
    indices = {member.index for member in counted}
    at_start: Counter[date] = Counter()
    lost: Counter[date] = Counter()
    for row in demo_build.world.member_months:
        if row.member_index in indices:
            at_start[row.month] += 1
            lost[row.month] += row.has_left

    rows = demo_build.rows(
        "select month_start_date, member_count, churn_rate from mart_membership_month "
        "where dimension = 'all' and month_start_date >= date '2024-02-01'"
    )

    assert len(rows) == 25
    for month, members, churn in rows:
        assert members == at_start[month]
        assert churn == pytest.approx(lost[month] / at_start[month], abs=1e-12)


def test_sessions_hours_and_members_of_a_month_are_those_of_who_agreed(
    demo_build: WholeLake, counted: list[Member]
) -> None:
    world = demo_build.world
    of = {member.index: member for member in counted}
    sessions: Counter[tuple[date, str]] = Counter()
    minutes: dict[tuple[date, str], float] = defaultdict(float)
    members: dict[tuple[date, str], set[int]] = defaultdict(set)
    for session in world.sessions:
        if session.day <= world.day and session.member_index in of:
            month = month_of(session.started_at.date())
            group = (month, of[session.member_index].country)
            sessions[group] += 1
            minutes[group] += session.minutes
            members[group].add(session.member_index)

    rows = demo_build.rows(
        "select month_start_date, member_group, member_count, session_count, watched_hours "
        "from mart_viewing_month where dimension = 'country'"
    )

    assert {(r[0], r[1]): (r[2], r[3]) for r in rows} == {
        group: (len(members[group]), sessions[group]) for group in sessions
    }
    for month, country, _, _, hours in rows:
        assert hours == pytest.approx(minutes[month, country] / 60)


def test_who_did_not_agree_is_nowhere(demo_build: WholeLake, counted: list[Member]) -> None:
    [(members,)] = demo_build.rows("select count(*) from dim_member")
    [(watching,)] = demo_build.rows(
        "select count(*) from (select distinct member_key from fact_viewing_hour) as watched "
        "left join dim_member using (member_key) where dim_member.member_key is null"
    )

    assert (members, watching) == (len(counted), 0)
    assert len(counted) < sum(m.joined_day <= 0 for m in demo_build.world.members)


def test_pseudonyms_are_those_of_the_lakes_own_secret(
    demo_build: WholeLake, counted: list[Member]
) -> None:
    secret = demo_build.lake.pseudonym_secret.read_bytes()
    keys = {key for (key,) in demo_build.rows("select member_key from dim_member")}

    assert keys == {
        int(hmac.new(secret, m.member_id.encode(), "sha256").hexdigest()[:15], 16) for m in counted
    }


def test_no_column_of_gold_holds_an_id_of_a_member(demo_build: WholeLake) -> None:
    ids = {member.member_id for member in demo_build.world.members}
    found = []
    with duckdb.connect() as connection:
        for name, table in demo_build.build.manifest["tables"].items():
            paths = [str(path) for path in demo_build.build.table_files(name)]
            for column, kind in table["columns"].items():
                if "VARCHAR" in kind:
                    texts = connection.execute(
                        f'select distinct cast("{column}" as varchar) from read_parquet($1) '
                        f"where cast(\"{column}\" as varchar) like '%M-%'",
                        [paths],
                    ).fetchall()
                    found += [(name, column) for (text,) in texts if ids & set(text.split())]

    assert found == []
    assert demo_build.lake.pseudonym_secret.read_bytes().hex() not in "".join(
        path.read_text() for path in demo_build.lake.evidence.glob("*.json")
    )


def test_every_mart_made_of_members_shows_large_groups_only(demo_build: WholeLake) -> None:
    gates = {gate["name"]: gate["verdict"] for gate in demo_build.build.manifest["gates"]}
    made_of_members = [
        name
        for name, table in demo_build.build.manifest["tables"].items()
        if parents()[name] & {"dim_member", "fact_viewing_hour"}
        and "member_key" not in table["columns"]
        and name not in OF_FEATURES | OF_DEALS
    ]

    assert len(made_of_members) >= 8
    for name in made_of_members:
        assert gates[f"small_groups_{name}"] == "passed"
        for column in declaration(name).columns:
            if column.endswith("member_count"):
                [(smallest,)] = demo_build.rows(f"select min({column}) from {name}")
                # answers of models are empty where nothing was trained
                assert smallest is None or smallest >= LEAST, (name, column)


def test_whatever_reads_members_shows_groups_that_are_held_to_be_large() -> None:
    """A new mart that is made of members has to say which of its columns counts them."""
    of_members = {
        "silver_first_party__viewing_session",
        "silver_first_party__member_profile",
        *SINGLE_MEMBERS,
    }
    readers = {name for name, read in parents().items() if read & of_members}
    held = {
        name
        for name in readers - SINGLE_MEMBERS - OF_DEALS - OF_FEATURES - NAMES_ONLY
        if declaration(name).group_sizes
    }

    assert readers - held == SINGLE_MEMBERS | OF_DEALS | OF_FEATURES | NAMES_ONLY
    assert len(held) >= 8


def test_tables_of_single_members_do_not_leave_the_house(
    demo_build: WholeLake, tmp_path: Path
) -> None:
    for table in (*SINGLE_MEMBERS, "fact_viewing_name"):
        with pytest.raises(UsageError, match="personal data"):
            export_table(demo_build.build, table, tmp_path / "t.csv", for_own_use=False)
    assert export_table(demo_build.build, "dim_member", tmp_path / "t.csv", for_own_use=True) == []


def test_active_days_are_the_days_of_the_month_before(demo_build: WholeLake) -> None:
    [(members, wrong)] = demo_build.rows(
        """
        with days as (
            select
                member_key,
                date_trunc('month', hour_at) + interval 1 month as month_start_date,
                count(distinct cast(hour_at as date)) as active_day_count
            from fact_viewing_hour
            group by all
        )
        select count(*), count(*) filter (
            feature.active_day_count_1m <> coalesce(days.active_day_count, 0)
        )
        from feature_member_month as feature
        left join days using (member_key, month_start_date)
        """
    )
    assert members > 0
    assert wrong == 0
