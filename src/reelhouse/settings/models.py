"""How models learn and how far back they look."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field


class ModelSettings(BaseModel):
    """Parameters of models that hold for all questions."""

    model_config = ConfigDict(extra="forbid")

    seed: int = Field(
        7,
        description="Where random draws begin; the same seed, data and version "
        "give the same model.",
    )
    threads: int = Field(1, ge=1, le=256, description="Processor threads that one model may take.")
    bootstrap_draws: int = Field(
        1000, ge=100, description="Samples drawn for the interval of a figure on a card."
    )
    drift_alarm: float = Field(
        0.25,
        gt=0,
        description="Population stability index of a feature from which on it counts as drifted.",
    )
    least_new_cases: int = Field(
        50,
        ge=10,
        description="Cases that have come true since a model learned from which on its error on "
        "them is held against its card.",
    )
    least_new_periods: int = Field(
        16,
        ge=8,
        description="The same for forecasts, in new weeks or months; of fewer, which miss alike, "
        "nothing can be told from noise.",
    )
    forecast_with_prophet: bool = Field(
        False,
        description="Whether Prophet competes among forecasts as well; it has to be installed "
        "and takes minutes.",
    )
    sentiment_labels: Path | None = Field(
        None,
        description="File of texts that somebody has called kind or unkind, from which sentiment "
        "is learned (CSV, TSV, JSON lines or Parquet); a lexicon judges where there is none.",
    )
    recommend_with_neural: bool = Field(
        False,
        description="Whether neural collaborative filtering competes among recommendations as "
        "well; torch has to be installed and it takes minutes.",
    )
    own_platform: str = Field(
        "",
        description="The team's own platform, as dim_platform calls it: members are then "
        "recommended only what it offers in their country. Where it is empty, all titles of the "
        "service are taken to be available.",
    )
