"""Netflix's Top 10 lists and engagement reports."""

from __future__ import annotations

from reelhouse.sources.tabular import Column, TableSchema, TableSource

NO_SEASON = ("N/A",)

_WEEK = Column("week", type="date", key=True, description="Sunday that ends the week.")
_CATEGORY = Column("category", key=True, description="Films or TV, English or not.")
_SHOW = Column("show_title", description="Film or series, as Netflix names it.")
_SEASON = Column(
    "season_title", required=False, nulls=NO_SEASON, description="Season; nothing for films."
)
_RUNTIME = Column(
    "runtime",
    type="decimal",
    unit="hours",
    required=False,
    historic=True,
    aliases=("run_time",),
    minimum=0,
    description="Length; 0 where it differs by country.",
)


def _rank(name: str) -> Column:
    return Column(name, type="integer", key=True, minimum=1, description="Place in the list.")


def _hours(name: str, *aliases: str, description: str) -> Column:
    return Column(
        name, type="integer", unit="hours", aliases=aliases, minimum=0, description=description
    )


def _historic(name: str, *aliases: str, description: str) -> Column:
    return Column(name, required=False, historic=True, aliases=aliases, description=description)


def _views(name: str, description: str) -> Column:
    return Column(
        name,
        type="integer",
        unit="views",
        required=False,
        historic=True,
        minimum=0,
        grouped=True,
        description=description,
    )


_WEEKS = Column("cumulative_weeks_in_top_10", type="integer", unit="weeks", minimum=1)
_ARRIVAL = Column("arrived_at", type="timestamp", filled_from="arrival")

TOP10_GLOBAL = TableSchema(
    "top10_global",
    (
        _WEEK,
        _CATEGORY,
        _rank("weekly_rank"),
        _SHOW,
        _SEASON,
        _hours("weekly_hours_viewed", description="Hours watched in the week."),
        _RUNTIME,
        _views("weekly_views", "Hours by runtime; since June 2023."),
        _WEEKS,
        _historic(
            "is_staggered_launch",
            "staggered_launch",
            description="Whether countries had different numbers of episodes.",
        ),
        _historic("runtime_override_flag", description="Whether the runtime was set by hand."),
        _historic(
            "episode_launch_details",
            "episode_launch_dtls",
            "episode_launch_detail",
            description="Episodes by country as JSON, of staggered launches.",
        ),
    ),
    description="Ten places in each of four lists, each week, worldwide.",
    min_rows_share=1.0,
)
TOP10_COUNTRIES = TableSchema(
    "top10_countries",
    (
        Column("country_name", description="Country as Netflix names it."),
        Column("country_iso2", type="country", key=True, description="ISO 3166-1 alpha-2."),
        _WEEK,
        _CATEGORY,
        _rank("weekly_rank"),
        _SHOW,
        _SEASON,
        _WEEKS,
    ),
    description="Ten places in each of two lists, each week, in each country.",
    min_rows_share=1.0,
)
MOST_POPULAR = TableSchema(
    "most_popular",
    (
        _CATEGORY,
        _rank("rank"),
        _SHOW,
        _SEASON,
        _hours(
            "hours_viewed",
            "hours_viewed_first_91_days",
            "hours_viewed_first_28_days",
            description="Hours watched in the first days after release.",
        ),
        # the same cells under the name that tells how many days they are
        _historic("hours_viewed_first_28_days", description="Filled in the older layout only."),
        _RUNTIME,
        _views("views_first_91_days", "Hours by runtime."),
        _ARRIVAL,
    ),
    description="The ten most popular of all time in each of four lists.",
    reads="all",
    min_rows_share=1.0,
)
ENGAGEMENT = TableSchema(
    "engagement",
    (
        Column("sheet", filled_from="sheet", key=True),
        Column("title", key=True, description="Film or season; original name after //."),
        Column("is_available_globally", type="boolean", aliases=("available_globally",)),
        Column("release_date", type="date", required=False, key=True, nulls=("N/A", "*")),
        Column("hours_viewed", type="integer", unit="hours", minimum=0, grouped=True),
        Column(
            "runtime",
            type="duration",
            unit="minutes",
            required=False,
            historic=True,
            nulls=("N/A", "*"),
        ),
        _views("views", "Hours by runtime."),
        Column("banner", filled_from="banner", required=False),
        Column("file", filled_from="file"),
        _ARRIVAL,
    ),
    description="Hours watched in half a year, of nearly all there is.",
    reads="all",
    sheets=("Engagement*", "TV*", "Film*", "Movie*"),
)

SOURCE = TableSource(
    "netflix",
    "netflix",
    tables=(TOP10_GLOBAL, TOP10_COUNTRIES, MOST_POPULAR, ENGAGEMENT),
    base_url="https://www.netflix.com/tudum/top10/data/",
    file_names={
        "top10_global": ("all-weeks-global.tsv", "all-weeks-global*", "top10_global*"),
        "top10_countries": ("all-weeks-countries.tsv", "all-weeks-countries*", "top10_countries*"),
        "most_popular": ("most-popular.tsv", "most-popular*", "most_popular*"),
        "engagement": ("what*we*watched*", "*engagement*"),
    },
    url_settings={"engagement": "engagement_url"},
    ends_open=True,
)
