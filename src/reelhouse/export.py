"""Tables of the published build as files, where the providers' terms allow it."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import duckdb

from reelhouse.errors import ReelhouseError, UsageError
from reelhouse.gold import Build
from reelhouse.sources.terms import attributions, refuse_redistribution
from reelhouse.sqltext import literal, table_scan
from reelhouse.storage import explain_full_disk
from reelhouse.transform.lineage import sources_of

PSEUDONYM = "member_key"
OF_SESSIONS = frozenset({"fact_viewing_name"})
"""Tables that single sessions can be seen in, though not whose they are."""

FORMATS = {".csv": "format csv, header true", ".parquet": "format parquet, compression zstd"}


def is_personal(build: Build, table: str) -> bool:
    """Whether a table tells of single members, or of single sessions."""
    return table in OF_SESSIONS or PSEUDONYM in build.manifest["tables"][table]["columns"]


def export_table(build: Build, table: str, target: Path, *, for_own_use: bool) -> list[str]:
    """Write a table of gold into a file.

    Args:
        build: the published build.
        table: its name.
        target: a file that ends in `.csv` or `.parquet`; it is replaced in one step.
        for_own_use: whether the file stays where only those read it who may use the data.

    Returns:
        Attributions that must stand wherever the data is shown.

    Raises:
        UsageError: there is no such table, its rows are about single members and may not leave,
            or the file's name says no known format.
        NotRedistributable: a provider's terms forbid to hand the data on.
    """
    if table not in build.tables:
        raise UsageError(
            f"there is no table '{table}'", advice=f"There are: {', '.join(sorted(build.tables))}."
        )
    if target.suffix not in FORMATS:
        raise UsageError(
            f"'{target.suffix}' is no format to write",
            where=str(target),
            advice=f"The file's name ends in {' or '.join(FORMATS)}.",
        )
    sources = [source for source in sources_of(table) if source in build.sources]
    if not for_own_use:
        if is_personal(build, table):
            raise UsageError(
                f"{table} has rows of single members or sessions: it is personal data",
                advice="Export a mart, or add --for-own-use where the file stays in the house.",
            )
        refuse_redistribution(table, sources)
    unfinished = target.with_name(f".{target.name}.unfinished")
    try:
        with explain_full_disk(target.parent), duckdb.connect() as connection:
            path = literal(str(unfinished.absolute()))
            scan = table_scan(build.table_files(table))
            connection.execute(f"copy (from {scan}) to {path} ({FORMATS[target.suffix]})")
        unfinished.replace(target)
    except (OSError, duckdb.IOException) as error:
        raise ReelhouseError(
            f"the file cannot be written: {error}", where=str(target), advice="Is the folder there?"
        ) from error
    finally:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
    return attributions(sources)
