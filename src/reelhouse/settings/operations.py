"""How a lake is run: what is agreed, who is told, what is decided about titles and gates."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr


class TermsSettings(BaseModel):
    """What this lake's owner has agreed with providers beyond their public terms."""

    model_config = ConfigDict(extra="forbid")

    keep_days: dict[str, int] = Field(
        default_factory=dict,
        description="Days that a source's data may be kept, by source, where a contract says "
        "otherwise than the public terms.",
    )
    training_agreements: dict[str, str] = Field(
        default_factory=dict,
        description="Reference of a written agreement by which models may be trained on a source's "
        "data, by source, where its public terms do not allow that.",
    )


class PublishSettings(BaseModel):
    """Where gold is published to."""

    model_config = ConfigDict(extra="forbid")

    to: SecretStr = Field(SecretStr(""), description="Address of the warehouse, with its password.")
    dataset: str = Field("reelhouse", description="Schema there.", pattern=r"^[a-z][a-z0-9_]*$")


class WatchSettings(BaseModel):
    """Who is told of runs."""

    model_config = ConfigDict(extra="forbid")

    log_format: Literal["text", "json"] = Field(
        "text", description="How progress and errors are written: lines of text, or of JSON."
    )
    lineage: str = Field(
        "",
        description="File of JSON lines, or address of a server such as 'http://marquez:5000', "
        "that is told of every run as OpenLineage has it.",
    )
    lineage_token: SecretStr = Field(SecretStr(""), description="Token of that server.")


class TitleSettings(BaseModel):
    """How records of sources find their title."""

    model_config = ConfigDict(extra="forbid")

    overrides: Path | None = Field(
        None,
        description="File of the decisions that `reelhouse titles` writes; by default "
        "title_overrides.csv in the lake.",
    )
    accept_confidence: float = Field(
        0.8, gt=0.5, le=1, description="Confidence from which a name is taken for its title."
    )
    review_confidence: float = Field(
        0.4,
        ge=0,
        le=1,
        description="Confidence from which a name waits for a decision instead of standing for a "
        "title of its own.",
    )


class GateOverride(BaseModel):
    """A gate's limit or severity, changed for this lake."""

    model_config = ConfigDict(extra="forbid")

    max: float | None = None
    severity: Literal["warn", "error", "off"] | None = None
