"""The team's own files: all that the world has of them arrives in silver."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from reelhouse.lake import Lake
from reelhouse.simulator.providers.first_party import ANNOUNCED_DAYS, TABLES, title_cells
from reelhouse.simulator.world import World
from reelhouse.simulator.world.clock import day_of
from reelhouse.sources.first_party import SOURCE
from reelhouse.sources.ingest import IngestReport
from tests.silver import silver_rows
from tests.simulator.providers.tables import ingest_files
from tests.sources.tabular.tables import accepted


@pytest.fixture(scope="module")
def world() -> World:
    return World(titles=120)


@pytest.fixture(scope="module")
def ingested(world: World, tmp_path_factory: pytest.TempPathFactory) -> tuple[Lake, IngestReport]:
    return ingest_files(tmp_path_factory.mktemp("own"), "first_party", world)


@pytest.fixture(scope="module")
def lake(ingested: tuple[Lake, IngestReport]) -> Lake:
    return ingested[0]


def dollars(amounts: Iterable[float | None]) -> Decimal:
    """The sum of amounts, each in whole cents."""
    return sum((Decimal(f"{amount:.2f}") for amount in amounts if amount is not None), Decimal(0))


def test_every_table_is_taken_whole(ingested: tuple[Lake, IngestReport]) -> None:
    _, report = ingested
    assert {outcome.resource for outcome in report.outcomes} == {t.name for t in SOURCE.tables}
    assert {outcome.status for outcome in report.outcomes} == {"delivered"}
    assert [outcome.resource for outcome in report.outcomes if outcome.rejected] == []
    assert (report.warnings, report.notes) == ([], [])
    assert {outcome.snapshot_date for outcome in report.outcomes} == {date(2026, 2, 28)}


def test_deals_that_are_signed_with_what_they_earned(world: World, lake: Lake) -> None:
    signed = [deal for deal in world.deals if deal.signed_day <= 0]
    assert 0 < len(signed) < len(world.deals)
    begun = [deal for deal in signed if deal.start_day <= 0]
    assert silver_rows(
        lake,
        "select count(*), count(revenue_usd), sum(fee_usd), sum(revenue_usd), "
        "count(*) filter (is_exclusive) from silver_first_party__licensing_deal",
    ) == [
        (
            len(signed),
            len(begun),
            dollars(deal.fee_usd for deal in signed),
            dollars(deal.revenue_until(0) for deal in begun),
            sum(deal.is_exclusive for deal in signed),
        )
    ]
    deal = signed[0]
    title, imdb_id = title_cells(world, deal.title_index)
    assert silver_rows(
        lake,
        "select title, title_id_imdb, licensor, region, start_date, end_date, rights_window, "
        "signed_date, release_date from silver_first_party__licensing_deal "
        f"where deal_id = '{deal.deal_id}'",
    ) == [
        (
            title,
            imdb_id or None,
            deal.licensor,
            deal.region,
            deal.start_date,
            deal.end_date,
            deal.window,
            deal.signed_date,
            deal.release_date,
        )
    ]


def test_some_titles_come_with_their_id_and_all_with_the_teams_name(
    world: World, lake: Lake
) -> None:
    ids = {title.names.first_party: title.imdb_id for title in world.titles}
    rows = silver_rows(
        lake,
        "select distinct title, title_id_imdb from silver_first_party__viewing_session",
    )
    known = [imdb_id for _, imdb_id in rows if imdb_id]
    assert 0.4 < len(known) / len(rows) < 0.8
    assert {title for title, _ in rows} <= set(ids)
    assert set(known) <= set(ids.values())


def test_new_prices_are_told_once_announced(world: World, lake: Lake) -> None:
    rises = [r for r in world.price_rises if day_of(r.month) - ANNOUNCED_DAYS <= 0]
    rows = silver_rows(
        lake,
        "select distinct region, start_date, announced_date, "
        "round(new_price_usd / old_price_usd, 1) from silver_first_party__price_change",
    )

    assert rises
    assert {(region, start) for region, start, _, _ in rows} == {(r.region, r.month) for r in rises}
    assert {(start - announced).days for _, start, announced, _ in rows} == {ANNOUNCED_DAYS}
    factors = {(r.region, r.month): r.factor for r in rises}
    for region, start, _, ratio in rows:
        assert float(ratio) == pytest.approx(factors[region, start], abs=0.06)


def test_months_that_are_over(world: World, lake: Lake) -> None:
    regions = [row for row in world.subscribers if row.known_day <= 0]
    plans = [row for row in world.subscription_revenue if row.known_day <= 0]
    budgets = [row for row in world.content_budgets if row.known_day <= 0]
    assert silver_rows(
        lake,
        "select count(*), sum(subscriber_count), sum(new_subscriber_count), "
        "sum(cancelled_subscriber_count), max(cast(month_start_date as varchar)) "
        "from silver_first_party__regional_subscriber",
    ) == [
        (
            len(regions),
            sum(row.subscribers for row in regions),
            sum(row.new_subscribers for row in regions),
            sum(row.cancelled_subscribers for row in regions),
            "2026-01-01",
        )
    ]
    assert silver_rows(
        lake,
        "select count(*), sum(revenue_usd), sum(subscriber_count), sum(price_usd) "
        "from silver_first_party__subscription_revenue",
    ) == [
        (
            len(plans),
            dollars(row.revenue_usd for row in plans),
            sum(row.subscribers for row in plans),
            dollars(row.price_usd for row in plans),
        )
    ]
    assert silver_rows(
        lake,
        "select count(*), count(genre), sum(budget_usd), sum(spent_usd) "
        "from silver_first_party__content_budget",
    ) == [
        (
            len(budgets),
            sum(row.genre != "" for row in budgets),
            dollars(row.budget_usd for row in budgets),
            dollars(row.spent_usd for row in budgets),
        )
    ]


def test_campaigns_that_are_over(world: World, lake: Lake) -> None:
    over = [campaign for campaign in world.campaigns if campaign.end_day <= 0]
    assert 0 < len(over) < len(world.campaigns)
    assert silver_rows(
        lake,
        "select count(*), count(title), sum(spend_usd), sum(impression_count), sum(click_count), "
        "sum(new_subscriber_count) from silver_first_party__campaign",
    ) == [
        (
            len(over),
            sum(campaign.title_index is not None for campaign in over),
            dollars(campaign.spend_usd for campaign in over),
            sum(campaign.impressions for campaign in over),
            sum(campaign.clicks for campaign in over),
            sum(campaign.new_subscribers for campaign in over),
        )
    ]


def test_sessions_up_to_today(world: World, lake: Lake) -> None:
    sessions = [session for session in world.sessions if session.day <= 0]
    minutes, first, last = sum(Decimal(str(s.minutes)) for s in sessions), sessions[0], sessions[-1]
    assert silver_rows(
        lake,
        "select count(*), count(distinct member_id), sum(watched_minutes) "
        "from silver_first_party__viewing_session",
    ) == [(len(sessions), len({session.member_index for session in sessions}), minutes)]
    for session in (first, last):
        started: datetime = session.started_at.replace(tzinfo=None)
        assert silver_rows(
            lake,
            "select member_id, title, started_at, device from silver_first_party__viewing_session "
            f"where session_id = '{session.session_id}'",
        ) == [
            (
                world.members[session.member_index].member_id,
                world.titles[session.title_index].names.first_party,
                started,
                session.device,
            )
        ]


def test_members_with_their_consent_and_only_what_is_known_of_their_leaving(
    world: World, lake: Lake
) -> None:
    assert sorted(
        silver_rows(
            lake,
            "select member_id, country_code, plan, joined_date, cancelled_date, cancel_reason, "
            "is_active, has_analytics_consent, has_marketing_consent, "
            "has_personalisation_consent from silver_first_party__member_profile",
        )
    ) == sorted(
        (
            member.member_id,
            member.country,
            member.plan,
            member.joined_date,
            member.cancelled_on(0),
            member.cancel_reason if member.cancelled_on(0) else None,
            member.cancelled_on(0) is None,
            member.consents_analytics,
            member.consents_marketing,
            member.consents_personalisation,
        )
        for member in world.members
        if member.joined_day <= 0
    )


@pytest.mark.parametrize("ending", ["xlsx", "parquet"])
def test_the_other_forms_hold_what_the_csv_files_hold(
    world: World, lake: Lake, tmp_path: Path, ending: str
) -> None:
    tables = [name for name in TABLES if name != "viewing_sessions" or ending == "parquet"]
    other, report = ingest_files(
        tmp_path, "first_party", world, *(f"{name}.{ending}" for name in tables)
    )
    assert (report.warnings, report.notes) == ([], [])
    for name in tables:
        columns = [c for c in SOURCE.by_name[name].columns if c.filled_from == "cell"]
        wanted = ", ".join(f'"{column.name}"' for column in columns)
        [here], [there] = (x.snapshots("first_party", name)[-1].paths for x in (lake, other))
        assert accepted(there, wanted) == accepted(here, wanted), name


def test_names_with_commas_quotes_and_line_breaks_arrive_as_they_are(tmp_path: Path) -> None:
    world = World(titles=60)
    odd = ["Run, Rabbit", 'The "Blue" Hour', "Two\nLines", 'A;B,"C"\n,"', "1899", "null"]
    world.titles = tuple(
        replace(title, names=replace(title.names, first_party=f"{odd[n % len(odd)]} {n}"))
        for n, title in enumerate(world.titles)
    )
    lake, report = ingest_files(tmp_path, "first_party", world)
    assert sum(outcome.rejected for outcome in report.outcomes) == 0
    assert {
        title
        for (title,) in silver_rows(
            lake, "select distinct title from silver_first_party__viewing_session"
        )
    } == {world.titles[s.title_index].names.first_party for s in world.sessions if s.day <= 0}
