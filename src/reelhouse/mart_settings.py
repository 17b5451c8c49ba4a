"""What the analyses take for granted, and how they draw."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


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
