"""A team's own files, as they stand on the world's today."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from starlette.routing import BaseRoute, Route

from reelhouse.simulator.providers.base import Provider, Serving
from reelhouse.simulator.providers.tables import Rows, Shelf
from reelhouse.simulator.world.clock import add_months, date_of, day_of
from reelhouse.simulator.world.dice import Dice
from reelhouse.simulator.world.regions import PLANS, price_usd

if TYPE_CHECKING:
    from reelhouse.simulator.world import World

KNOWN_IDS = 0.6
"""Share of the titles of which the team has noted the id at IMDb."""

ANNOUNCED_DAYS = 30
"""How long before its first day a new price is announced."""


@cache
def _knows_id(seed: int, title_index: int) -> bool:
    return Dice(seed, "first-party ids", title_index).chance(KNOWN_IDS)


def title_cells(world: World, title_index: int | None) -> tuple[str, str]:
    """A title as the team writes it, and its id at IMDb where the team knows it."""
    if title_index is None:
        return "", ""
    title = world.titles[title_index]
    imdb_id = title.imdb_id if _knows_id(world.seed, title_index) else ""
    return title.names.first_party, imdb_id


def licensing_deals(world: World) -> Rows:
    """Deals that have been signed, with what they earned so far."""
    yield (
        "deal_id", "title", "title_id_imdb", "licensor", "region", "start_date", "end_date",
        "exclusivity", "rights_window", "fee_usd", "signed_date", "release_date", "revenue_usd",
    )  # fmt: skip
    for deal in world.deals:
        if deal.signed_day <= world.day:
            yield (
                deal.deal_id,
                *title_cells(world, deal.title_index),
                deal.licensor,
                deal.region,
                deal.start_date.isoformat(),
                deal.end_date.isoformat(),
                "exclusive" if deal.is_exclusive else "non_exclusive",
                deal.window,
                deal.fee_usd,
                deal.signed_date.isoformat(),
                deal.release_date.isoformat(),
                _usd(deal.revenue_until(world.day)),
            )


def licensing_offers(world: World) -> Rows:
    """Rights that can be had today."""
    yield (
        "offer_id", "title", "title_id_imdb", "licensor", "region", "start_date", "end_date",
        "exclusivity", "rights_window", "fee_usd", "offered_date", "valid_until_date",
        "release_date",
    )  # fmt: skip
    for offer in world.license_offers:
        if offer.is_open(world.day):
            yield (
                offer.offer_id,
                *title_cells(world, offer.title_index),
                offer.licensor,
                offer.region,
                offer.start_date.isoformat(),
                offer.end_date.isoformat(),
                "exclusive" if offer.is_exclusive else "non_exclusive",
                offer.window,
                offer.fee_usd,
                offer.offered_date.isoformat(),
                offer.valid_until_date.isoformat(),
                offer.release_date.isoformat(),
            )


def regional_subscribers(world: World) -> Rows:
    """Subscribers of the months that are over."""
    yield "region", "month", "subscribers", "new_subscribers", "cancelled_subscribers"
    for row in world.subscribers:
        if row.known_day <= world.day:
            yield (
                row.region,
                f"{row.month:%Y-%m}",
                row.subscribers,
                row.new_subscribers,
                row.cancelled_subscribers,
            )


def subscription_revenue(world: World) -> Rows:
    """Revenue of the months that are over."""
    yield "region", "month", "plan", "revenue_usd", "subscribers", "price_usd"
    for row in world.subscription_revenue:
        if row.known_day <= world.day:
            yield (
                row.region,
                f"{row.month:%Y-%m}",
                row.plan,
                _usd(row.revenue_usd),
                row.subscribers,
                _usd(row.price_usd),
            )


def price_changes(world: World) -> Rows:
    """New prices of all plans, those that were announced and are still to come among them."""
    yield "region", "plan", "start_date", "old_price_usd", "new_price_usd", "announced_date"
    for rise in world.price_rises:
        announced = day_of(rise.month) - ANNOUNCED_DAYS
        if announced > world.day:
            continue
        before = add_months(rise.month, -1)
        for plan in PLANS:
            yield (
                rise.region,
                plan,
                rise.month.isoformat(),
                _usd(price_usd(world.price_rises, rise.region, plan, before)),
                _usd(price_usd(world.price_rises, rise.region, plan, rise.month)),
                date_of(announced).isoformat(),
            )


def campaigns(world: World) -> Rows:
    """Campaigns that are over, as their figures are for the whole of them."""
    yield (
        "campaign_id", "name", "channel", "region", "title", "title_id_imdb", "start_date",
        "end_date", "spend_usd", "impressions", "clicks", "new_subscribers",
    )  # fmt: skip
    for campaign in world.campaigns:
        if campaign.end_day <= world.day:
            yield (
                campaign.campaign_id,
                campaign.name,
                campaign.channel,
                campaign.region,
                *title_cells(world, campaign.title_index),
                campaign.start_date.isoformat(),
                campaign.end_date.isoformat(),
                _usd(campaign.spend_usd),
                campaign.impressions,
                campaign.clicks,
                campaign.new_subscribers,
            )


def content_budgets(world: World) -> Rows:
    """Budgets of the months that are over, with what was spent."""
    yield "region", "month", "content_type", "genre", "budget_usd", "spent_usd"
    for row in world.content_budgets:
        if row.known_day <= world.day:
            yield (
                row.region,
                f"{row.month:%Y-%m}",
                row.content_type,
                row.genre,
                row.budget_usd,
                row.spent_usd,
            )


def viewing_sessions(world: World) -> Rows:
    """Every sitting up to today."""
    yield (
        "session_id", "member_id", "title", "title_id_imdb", "started_at", "minutes", "device",
    )  # fmt: skip
    members = [member.member_id for member in world.members]
    titles = [title_cells(world, title.index) for title in world.titles]
    dates: dict[int, str] = {}
    for session in world.sessions:
        if session.day <= world.day:
            day = session.day
            if day not in dates:
                dates[day] = date_of(day).isoformat()
            minute, second = divmod(session.second, 60)
            yield (
                session.session_id,
                members[session.member_index],
                *titles[session.title_index],
                f"{dates[day]}T{minute // 60:02}:{minute % 60:02}:{second:02}Z",
                session.minutes,
                session.device,
            )


def member_profiles(world: World) -> Rows:
    """Everybody who has joined; why somebody leaves is known on the day it happens."""
    yield (
        "member_id", "country", "plan", "joined_date", "cancelled_date", "cancel_reason",
        "consent_analytics", "consent_marketing", "consent_personalisation", "consent_date",
    )  # fmt: skip
    for member in world.members:
        if member.joined_day <= world.day:
            cancelled = member.cancelled_on(world.day)
            yield (
                member.member_id,
                member.country,
                member.plan,
                member.joined_date.isoformat(),
                cancelled.isoformat() if cancelled else None,
                member.cancel_reason if cancelled else None,
                _flag(member.consents_analytics),
                _flag(member.consents_marketing),
                _flag(member.consents_personalisation),
                date_of(member.consent_day).isoformat(),
            )


def _usd(amount: float | None) -> str | None:
    return None if amount is None else f"{amount:.2f}"


def _flag(is_so: bool) -> str:
    return "true" if is_so else "false"


TABLES = {
    table.__name__: table
    for table in (
        licensing_deals,
        licensing_offers,
        regional_subscribers,
        subscription_revenue,
        price_changes,
        campaigns,
        content_budgets,
        viewing_sessions,
        member_profiles,
    )
}


def routes(serving: Serving) -> list[BaseRoute]:
    """One file a table, in any form."""
    return [Route("/{file}", Shelf(serving.world, TABLES).answer)]


def settings(base_url: str, world: World) -> Mapping[str, Any]:
    """Where the files are."""
    return {"base_url": base_url}


PROVIDER = Provider("first_party", "/", routes, settings)
