"""Every setting, and the only place that reads the environment.

Values come from, strongest first: the command line, `REELHOUSE_*` variables, `reelhouse.toml` in
the working folder, the defaults below. Nested values use two underscores, such as
`REELHOUSE_IMDB__BASE_URL`.
"""

from __future__ import annotations

import os
import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Any, Literal

import platformdirs
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from reelhouse import source_settings as sources
from reelhouse.dashboard_settings import DashboardSettings
from reelhouse.errors import UsageError
from reelhouse.mart_settings import MartSettings, PseudonymSettings
from reelhouse.model_settings import ModelSettings
from reelhouse.objects.address import is_address, parse_address
from reelhouse.objects.settings import ObjectStoreSettings
from reelhouse.sources.terms import may_train

CONFIG_FILE = "reelhouse.toml"


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


class Settings(BaseSettings):
    """All settings of one run."""

    model_config = SettingsConfigDict(
        env_prefix="REELHOUSE_",
        env_nested_delimiter="__",
        extra="forbid",
    )

    lake: Path | str = Field(
        Path("lake"),
        description="Folder that holds bronze, gold and evidence, or s3://bucket/prefix.",
    )
    max_reject_share: float = Field(
        0.001,
        ge=0,
        le=1,
        description="Share of a file's rows that may be rejected before the file is refused.",
    )
    keep_builds: int = Field(5, ge=1, description="Published builds that `builds prune` keeps.")
    download_attempts: int = Field(
        5, ge=1, description="How often a cut or refused download is tried before giving up."
    )
    download_timeout_seconds: float = Field(
        60, gt=0, description="Longest wait for the next bytes of a download."
    )
    today: date | None = Field(
        None,
        description="Day that a rehearsal with invented providers plays; what is fetched bears it.",
    )
    cache: Path = Field(
        default_factory=lambda: platformdirs.user_cache_path("reelhouse"),
        description="Folder for what saves time and can be deleted at any time.",
    )
    imdb: sources.ImdbSettings = sources.ImdbSettings()
    jikan: sources.JikanSettings = sources.JikanSettings()
    anilist: sources.AnilistSettings = sources.AnilistSettings()
    tmdb: sources.TmdbSettings = sources.TmdbSettings()
    netflix: sources.NetflixSettings = sources.NetflixSettings()
    streaming_availability: sources.StreamingAvailabilitySettings = (
        sources.StreamingAvailabilitySettings()
    )
    catalogues: sources.CataloguesSettings = sources.CataloguesSettings()
    youtube: sources.YoutubeSettings = sources.YoutubeSettings()
    twitch: sources.TwitchSettings = sources.TwitchSettings()
    vimeo: sources.VimeoSettings = sources.VimeoSettings()
    spotify: sources.SpotifySettings = sources.SpotifySettings()
    apple_music: sources.AppleMusicSettings = sources.AppleMusicSettings()
    soundcloud: sources.SoundcloudSettings = sources.SoundcloudSettings()
    mastodon: sources.MastodonSettings = sources.MastodonSettings()
    bluesky: sources.BlueskySettings = sources.BlueskySettings()
    reddit: sources.RedditSettings = sources.RedditSettings()
    x: sources.XSettings = sources.XSettings()
    wikidata: sources.WikidataSettings = sources.WikidataSettings()
    fribb: sources.FribbSettings = sources.FribbSettings()
    movielens: sources.MovielensSettings = sources.MovielensSettings()
    first_party: sources.FirstPartySettings = sources.FirstPartySettings()
    insights: sources.InsightsSettings = sources.InsightsSettings()
    object_store: ObjectStoreSettings = ObjectStoreSettings()
    engine: EngineSettings = EngineSettings()
    marts: MartSettings = MartSettings()
    models: ModelSettings = ModelSettings()
    dashboards: DashboardSettings = DashboardSettings()
    terms: TermsSettings = TermsSettings()
    titles: TitleSettings = TitleSettings()
    publish: PublishSettings = PublishSettings()
    watch: WatchSettings = WatchSettings()
    pseudonyms: PseudonymSettings = PseudonymSettings()
    gates: dict[str, GateOverride] = Field(
        default_factory=dict, description="Overrides of gates.yml, by gate name."
    )

    def with_engine(self, name: Literal["duckdb", "spark"] | None) -> Settings:
        """The same settings with another engine; None leaves it."""
        if name is None:
            return self
        return self.model_copy(update={"engine": self.engine.model_copy(update={"name": name})})

    @property
    def audits(self) -> dict[str, str]:
        """References of audits that providers have accepted, by source."""
        return {"youtube": self.youtube.accepted_audit}

    @property
    def trainable(self) -> dict[str, bool]:
        """Whether models may be trained on each source's data here."""
        return may_train(self.terms.training_agreements, self.audits)

    @field_validator("lake", mode="before")
    @classmethod
    def _is_a_folder_or_address(cls, value: Any) -> Any:
        text = str(value)
        if is_address(text):
            return str(parse_address(text))
        if re.match(r"\w{2,}:/", text):
            raise ValueError(
                f"the lake is a folder on a disk or s3://bucket/prefix; '{text}' is neither"
            )
        return Path(value) if isinstance(value, str) else value

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Order the places a setting may come from, strongest first."""
        return (init_settings, env_settings, TomlConfigSettingsSource(settings_cls))


def _refuse_unknown_variables() -> None:
    """A mistyped variable must not pass for the default."""
    prefix = "REELHOUSE_"
    names = {
        variable.removeprefix(prefix).lower()
        for variable in os.environ
        if variable.startswith(prefix)
    }
    for name in sorted(names):
        section, _, key = name.partition("__")
        field = Settings.model_fields.get(section)
        model = field.annotation if field else None
        keys = getattr(model, "model_fields", None)
        if field is None or (key and keys is not None and key.split("__")[0] not in keys):
            raise UsageError(
                f"there is no setting '{name}'",
                where=f"environment variable {prefix}{name.upper()}",
                advice="`reelhouse init` writes a file with every setting and its meaning.",
            )


def _refuse_secrets_in_file(path: Path) -> None:
    """A secret in a file ends up in a repository sooner or later."""
    if not path.is_file():
        return
    with path.open("rb") as file:
        content = tomllib.load(file)
    for section, values in content.items():
        for name in values if isinstance(values, dict) else ():
            if is_secret(section, name):
                raise UsageError(
                    f"'{section}.{name}' is a secret and must not stand in a file",
                    where=str(path),
                    advice=f"Set {variable_of(section, name)} in the environment.",
                )


def is_secret(section: str, name: str) -> bool:
    """Whether a setting may stand in the environment only."""
    field = Settings.model_fields.get(section)
    fields = getattr(field.annotation, "model_fields", {}) if field else {}
    return name in fields and fields[name].annotation is SecretStr


def variable_of(section: str, name: str) -> str:
    """The environment variable of a setting."""
    return f"REELHOUSE_{section.upper()}__{name.upper()}"


def load_settings(config: Path | None = None, **overrides: Any) -> Settings:
    """Read the settings of this run.

    Args:
        config: the TOML file; by default `reelhouse.toml` in the working folder, if there is one.
        overrides: values from the command line; None means "not given".

    Raises:
        UsageError: a value is not what the setting takes, or the file is not TOML.
    """
    path = config or Path(CONFIG_FILE)
    if config is not None and not config.is_file():
        raise UsageError("there is no such settings file", where=str(config))

    _refuse_unknown_variables()

    class FileSettings(Settings):
        model_config = SettingsConfigDict(toml_file=path)

    try:
        _refuse_secrets_in_file(path)
        return FileSettings(**{name: v for name, v in overrides.items() if v is not None})
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        raise UsageError(
            f"setting '{name}': {first['msg']}",
            where=f"{path}, the environment or the command line",
            advice="`reelhouse init` writes a file with every setting and its meaning.",
        ) from None  # the error holds the value, which may be a secret
    except ValueError as error:
        raise UsageError(
            f"the settings file is not valid TOML: {error}", where=str(path)
        ) from error
