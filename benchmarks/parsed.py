"""The SQL project parsed beforehand: dbt does that once for each version, and not in each build."""

from __future__ import annotations

import tempfile
from pathlib import Path

from reelhouse.transform.dbt import command_options
from reelhouse.transform.parsed import parsed_project

TARGET = "duckdb"


def parse_project(cache: Path) -> dict[str, str]:
    """Keep what dbt makes of the project where every contestant finds it.

    Args:
        cache: folder that stands for a user's; it is kept, and parsed anew where the project or
            dbt changed.

    Returns:
        Environment variables that make Reelhouse use it.
    """
    with tempfile.TemporaryDirectory() as scratch:
        options = command_options(Path(scratch), TARGET)
        parsed_project(options, TARGET, cache / "dbt", with_tests=False)
    return {"REELHOUSE_CACHE": str(cache.resolve())}
