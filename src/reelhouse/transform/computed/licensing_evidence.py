"""What is known of licensing deals, of what was watched under them, and of revenue."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reelhouse.settings.marts import MartSettings
from reelhouse.sqltext import literal
from reelhouse.transform.workbench import Workbench

if TYPE_CHECKING:
    import pandas as pd

GROUPS = 400
"""Groups into which a region's members are put, so that a bootstrap takes as long for a million
members as for a thousand."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What returns are computed from.

    Attributes:
        deals: started deals, rows of `fact_licensing_deal`.
        revenue: `region`, `month`, `revenue_usd`, `subscriber_count`; one row per region and month,
            months rising.
        viewing: `region`, `member_group` below `GROUPS`, `month`, `minutes`; one row per group and
            month of a region.
        deal_viewing: the same with `deal_id` instead of `region`: what was watched under deals.
    """

    deals: pd.DataFrame
    revenue: pd.DataFrame
    viewing: pd.DataFrame
    deal_viewing: pd.DataFrame


def gather(bench: Workbench) -> Evidence:
    """Read it from gold, which has only members who agreed to be counted, and silver."""
    sessions = _sessions(bench.settings.marts)
    return Evidence(
        deals=bench.query(
            "select * from fact_licensing_deal where elapsed_days > 0 order by deal_id"
        ),
        revenue=bench.query("""
            with revenue as (
                select region, month_start_date, sum(revenue_usd) as revenue_usd
                from silver_first_party__subscription_revenue
                group by region, month_start_date
            )

            select
                revenue.region,
                revenue.month_start_date as month,
                cast(revenue.revenue_usd as double) as revenue_usd,
                cast(coalesce(subscribers.subscriber_count, 0) as double) as subscriber_count
            from revenue
            left join silver_first_party__regional_subscriber as subscribers
                on revenue.region = subscribers.region
                and revenue.month_start_date = subscribers.month_start_date
            order by revenue.region, revenue.month_start_date
        """),
        viewing=bench.query(f"""
            {sessions}
            select region, member_group, month, cast(sum(minutes) as double) as minutes
            from sessions
            group by region, member_group, month
        """),
        deal_viewing=bench.query(f"""
            {sessions}
            select
                deal_id,
                member_group,
                month,
                cast(sum(minutes / deals_at_once) as double) as minutes
            from viewed
            group by deal_id, member_group, month
        """),
    )


def _sessions(marts: MartSettings) -> str:
    """CTEs: `sessions` of regions with deals, by group and day, and `viewed` under which deal.

    What was watched under several deals counts for each of them in equal parts.
    """
    regions = ", ".join(
        f"({literal(code)}, {literal(region)})"
        for region, codes in marts.regions.items()
        for code in codes
    )
    return f"""
        with regions (country_code, region) as (values {regions}),

        deals as (
            select deal_id, title_key, region, start_date, end_date from fact_licensing_deal
            where elapsed_days > 0
        ),

        members as (
            select
                dim_member.member_key,
                regions.region,
                row_number() over (
                    partition by regions.region order by dim_member.member_key
                ) % {GROUPS} as member_group
            from dim_member
            inner join regions on dim_member.country_code = regions.country_code
            where regions.region in (select region from deals)
        ),

        sessions as (
            select
                members.region,
                members.member_group,
                watched.title_key,
                cast(watched.hour_at as date) as day,
                cast(date_trunc('month', watched.hour_at) as date) as month,
                sum(watched.watched_minutes) as minutes
            from fact_viewing_hour as watched
            inner join members on watched.member_key = members.member_key
            group by members.region, members.member_group, watched.title_key, day, month
        ),

        viewed as (
            select
                sessions.member_group,
                sessions.month,
                sessions.minutes,
                deals.deal_id,
                count(*) over (
                    partition by
                        sessions.region, sessions.member_group, sessions.title_key, sessions.day
                ) as deals_at_once
            from sessions
            inner join deals
                on sessions.title_key = deals.title_key
                and sessions.region = deals.region
                and sessions.day between deals.start_date and deals.end_date
        )
    """
