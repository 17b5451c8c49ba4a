"""IMDb's file of people."""

from collections.abc import Callable

import numpy as np
from duckdb import DuckDBPyConnection

from reelhouse.simulator.careers import KNOWN_FOR, Careers
from reelhouse.simulator.census import Census
from reelhouse.simulator.chance import PEOPLE_SLOTS
from reelhouse.simulator.credits import CATEGORIES
from reelhouse.simulator.ids import Integers
from reelhouse.simulator.naming import sql_list
from reelhouse.simulator.order import check_order
from reelhouse.simulator.tsv import TsvWriter
from reelhouse.simulator.universe import Universe

FILE = "name.basics.tsv.gz"

_UNLISTED_PROFESSIONS = [
    "miscellaneous",
    "camera_department",
    "art_department",
    "sound_department",
    "make_up_department",
    "music_department",
    "visual_effects",
    "stunts",
    "costume_department",
    "animation_department",
]


def append_people(
    connection: DuckDBPyConnection,
    universe: Universe,
    day: int,
    writer: TsvWriter,
    census: Census,
    careers: Careers,
    vanished: Integers,
    block: int,
    report: Callable[[str, int, int], None],
) -> None:
    """Write all people, `block` at a time, after the titles have filled `careers`.

    Args:
        connection: has the macros of chance, names and credits.
        universe: what is true.
        day: the snapshot's day.
        writer: has the file `FILE`.
        census: takes the changes, and the titles that are known for but vanished.
        careers: of all people up to `day`.
        vanished: indices of the titles that vanished up to `day`.
        block: people at a time.
        report: called with "people", how many are done, and of how many.
    """
    titles = universe.title_ids(day)
    total = len(careers.categories)
    done = 0
    for m, numbers in universe.person_ids(day).blocks(block):
        known = careers.known_titles(m)
        census.add_orphans(FILE, "knownForTitles", int(np.isin(known, vanished).sum()))
        shown = np.where(known >= 0, titles.numbers(np.maximum(known, 0)), 0)
        arrived = 1 + (m - universe.person_indices) // universe.new_people_per_day
        rows = {
            "m": m,
            "number": numbers,
            "arrived": np.maximum(arrived, 0),
            "categories": careers.categories[m].astype(np.int64),
        } | {f"known{k}": np.ascontiguousarray(shown[:, k]) for k in range(KNOWN_FOR)}
        connection.register("career", rows)
        connection.execute(f"create or replace temp table people as {_people(universe, day)}")
        connection.unregister("career")
        check_order(connection, "people", "m", m)
        writer.append(FILE, _SHOWN)
        if day:
            census.add_changes(connection.execute(_CHANGES).fetchall())
        done += len(m)
        report("people", done, total)


def _people(universe: Universe, day: int) -> str:
    """All that is true of people; the era in which one works follows from the index."""
    period = min(20_000, universe.person_indices // 20)
    return f"""
    with drawn as (
        select
            *,
            rnd(m, 'person') as bits,
            rnd(m, 'change') as change_bits,
            (2026 - floor(132 * pow(least(1, 0.1 + (m % {PEOPLE_SLOTS} + 0.5) / {PEOPLE_SLOTS}),
                2.6)) - 8 - below(rnd(m, 'person'), 0, 38))::bigint as birth,
            55 + below(rnd(m, 'person'), 16, 42) as age
        from career
        where not is_ghost_person(m)
    ),
    lived as (
        select
            *,
            is_she(m) as is_she,
            below(bits, 32, 1000)
                < if(m // {PEOPLE_SLOTS} < {universe.people // PEOPLE_SLOTS} // 50, 850, 30)
                as is_biography_known,
            if(birth + age < 2026, birth + age, null) as death,
            if(arrived = 0 and change_bits % {period} < {day},
                1 + (change_bits % {period})::bigint, null) as drawn_day
        from drawn
    ),
    changed as (
        select
            *,
            case
                when drawn_day is null then null
                when change_bits // {period} % 2 = 0 then 'people_renamed'
                when not is_biography_known or death is null then 'people_deceased'
            end as event
        from lived
    )
    select
        *,
        if(event = 'people_renamed',
            given_name(is_she, rnd(m, 'name')) || ' ' || family_name(rnd(m, 'new family'))
                || ' ' || family_name(rnd(m, 'family')),
            person_name(is_she, rnd(m, 'name'), rnd(m, 'family'))) as name,
        if(is_biography_known, birth, null) as birth_year,
        if(event = 'people_deceased', 2026, if(is_biography_known, death, null)) as death_year
    from changed
    """


def _professions() -> str:
    """Up to three, by the categories of the credits; `self` is none."""
    listed = ", ".join(
        f"if(categories & {1 << code} > 0, '{name}', null)"
        for code, name in enumerate(CATEGORIES)
        if name != "self"
    )
    unlisted = sql_list(_UNLISTED_PROFESSIONS)
    return f"""coalesce(
        nullif(array_to_string(list_filter([{listed}], lambda p: p is not null)[1:3], ','), ''),
        if(bits % 5 = 0, null, pick({unlisted}, bits, 24)))"""


def _known_for() -> str:
    shown = ", ".join(
        f"if(known{k} > 0, printf('tt%07d', known{k}), null)" for k in range(KNOWN_FOR)
    )
    return f"nullif(concat_ws(',', {shown}), '')"


_SHOWN = f"""
    select printf('nm%07d', number), name, birth_year, death_year, {_professions()}, {_known_for()}
    from people
"""

_CHANGES = """
    select event, drawn_day, printf('nm%07d', number) from people where event is not null
    union all
    select 'people_added', arrived, printf('nm%07d', number) from people where arrived > 0
"""
