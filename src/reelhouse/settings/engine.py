"""What builds gold, and how much of the machine it may take."""

from __future__ import annotations

import re
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

_SECRET = re.compile(r"secret|password|token|credential|access\.key", re.IGNORECASE)
_SIZE = re.compile(r"\s*([\d.]+)\s*([KMGT]i?)?B?\s*", re.IGNORECASE)


def size_in_bytes(text: str) -> float:
    """Bytes in a size such as `2GB` or `512MiB`.

    Raises:
        ValueError: the text is not a size.
    """
    match = _SIZE.fullmatch(text)
    if not match:
        raise ValueError(f"'{text}' is not a size such as '2GB' or '512MiB'")
    unit = (match[2] or "").lower()
    base = 1024 if unit.endswith("i") else 1000
    exponent = "kmgt".index(unit[0]) + 1 if unit else 0
    return float(match[1]) * float(base**exponent)


class SparkSettings(BaseModel):
    """Where Spark runs and with what, for builds with `--engine spark`."""

    model_config = ConfigDict(extra="forbid")

    master: str = Field(
        "local[*]", description="Spark's master, such as 'local[4]' or 'spark://host:7077'."
    )
    packages: list[str] = Field(
        default_factory=list, description="Maven coordinates of what Spark loads as well."
    )
    conf: dict[str, str] = Field(
        default_factory=dict,
        description="Spark's own settings, by name; they win over those that Reelhouse makes.",
    )

    reads_store: bool | None = Field(
        None,
        description="Whether executors read bronze from the lake's object store themselves, so "
        "that it need not fit a disk; by default they do on a cluster, not on one machine.",
    )

    @field_validator("conf")
    @classmethod
    def _holds_no_secret(cls, value: dict[str, str]) -> dict[str, str]:
        for name in value:
            if _SECRET.search(name):
                raise ValueError(
                    f"'{name}' is a secret, which would stand in a file and in evidence; Spark "
                    "takes it from its own spark-defaults.conf or from the environment"
                )
        return value


class EngineSettings(BaseModel):
    """What builds gold, and how much of the machine it may take."""

    model_config = ConfigDict(extra="forbid")

    name: Literal["duckdb", "spark"] = Field(
        "duckdb", description="What runs the SQL models: duckdb, or spark (the extra 'spark')."
    )
    memory_limit: str = Field(
        "4GB", description="Memory DuckDB may hold before it spills to disk, such as '2GB'."
    )
    threads: int = Field(0, ge=0, le=1024, description="Processor threads; 0 takes all there are.")
    spark: SparkSettings = SparkSettings()

    @property
    def reads_store(self) -> bool:
        """Whether files of bronze are read where an object store has them, and are not fetched."""
        if self.name != "spark":
            return False
        said = self.spark.reads_store
        return not self.spark.master.startswith("local") if said is None else said

    @field_validator("memory_limit")
    @classmethod
    def _is_a_size(cls, value: str) -> str:
        size_in_bytes(value)
        return value
