"""What the analyses take for granted, and how they draw."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

IndexPart = Literal["audience", "rating", "attention"]


Weight = Annotated[float, Field(ge=0)]


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
