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
