"""Marketing: what campaigns cost and bring, whether reach works, who speaks of titles and how."""

from __future__ import annotations

from reelhouse.dashboards.page import Page
from reelhouse.dashboards.pages.marketing.campaigns import (
    campaigns_picked,
    cost_by_channel,
    cost_of_hours,
    effect_of_reach,
    spend_by_month,
)
from reelhouse.dashboards.pages.marketing.voices import creators, mentions, sentiment, talked_about
from reelhouse.dashboards.view import Contents, Tile, View
from reelhouse.dashboards.words import compact, percent

PAGE = Page(
    slug="marketing",
    title="Marketing",
    group="Watch",
    order=30,
    question="What do campaigns cost and bring, does reach work, and who speaks of our titles?",
    icon=":material/campaign:",
    filters=("period", "genre", "region"),
    needs=("mart_campaign", "mart_title_mention_day", "mart_marketing_effect"),
)
COSTS = (cost_by_channel, spend_by_month, cost_of_hours, effect_of_reach)
VOICES = (mentions, sentiment, talked_about, creators)


def render(view: View) -> None:
    """Draw the page."""
    if view.has("mart_campaign"):
        view.tiles(headline(view))
    view.grid(*COSTS)
    view.grid(*VOICES)


def contents(view: View) -> Contents:
    """What the page says."""
    return Contents(headline(view) if view.has("mart_campaign") else (), (*COSTS, *VOICES))


def headline(view: View) -> list[Tile]:
    """What was spent and what it brought."""
    answer = view.ask(
        [
            "campaign_spend",
            "campaign_new_subscribers",
            "cost_per_new_subscriber",
            "click_rate",
            "assumed_campaign_return",
        ],
        where=campaigns_picked(view),
        in_period=True,
    )
    back = answer.value("assumed_campaign_return")
    return [
        Tile("Spend", view.money.text(answer.value("campaign_spend"))),
        Tile("New subscribers", compact(answer.value("campaign_new_subscribers"))),
        Tile("Cost of one", view.money.text(answer.value("cost_per_new_subscriber"))),
        Tile("Click rate", percent(answer.value("click_rate"))),
        Tile(
            "Return, assumed",
            percent(back),
            help="As sure as the assumption of how long a subscriber stays "
            f"({view.settings.marts.campaign_subscriber_months:g} months).",
        ),
    ]
