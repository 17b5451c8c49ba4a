"""How an object store is spoken to."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, field_validator


class ObjectStoreSettings(BaseModel):
    """How a lake in an object store is reached. Credentials come from AWS's usual places."""

    model_config = ConfigDict(extra="forbid")

    endpoint_url: str = Field(
        "",
        description="Address of a server other than AWS's own, such as http://localhost:9000; "
        "AWS_ENDPOINT_URL says it too.",
    )
    region: str = Field(
        "", description="Region of the bucket; AWS_REGION or a profile says it too."
    )
    copy_folder: Path | None = Field(
        None,
        description="Folder of the working copy; by default one for each lake in the cache folder.",
    )
    connections: int = Field(
        16, ge=1, le=256, description="Files that are fetched or stored at the same time."
    )
    attempts: int = Field(
        6, ge=1, description="How often a request is tried that the server did not answer well."
    )
    timeout_seconds: float = Field(
        60, gt=0, description="Longest wait for the next bytes of an answer."
    )
    lease_seconds: float = Field(
        60,
        ge=1,
        description="How long after its last sign of life a machine's lock on the lake holds.",
    )
    look_seconds: float = Field(
        5, ge=0, description="How often the dashboards look for a new build at most."
    )

    @field_validator("endpoint_url")
    @classmethod
    def _has_no_login(cls, value: str) -> str:
        if value and not value.startswith(("http://", "https://")):
            raise ValueError("it must begin with http:// or https://")
        if "@" in value or "?" in value:
            raise ValueError("it must be a plain address; keys belong in the environment")
        return value
