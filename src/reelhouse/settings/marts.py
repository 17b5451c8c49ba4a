"""What the analyses take for granted, and how they draw."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator

IndexPart = Literal["audience", "rating", "attention"]


Weight = Annotated[float, Field(ge=0)]


_REGIONS = {
    "North America": ("US", "CA"),
    "Latin America": (
        "AR", "BO", "BR", "CL", "CO", "CR", "CU", "DO", "EC", "GT", "HN", "MX", "NI", "PA", "PE",
        "PR", "PY", "SV", "UY", "VE",
    ),
    "Europe": (
        "AT", "BE", "BG", "CH", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GB", "GR", "HR",
        "HU", "IE", "IS", "IT", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI",
        "SK", "UA",
    ),
    "Asia Pacific": (
        "AU", "BD", "CN", "HK", "ID", "IN", "JP", "KH", "KR", "LK", "MM", "MY", "NP", "NZ", "PH",
        "PK", "SG", "TH", "TW", "VN",
    ),
}  # fmt: skip


class MartSettings(BaseModel):
    """Parameters of the marts; SQL reads them with `mart_setting`."""

    model_config = ConfigDict(extra="forbid")
    seed: int = Field(7, description="Where random draws begin; the same seed gives the same rows.")
    min_group: int = Field(
        10, ge=2, description="Fewest members that a group must have to be shown at all."
    )
    bootstrap_draws: int = Field(
        2000, ge=100, description="Samples drawn for a bootstrap interval."
    )
    index_weights: dict[IndexPart, Weight] = Field(
        {"audience": 0.4, "rating": 0.4, "attention": 0.2},
        description="What each part counts in the index of how titles perform; one left out is 0.",
    )
    decay_launch_weeks: int = Field(
        8, ge=2, description="Weeks after the premiere that count as launch when hours fall."
    )
    decay_last_week: int = Field(
        104, ge=3, description="Last week after the premiere that counts for how fast hours fall."
    )
    mention_least_votes: int = Field(
        5_000,
        ge=0,
        description="Votes from which on a title's name is looked for in texts though no source "
        "but IMDb knows it.",
    )
    mention_least_confidence: float = Field(
        0.95,
        gt=0.5,
        le=1,
        description="Share of the votes for all titles of a name that one of them needs for the "
        "name to mean it.",
    )
    posting_settled_days: int = Field(
        28, ge=1, description="Age in days from which on a video's reach counts as settled."
    )
    posting_min_videos: int = Field(
        5, ge=2, description="Settled videos that a channel needs to be compared with itself."
    )
    video_decay_most_days: int = Field(
        120, ge=7, description="Age in days up to which the fall of a video's views is looked at."
    )
    effect_lag_weeks: int = Field(
        6, ge=0, le=26, description="Weeks back in which reach may have an effect on hours."
    )
    effect_least_titles: int = Field(
        20, ge=3, description="Fewest titles from which effects of reach are estimated."
    )
    effect_least_weeks: int = Field(
        12, ge=3, description="Fewest weeks from which effects of reach are estimated."
    )
    campaign_subscriber_months: float = Field(
        12.0,
        gt=0,
        description="Months that a subscriber whom a campaign brought is taken to stay, for its "
        "return.",
    )
    completed_share: float = Field(
        0.9, gt=0, le=1, description="Share of a title's runtime from which a session saw it whole."
    )
    contact_cost_usd: float = Field(
        0.5, ge=0, description="What one contact with a member who may leave costs."
    )
    contact_effect_rate: float = Field(
        0.2,
        ge=0,
        le=1,
        description="Share of those about to leave whom a contact is taken to keep; an assumption "
        "until an experiment tells.",
    )
    contact_months_kept: float = Field(
        6.0, gt=0, description="Months that a member whom a contact kept is taken to stay."
    )
    price_rise_rate: float = Field(
        0.03,
        gt=0,
        description="Rise of a region's revenue by subscriber from one month to the next that "
        "counts as a new price.",
    )
    overlap_titles: int = Field(
        100,
        ge=2,
        description="Titles, those with the largest audiences, whose audiences are paired.",
    )
    volume_change: float = Field(
        0.5,
        gt=0,
        description="Share by which a delivery's rows differ from the usual before that is told.",
    )
    late_after_intervals: float = Field(
        2.0,
        ge=1,
        description="Usual intervals between deliveries after which the next one is late.",
    )
    taste_weeks: int = Field(
        104, ge=1, description="Newest weeks of the lists that tell what a country watches."
    )
    location_prior_weeks: float = Field(
        4.0,
        gt=0,
        description="Weeks of the world's taste with which a country's own begins, so that few "
        "lists say little.",
    )
    hit_share: float = Field(
        0.25, gt=0, lt=1, description="Share of titles of a kind and year that count as hits."
    )
    hit_least_votes: int = Field(
        100,
        ge=1,
        description="Votes at IMDb from which on a title counts among those that models of hits "
        "learn from and are measured on.",
    )
    hit_least_votes_tmdb: int = Field(
        10, ge=1, description="The same at TMDB, for titles on which nobody votes at IMDb."
    )
    catalogue_country: str = Field(
        "US",
        pattern=r"^[A-Z]{2}$",
        description="Country whose catalogues the catalogue files hold, which do not say it.",
    )
    saturation_prior_titles: float = Field(
        20.0,
        gt=0,
        description="Titles of the usual mix of genres with which a country's supply begins.",
    )
    balanced_ratio: float = Field(
        1.25,
        gt=1,
        description="Up to this ratio of demand share to supply share, or the other way round, a "
        "genre counts as balanced.",
    )
    trend_min_titles: int = Field(
        5, ge=2, description="Fewest titles for which a genre has a trend of its own."
    )
    rising_half_life_weeks: float = Field(
        4.0, gt=0, description="Weeks in which the past counts half in what is expected."
    )
    rising_min_weeks: int = Field(
        4, ge=2, description="Weeks of its own past that a subject must have to be judged."
    )
    rising_false_rate: float = Field(
        0.1,
        gt=0,
        lt=1,
        description="Share of the rises told that may be chance (Benjamini and Hochberg).",
    )
    anime_top_count: int = Field(
        50, ge=1, description="Places of a year's anime, by members or score, that are its top."
    )
    anime_outcome_days: int = Field(
        60, ge=15, description="Days after the premiere from which on an anime's place is telling."
    )
    regions: dict[str, list[str]] = Field(
        default_factory=lambda: {name: list(codes) for name, codes in _REGIONS.items()},
        description="Countries (ISO 3166-1, two letters) of each region that deals and revenue "
        "name; where members watch is known by their country.",
    )
    tier_1_regions: list[str] = Field(
        default_factory=lambda: ["North America", "Europe"],
        description="Regions that count as tier 1; all others are tier 2.",
    )
    licensing_min_deals: int = Field(
        10, ge=3, description="Fewest deals on each side of a comparison that is judged."
    )
    topic_least_texts: int = Field(
        5,
        ge=2,
        description="Texts in which a word has to stand to be kept in gold; rarer ones could tell "
        "who wrote them.",
    )
    licensing_budget_usd: float | None = Field(
        None,
        ge=0,
        description="Fees of the offers that are chosen, together at most; by default what deals "
        "that were signed in the last 91 days cost.",
    )
    licensing_max_deals: int | None = Field(
        None, ge=0, description="Offers that are chosen at most; any number by default."
    )
    licensing_max_starts_a_month: int | None = Field(
        None,
        ge=0,
        description="Chosen offers that start in one calendar month at most; any by default.",
    )
    licensing_risk_rate: float | None = Field(
        0.1,
        description="Share of the budget that the chosen offers may lose on average in the worst "
        "5 % of cases; without it risk is not limited.",
    )
    assumed_licensed_rate: float = Field(
        0.5,
        ge=0,
        le=1,
        description="Share of a region's subscription revenue that licensed titles are taken to "
        "earn where no viewing tells; each deal gets as much of it as it has of their cost.",
    )
    assumed_return: float = Field(
        1.0,
        ge=0,
        description="Revenue that a dollar of licence cost is taken to earn where neither viewing "
        "nor revenue tells.",
    )
    assumed_subscriber_usd: float = Field(
        10.0,
        gt=0,
        description="Monthly revenue of a subscriber where neither viewing nor revenue tells.",
    )


class PseudonymSettings(BaseModel):
    """What members are called in gold."""

    model_config = ConfigDict(extra="forbid")

    secret: SecretStr = Field(
        SecretStr(""),
        description="Secret that members' pseudonyms are made with, of at least 32 characters; "
        "without it one is drawn and kept in the lake.",
    )

    @field_validator("secret")
    @classmethod
    def _is_hard_to_guess(cls, value: SecretStr) -> SecretStr:
        if 0 < len(value.get_secret_value()) < 32:
            raise ValueError("the secret has fewer than 32 characters")
        return value
