"""A lake of a team's own tables alone, taken in as they come and built."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reelhouse.evidence import read_run
from reelhouse.gold import Build, query, require_current
from reelhouse.lake import Lake
from reelhouse.settings import Settings, load_settings
from reelhouse.sources.run import Request, ingest_source
from reelhouse.transform.build import build_gold

COLUMNS = "hour_at, member_key, title_key, device, session_count, watched_minutes, completion_sum"


@dataclass(frozen=True)
class Team:
    """A lake, and the files that are put into it.

    Attributes:
        folder: of both.
    """

    folder: Path

    @property
    def lake(self) -> Lake:
        return Lake(self.folder / "lake")

    @property
    def settings(self) -> Settings:
        return load_settings(lake=self.lake.root)

    @property
    def build(self) -> Build:
        return require_current(self.lake)

    def begin(self) -> None:
        """Take in three members, of whom one does not agree, and their sessions on three days."""
        self.folder.mkdir(exist_ok=True)
        self.members("2026-03-01", {"M-1": True, "M-2": True, "M-3": False})
        self.sessions(
            "2026-03-01",
            "S-1 M-1 Alpha 2026-02-25T20:00",
            "S-2 M-2 Alpha 2026-02-26T20:00",
            "S-3 M-3 Beta 2026-02-27T20:00",
            "S-4 M-2 Beta 2026-02-27T21:00",
        )

    def members(self, day: str, agree: dict[str, bool]) -> None:
        """Take in the members, and whether each agrees to being counted."""
        rows = [f"{name},DE,basic,2025-01-01,{is_so},true,true,2025-01-01" for name, is_so in
                agree.items()]  # fmt: skip
        header = ("member_id,country,plan,joined_date,consent_analytics,consent_marketing,"
                  "consent_personalisation,consent_date")  # fmt: skip
        self._take("member_profiles", day, [header, *rows])

    def sessions(self, day: str, *rows: str) -> None:
        """Take in sessions: id, member, title and time, parted by blanks."""
        header = "session_id,member_id,title,started_at,minutes,device"
        self._take(
            "viewing_sessions", day, [header, *(f"{','.join(r.split())},30,tv" for r in rows)]
        )

    def _take(self, table: str, day: str, lines: list[str]) -> None:
        path = self.folder / "files" / f"{table}_{day}.csv"
        path.parent.mkdir(exist_ok=True)
        path.write_text("\n".join([*lines, ""]))
        ingest_source("first_party", self.lake, self.settings, Request(origins=(str(path),)))

    def make(self, **how: Any) -> dict[str, list[str]]:
        """Build; gives the days that were made, by table."""
        build_gold(self.lake, self.settings, **how)
        days: dict[str, list[str]] = read_run(self.lake, self.build.manifest["run_id"])["outcome"][
            "days_made"
        ]
        return days

    def hours(self) -> list[tuple[Any, ...]]:
        """Rows of fact_viewing_hour."""
        return query(self.build, f"select {COLUMNS} from fact_viewing_hour order by all")[1]
