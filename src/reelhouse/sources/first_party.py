"""A team's own tables: what they earned, spent and agreed, and who watched what."""

from __future__ import annotations

from reelhouse.sources.tabular import Column, Reference, TableSchema, TableSource

_TITLE = Column(
    "title", description="Name of the title, as the team writes it.", example="The Lantern Coast"
)
_TITLE_ID = Column(
    "title_id_imdb",
    required=False,
    pattern=r"tt\d{7,10}",
    description="Id of the title at IMDb; with it nothing has to be matched by name.",
    example="tt0000001",
)
_REGION = Column(
    "region",
    description="Name of the region, the same in all tables.",
    example="Europe",
)


def _optional_title() -> tuple[Column, Column]:
    return (
        Column(
            "title",
            required=False,
            description="Name of the title it is for; empty where it is for none or many.",
            example="The Lantern Coast",
        ),
        _TITLE_ID,
    )


def _count(name: str, description: str, *, required: bool = True) -> Column:
    return Column(
        name, type="integer", required=required, minimum=0, description=description, example="1200"
    )


def _usd(name: str, description: str, *, required: bool = True) -> Column:
    return Column(
        name,
        type="money_usd",
        unit="US dollars",
        required=required,
        minimum=0,
        description=description,
        example="250000.00",
    )


def _date(name: str, description: str, *, required: bool = True) -> Column:
    return Column(
        name, type="date", required=required, description=description, example="2026-01-31"
    )


def _month() -> Column:
    return Column("month", type="month", key=True, description="Calendar month.", example="2026-01")


def _key(name: str, description: str, example: str) -> Column:
    return Column(name, key=True, description=description, example=example)


def _licence(licensor: str, fee: str) -> tuple[Column, ...]:
    """What a licence is for, whoever has signed it."""
    return (
        _TITLE,
        _TITLE_ID,
        Column("licensor", description=licensor, example="Northlight Pictures"),
        _REGION,
        _date("start_date", "First day of the licence."),
        _date("end_date", "Last day of the licence."),
        Column(
            "exclusivity",
            allowed=("exclusive", "non_exclusive"),
            description="Whether nobody else may show it in the region meanwhile.",
            example="exclusive",
        ),
        Column(
            "rights_window",
            aliases=("window",),
            allowed=("theatrical", "tvod", "svod", "avod", "pay_tv", "free_tv"),
            description="Way of exploitation.",
            example="svod",
        ),
        _usd("fee_usd", fee),
    )


LICENSING_DEALS = TableSchema(
    "licensing_deals",
    (
        _key("deal_id", "Id of the deal.", "D-1001"),
        *_licence("Who grants the rights.", "Licence fee for the whole term."),
        _date("signed_date", "Day the deal was signed.", required=False),
        _date("release_date", "Day of the title's first release anywhere.", required=False),
        _usd("revenue_usd", "Revenue that the team puts down to the deal so far.", required=False),
    ),
    "One row per deal: the right to show one title in one region.",
    in_order=(("start_date", "end_date"),),
)

LICENSING_OFFERS = TableSchema(
    "licensing_offers",
    (
        _key("offer_id", "Id of the offer.", "O-5001"),
        *_licence("Who offers the rights.", "Licence fee for the whole term, as it is asked."),
        _date("offered_date", "Day the offer was made.", required=False),
        _date("valid_until_date", "Last day on which it can be accepted.", required=False),
        _date("release_date", "Day of the title's first release anywhere.", required=False),
    ),
    "One row per offer: the right to show one title in one region, which can be had.",
    in_order=(("start_date", "end_date"), ("offered_date", "valid_until_date")),
)

REGIONAL_SUBSCRIBERS = TableSchema(
    "regional_subscribers",
    (
        Column("region", key=True, description=_REGION.description, example=_REGION.example),
        _month(),
        _count("subscribers", "Paying subscribers on the last day of the month."),
        _count("new_subscribers", "Subscriptions that began in the month.", required=False),
        _count("cancelled_subscribers", "Subscriptions that ended in it.", required=False),
    ),
    "One row per region and month.",
)

SUBSCRIPTION_REVENUE = TableSchema(
    "subscription_revenue",
    (
        Column("region", key=True, description=_REGION.description, example=_REGION.example),
        _month(),
        _key("plan", "Name of the plan.", "standard"),
        _usd("revenue_usd", "Revenue of the month, after refunds and before tax."),
        _count("subscribers", "Subscribers who paid for it.", required=False),
        _usd("price_usd", "Price of the plan for a month, where there was one.", required=False),
    ),
    "One row per region, month and plan.",
)

