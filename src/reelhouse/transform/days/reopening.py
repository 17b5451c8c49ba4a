"""Which days a change of what they are joined to reopens.

A day depends on its sessions, which its files tell, and on the members and titles that these are
of. Of those only what has changed since the published build matters, and only on the days on which
it was watched or watched something.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import duckdb


@dataclass(frozen=True, slots=True)
class Lookup:
    """A table that a day is joined to.

    Attributes:
        reads: models that the day takes from it; a change of them is told by `changed`.
        compared: tables that must be there now and in the published build.
        changed: SQL that selects the keys whose rows are not what they were.
        days: SQL that selects the days on which a key of the table `changed` occurs.
    """

    reads: frozenset[str]
    compared: frozenset[str]
    changed: str
    days: str


_MEMBERS = Lookup(
    reads=frozenset({"viewing_member"}),
    compared=frozenset({"dim_member", "fact_viewing_hour"}),
    # who withdrew consent or is gone, and who agreed or is new
    changed="""
        select member_key, false as is_here from previous.dim_member
        where member_key not in (select member_key from dim_member)
        union all
        select member_key, true as is_here from dim_member
        where member_key not in (select member_key from previous.dim_member)
    """,
    days="""
        select distinct cast(hour_at as date) from previous.fact_viewing_hour
        where member_key in (select member_key from changed where not is_here)
        union
        select distinct cast(substr(started_at, 1, 10) as date)
        from bronze.first_party__viewing_sessions
        where member_id in (
            select member_id from viewing_member
            where member_key in (select member_key from changed where is_here)
        )
    """,
)

_TITLES = Lookup(
    reads=frozenset({"bridge_viewing_title"}),
    compared=frozenset({"bridge_viewing_title"}),
    changed="""
        select record_id from (
            (
                select record_id, title_key, runtime_minutes from bridge_viewing_title
                except
                select record_id, title_key, runtime_minutes from previous.bridge_viewing_title
            )
            union all
            (
                select record_id, title_key, runtime_minutes from previous.bridge_viewing_title
                except
                select record_id, title_key, runtime_minutes from bridge_viewing_title
            )
        ) as rows
    """,
    days="""
        select distinct viewing_date from fact_viewing_name
        where record_id in (select record_id from changed)
    """,
)

LOOKUPS: dict[str, tuple[Lookup, ...]] = {"fact_viewing_hour": (_MEMBERS, _TITLES)}
"""What the days of a table are joined to, as far as its changes are followed day by day."""


def followed(table: str) -> frozenset[str]:
    """Models whose changes reopen single days of a table; that of another one reopens all."""
    return frozenset[str]().union(*(lookup.reads for lookup in LOOKUPS.get(table, ())))


def reopened(
    connection: duckdb.DuckDBPyConnection, table: str, previous: Collection[str]
) -> set[date] | None:
    """Days of a table that come out otherwise for what they are joined to.

    Args:
        connection: the build's database, with what is joined as it is now and, in the schema
            `previous`, as it was.
        table: whose days.
        previous: tables that stand there.

    Returns:
        The days; None where it cannot be told, so that it may be all of them.
    """
    days: set[date] = set()
    for lookup in LOOKUPS.get(table, ()):
        if not lookup.compared <= set(previous):
            return None
        with connection.cursor() as cursor:
            cursor.execute(f"create or replace temp table changed as {lookup.changed}")
            [(changes,)] = cursor.execute("select count(*) from changed").fetchall()
            if changes:
                days |= {day for (day,) in cursor.execute(lookup.days).fetchall()}
            cursor.execute("drop table changed")
    return days
