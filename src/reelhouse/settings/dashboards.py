"""How the dashboards are served and how they look."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

ThemeName = Literal["system", "dark", "light"]


class DashboardSettings(BaseModel):
    """Parameters of the dashboards."""

    model_config = ConfigDict(extra="forbid")

    host: str = Field(
        "localhost", description="Address to listen on; 0.0.0.0 is all of the machine's."
    )
    port: int = Field(8501, ge=1, le=65535, description="Port to listen on.")
    theme: ThemeName = Field(
        "system", description="Colours of the pages; system follows the reader's own device."
    )
    currency: str = Field(
        "USD", pattern=r"^[A-Z]{3}$", description="Currency that money is shown in (ISO 4217)."
    )
    currency_per_usd: float = Field(
        1.0, gt=0, description="How much of that currency a US dollar is worth."
    )
    stale_days: int = Field(
        8, ge=1, description="Age in days from which on a build is shown as out of date."
    )
    targets: dict[str, float] = Field(
        default_factory=dict,
        description="What headline measures should reach, by name of the metric, such as "
        "1500000 for `subscribers`; money in US dollars, shares from 0 to 1.",
    )
    memory_limit: str = Field(
        "256MB", description="Memory that a question of a page may hold before it spills to disk."
    )

    @field_validator("memory_limit")
    @classmethod
    def _is_a_size(cls, value: str) -> str:
        from reelhouse.settings.engine import size_in_bytes

        size_in_bytes(value)
        return value
