"""All settings of a run, section by section."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any, Literal

import platformdirs
from pydantic import Field, field_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from reelhouse.objects.address import is_address, parse_address
from reelhouse.settings import sources
from reelhouse.settings.dashboards import DashboardSettings
from reelhouse.settings.engine import EngineSettings
from reelhouse.settings.marts import MartSettings, PseudonymSettings
from reelhouse.settings.models import ModelSettings
from reelhouse.settings.object_store import ObjectStoreSettings
from reelhouse.settings.operations import (
    GateOverride,
    PublishSettings,
    TermsSettings,
    TitleSettings,
    WatchSettings,
)
from reelhouse.sources.terms import may_train


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
