"""What every command shares: where the settings are, which lake, and how to answer."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from reelhouse import clock
from reelhouse.lake import Lake
from reelhouse.logs import log_as_json
from reelhouse.settings import Settings, load_settings
from reelhouse.watch.observing import tell_lineage


@dataclass(slots=True)
class Session:
    """What all commands share."""

    config: Path | None
    lake_path: str | None
    debug: bool

    def settings(self, **sections: dict[str, str]) -> Settings:
        """The settings of this run.

        Args:
            sections: settings given on the command line, by section.
        """
        given: dict[str, Any] = {"lake": self.lake_path, **sections}
        settings = load_settings(self.config, **given)
        clock.set_today(settings.today)
        if settings.watch.log_format == "json":
            log_as_json()
        if settings.watch.lineage:
            tell_lineage(settings.watch)
        return settings

    def lake(self) -> Lake:
        """The lake that the settings name."""
        settings = self.settings()
        if isinstance(settings.lake, Path):
            return Lake(settings.lake.absolute())
        from reelhouse.objects.registry import open_mirror

        return Lake(open_mirror(settings.lake, settings.object_store, settings.cache))


session = Session(None, None, False)

JsonOption = Annotated[bool, typer.Option("--json", help="Answer in JSON on standard output.")]
