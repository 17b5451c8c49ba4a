"""Insight exports: every post of the team arrives in silver with its counts of the day."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from reelhouse.lake import Lake
from reelhouse.simulator.providers.insights import tiktok_link
from reelhouse.simulator.world import World
from reelhouse.simulator.world.clock import moment
from reelhouse.simulator.world.insights import InsightRow
from reelhouse.sources.ingest import IngestReport
from tests.silver import silver_rows
from tests.simulator.providers.tables import ingest_files


@pytest.fixture(scope="module")
def world() -> World:
    return World(titles=120)


@pytest.fixture(scope="module")
def ingested(world: World, tmp_path_factory: pytest.TempPathFactory) -> tuple[Lake, IngestReport]:
    return ingest_files(tmp_path_factory.mktemp("insights"), "insights", world)


def silver(lake: Lake, platform: str, columns: str) -> list[tuple[Any, ...]]:
    return silver_rows(
        lake,
        f"select post_id_{platform}, post_text, {columns} from silver_insights__{platform}_post "
        f"order by post_id_{platform}",
    )


def posted_at(row: InsightRow) -> object:
    return moment(row.day, row.second).replace(tzinfo=None)


def test_every_export_is_taken_whole(ingested: tuple[Lake, IngestReport]) -> None:
    _, report = ingested
    assert {outcome.resource: outcome.status for outcome in report.outcomes} == {
        "tiktok_posts": "delivered",
        "instagram_posts": "delivered",
        "facebook_posts": "delivered",
    }
    assert [outcome.resource for outcome in report.outcomes if outcome.rejected] == []
    assert (report.warnings, report.notes) == ([], [])


def test_posts_on_tiktok_whose_ids_tell_when_they_were_uploaded(
    world: World, ingested: tuple[Lake, IngestReport]
) -> None:
    assert silver(
        ingested[0],
        "tiktok",
        "post_url, account_name, uploaded_at, view_count, like_count, comment_count, share_count, "
        "save_count",
    ) == [
        (
            row.post_id,
            row.caption,
            tiktok_link(row),
            row.account,
            posted_at(row),
            row.views,
            row.likes,
            row.comments,
            row.shares,
            row.saves,
        )
        for row in sorted(world.insights.on("tiktok", 0), key=lambda row: row.post_id)
    ]


def test_posts_on_instagram(world: World, ingested: tuple[Lake, IngestReport]) -> None:
    assert silver(
        ingested[0],
        "instagram",
        "account_name, published_at, cast(duration_seconds as integer), view_count, "
        "impression_count, reach_count, like_count, comment_count, share_count, save_count",
    ) == [
        (
            row.post_id,
            row.caption,
            row.account,
            posted_at(row),
            row.duration_seconds,
            row.views,
            row.impressions,
            row.reach,
            row.likes,
            row.comments,
            row.shares,
            row.saves,
        )
        for row in sorted(world.insights.on("instagram", 0), key=lambda row: row.post_id)
    ]


def test_posts_on_facebook(world: World, ingested: tuple[Lake, IngestReport]) -> None:
    assert silver(
        ingested[0],
        "facebook",
        "published_at, cast(duration_seconds as integer), view_count, impression_count, "
        "reach_count, reaction_count, comment_count, share_count, cast(watch_seconds as bigint)",
    ) == [
        (
            row.post_id,
            row.caption,
            posted_at(row),
            row.duration_seconds,
            row.views,
            row.impressions,
            row.reach,
            row.likes,
            row.comments,
            row.shares,
            row.watch_seconds,
        )
        for row in sorted(world.insights.on("facebook", 0), key=lambda row: row.post_id)
    ]


def test_counts_of_each_day_are_kept(tmp_path: Path) -> None:
    world = World(titles=60)
    ingest_files(tmp_path, "insights", world)
    world.day = 3
    lake, _ = ingest_files(tmp_path, "insights", world)
    by_day = {
        world.today - timedelta(days=3 - day): sum(
            row.views for row in world.insights.on("tiktok", day)
        )
        for day in (0, 3)
    }
    assert by_day[world.today] > min(by_day.values())
    assert (
        dict(
            silver_rows(
                lake,
                "select cast(snapshot_date as date), cast(sum(view_count) as bigint) "
                "from silver_insights__tiktok_post group by all",
            )
        )
        == by_day
    )
