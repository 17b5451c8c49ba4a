"""What the analyses take for granted, and how they draw."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class IndexWeights(BaseModel):
    """What each part counts in the index of how a title performs; only their proportions matter."""

    model_config = ConfigDict(extra="forbid")

    audience: float = Field(0.4, ge=0, description="How many watch, vote for or list it.")
    rating: float = Field(0.4, ge=0, description="How it is rated.")
    attention: float = Field(0.2, ge=0, description="How much it is looked for and watched now.")


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
    index_weights: IndexWeights = IndexWeights()
    decay_launch_weeks: int = Field(
        8, ge=2, description="Weeks after the premiere that count as launch when hours fall."
    )
    decay_last_week: int = Field(
        104, ge=3, description="Last week after the premiere that counts for how fast hours fall."
    )
