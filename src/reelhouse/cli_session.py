"""What every command shares: where the settings are, which lake, and how to answer."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from reelhouse.lake import Lake
from reelhouse.settings import Settings, load_settings


@dataclass(slots=True)
class Session:
    """What all commands share."""

    config: Path | None
    lake_path: Path | None
    debug: bool

    def settings(self) -> Settings:
        """The settings of this run."""
        return load_settings(self.config, lake=self.lake_path)

    def lake(self) -> Lake:
        """The lake that the settings name."""
        return Lake(self.settings().lake.absolute())


session = Session(None, None, False)

JsonOption = Annotated[bool, typer.Option("--json", help="Answer in JSON on standard output.")]