PRICE_CHANGES = TableSchema(
    "price_changes",
    (
        Column("region", key=True, description=_REGION.description, example=_REGION.example),
        _key("plan", "Name of the plan.", "standard"),
        Column(
            "start_date",
            type="date",
            key=True,
            description="First day of the new price.",
            example="2026-04-01",
        ),
        _usd("old_price_usd", "Price of a month before it."),
        _usd("new_price_usd", "Price of a month from then on."),
        _date(
            "announced_date",
            "Day from which members know of it; its first day where it is not given.",
            required=False,
        ),
    ),
    "One row per region, plan and first day of a new price; planned ones too, once announced.",
)

CAMPAIGNS = TableSchema(
    "campaigns",
    (
        _key("campaign_id", "Id of the campaign.", "C-2001"),
        Column("name", required=False, description="Name of the campaign.", example="Winter"),
        Column("channel", description="Where it ran, such as social or tv.", example="social"),
        _REGION,
        *_optional_title(),
        _date("start_date", "First day."),
        _date("end_date", "Last day."),
        _usd("spend_usd", "What was spent on it in all."),
        _count("impressions", "How often it was shown.", required=False),
        _count("clicks", "Clicks on it.", required=False),
        _count("new_subscribers", "Subscriptions put down to it.", required=False),
    ),
    "One row per campaign, region and channel; a campaign in two regions has two ids.",
    in_order=(("start_date", "end_date"),),
)

CONTENT_BUDGETS = TableSchema(
    "content_budgets",
    (
        Column("region", key=True, description=_REGION.description, example=_REGION.example),
        _month(),
        Column(
            "content_type",
            key=True,
            allowed=("original", "licensed"),
            description="Whether the money is for own or for licensed titles.",
            example="original",
        ),
        Column(
            "genre",
            key=True,
            required=False,
            description="Genre it is set aside for; empty where for all.",
            example="Drama",
        ),
        _usd("budget_usd", "What may be spent in the month."),
        _usd("spent_usd", "What was spent in it.", required=False),
    ),
    "One row per region, month, content type and genre.",
)

VIEWING_SESSIONS = TableSchema(
    "viewing_sessions",
    (
        _key("session_id", "Id of the session.", "S-3001"),
        Column("member_id", description="Who watched, as in member_profiles.", example="M-4001"),
        _TITLE,
        _TITLE_ID,
        Column(
            "started_at",
            type="timestamp",
            description="When it began, in UTC or with an offset.",
            example="2026-01-31T20:15:00Z",
        ),
        Column(
            "minutes",
            type="decimal",
            unit="minutes",
            minimum=0,
            maximum=1440,
            description="Minutes watched.",
            example="47.5",
        ),
        Column(
            "device",
            required=False,
            allowed=("tv", "mobile", "tablet", "desktop", "console", "other"),
            description="What it was watched on.",
            example="tv",
        ),
        Column(
            "fetched_at",
            type="timestamp",
            filled_from="arrival",
            description="When the file arrived.",
        ),
    ),
    "One row per sitting of a member before a title. Each file adds to those before it; a session "
    "that comes again replaces the earlier one.",
    reads="all",
    by_day_of="started_at",
)

MEMBER_PROFILES = TableSchema(
    "member_profiles",
    (
        _key("member_id", "Id of the member; no name and no address.", "M-4001"),
        Column("country", type="country", description="Where the member lives.", example="DE"),
        Column("plan", description="Name of the plan.", example="standard"),
        _date("joined_date", "Day the membership began."),
        _date("cancelled_date", "Day it ended; empty while it runs.", required=False),
        Column(
            "cancel_reason",
            required=False,
            description="Why it ended, in the member's or the team's words.",
            example="price",
        ),
        *(
            Column(
                f"consent_{purpose}",
                type="boolean",
                description=f"Whether the member agrees to {use}.",
                example="true",
            )
            for purpose, use in (
                ("analytics", "being counted in analyses of viewing"),
                ("marketing", "being written to"),
                ("personalisation", "recommendations from own viewing"),
            )
        ),
        _date("consent_date", "Day on which the member said so."),
    ),
    "One row per member.",
    in_order=(("joined_date", "cancelled_date"),),
)

SOURCE = TableSource(
    "first_party",
    "first_party",
    (
        LICENSING_DEALS,
        LICENSING_OFFERS,
        REGIONAL_SUBSCRIBERS,
        SUBSCRIPTION_REVENUE,
        PRICE_CHANGES,
        CAMPAIGNS,
        CONTENT_BUDGETS,
        VIEWING_SESSIONS,
        MEMBER_PROFILES,
    ),
    references=(Reference("viewing_sessions", "member_id", "member_profiles"),),
)
