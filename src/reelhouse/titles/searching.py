"""Look for the titles of records by name: among IMDb's first, then among those others know."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import pandas as pd
from duckdb import DuckDBPyConnection

from reelhouse.titles.matching import MatchSettings, match_names
from reelhouse.titles.membership import Candidate
from reelhouse.titles.records import Id, RecordId, record_order

# a title that another source has at all is about as well known as one with so many votes at IMDb
KNOWN_VOTES = 1000

_TITLE_COLUMNS = (
    "title_key, title_type, primary_title, original_title, start_year, end_year, "
    "runtime_minutes, vote_count, source_count, people"
)


# records that ask for a title together, the one that speaks for them first
Askers = tuple[RecordId, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found.

    Attributes:
        candidates: titles that they may be of, most likely first; none where there is none.
        season_number: season that the first name says, where the title was found without it.
    """

    candidates: tuple[Candidate, ...] = ()
    season_number: int | None = None


def search_imdb(
    connection: DuckDBPyConnection,
    asking: Collection[Askers],
    titles: Mapping[RecordId, Id],
    settings: MatchSettings,
) -> dict[Askers, Found]:
    """Search among IMDb's titles, and those whose IMDb id others give and IMDb's files lack.

    Args:
        connection: with `title_record`; `imdb_title`, of the columns that `match_names` takes and
            `title_id_imdb`; and `dim_title_aka`.
        asking: records to look for the title of, those of one title together.
        titles: the titles of records whose IMDb id is known: what they call them helps to find.
        settings: of the search.

    Returns:
        What was found; those for whom nothing was are left out.
    """
    if not asking:
        return {}
    numbered = _show_titles(connection, titles)
    connection.execute(
        """
        create or replace temp view missing_title as
            select * from known_title anti join imdb_title using (title_id_imdb);
        -- where no other source knows any title, it says nothing that none knows this one
        create or replace temp view weighed_title as
            select
                imdb_title.*,
                case when exists (select 1 from known_title)
                    then coalesce(known_title.source_count, 0) end as source_count
            from imdb_title
            left join known_title on imdb_title.title_id_imdb = known_title.title_id_imdb
        """
    )
    matches = _match(
        connection,
        asking,
        candidates=f"""
            select {_TITLE_COLUMNS} from weighed_title
            union all
            select {_TITLE_COLUMNS} from missing_title where primary_title is not null
        """,
        other_names="""
            select title_key, title as name from dim_title_aka
            union all
            select coalesce(imdb_title.title_key, known_name.title_key) as title_key, name
            from known_name
            left join imdb_title on known_name.title_id_imdb = imdb_title.title_id_imdb
        """,
        settings=settings,
    )
    of_imdb = connection.execute(
        """
        select title_key, title_id_imdb, primary_title, start_year, title_type
        from imdb_title semi join title_match using (title_key)
        """
    ).fetchall()
    described = _described(connection, numbered) | {
        key: (Id("imdb", imdb), name, year, title_type)
        for key, imdb, name, year, title_type in of_imdb
    }
    return _found(matches, described)


def search_others(
    connection: DuckDBPyConnection,
    asking: Collection[Askers],
    titles: Mapping[RecordId, Id],
    settings: MatchSettings,
) -> dict[Askers, Found]:
    """Search among titles that IMDb does not know.

    Args:
        connection: with `title_record`.
        asking: records to look for the title of, those of one title together.
        titles: the records of the titles to choose from.
        settings: of the search.

    Returns:
        What was found; those for whom nothing was are left out.
    """
    if not asking or not titles:
        return {}
    numbered = _show_titles(connection, titles)
    matches = _match(
        connection,
        asking,
        candidates=f"select {_TITLE_COLUMNS} from known_title where primary_title is not null",
        other_names="select title_key, name from known_name",
        settings=settings,
    )
    return _found(matches, _described(connection, numbered))


def _show_titles(connection: DuckDBPyConnection, titles: Mapping[RecordId, Id]) -> dict[int, Id]:
    """Make `known_title` and `known_name` of what records say of their titles.

    They have keys below 0 for the while, which no title of IMDb has.
    """
    keys = {title: -place for place, title in enumerate(sorted(set(titles.values())), 1)}
    rows = [
        (keys[title], title.text if title.space == "imdb" else None, place, *record)
        for place, (record, title) in enumerate(
            sorted(titles.items(), key=lambda item: record_order(item[0]))
        )
    ]
    columns = ["title_key", "title_id_imdb", "place", "source", "record_kind", "record_id"]
    connection.register(
        "known_row", pd.DataFrame(rows, columns=columns).astype({"title_id_imdb": "string"})
    )
    connection.execute(
        f"""
        create or replace temp table known_record as
            select known_row.title_key, known_row.title_id_imdb, place, title_record.*
                exclude (title_id_imdb)
            from known_row inner join title_record using (source, record_kind, record_id);
        create or replace temp table known_title as
            select
                title_key,
                any_value(title_id_imdb) as title_id_imdb,
                arg_min(title_type, place) as title_type,
                arg_min(name, place) as primary_title,
                arg_min(original_name, place) as original_title,
                arg_min(year, place) as start_year,
                arg_min(end_year, place) as end_year,
                arg_min(runtime_minutes, place) as runtime_minutes,
                {KNOWN_VOTES} as vote_count,
                count(distinct source) as source_count,
                from_json(arg_min(people, place), '["VARCHAR"]') as people
            from known_record
            group by title_key;
        create or replace temp table known_name as
            select title_key, title_id_imdb, name from known_record
            union
            select title_key, title_id_imdb, original_name from known_record
            union
            select title_key, title_id_imdb, unnest(from_json(other_names, '["VARCHAR"]'))
            from known_record
        """
    )
    connection.unregister("known_row")
    return {key: title for title, key in keys.items()}


def _match(
    connection: DuckDBPyConnection,
    asking: Collection[Askers],
    candidates: str,
    other_names: str,
    settings: MatchSettings,
) -> list[tuple[Askers, int, float, int | None]]:
    """Askers, title key, confidence and season number of each match, best first.

    Askers know together what each of them knows: they have been out since the first of them was.
    """
    wanted = sorted(asking)
    rows = [
        (number, place, *record)
        for number, askers in enumerate(wanted)
        for place, record in enumerate(askers)
    ]
    columns = ["record_number", "place", "source", "record_kind", "record_id"]
    connection.register("wanted_row", pd.DataFrame(rows, columns=columns))
    connection.execute(
        """
        create or replace temp table wanted_record as
            select
                record_number,
                arg_min(name, place) as name,
                arg_min(original_name, place) as original_name,
                flatten(list(from_json(other_names, '["VARCHAR"]'))) as other_names,
                arg_min(kind, place) as kind,
                arg_min(year, place) as year,
                arg_min(year_is_exact, place) as year_is_exact,
                min(known_by_date) as known_by,
                arg_min(runtime_minutes, place) as runtime_minutes,
                from_json(arg_min(people, place), '["VARCHAR"]') as people
            from wanted_row inner join title_record using (source, record_kind, record_id)
            group by record_number
        """
    )
    connection.unregister("wanted_row")
    match_names(connection, "wanted_record", candidates, other_names, settings=settings)
    found = connection.execute(
        "select record_number, title_key, confidence, season_number from title_match "
        "order by record_number, rank"
    ).fetchall()
    return [(wanted[number], key, confidence, season) for number, key, confidence, season in found]


Description = tuple[Id, str | None, int | None, str | None]


def _described(
    connection: DuckDBPyConnection, numbered: Mapping[int, Id]
) -> dict[int, Description]:
    rows = connection.execute(
        "select title_key, primary_title, start_year, title_type from known_title"
    ).fetchall()
    return {key: (numbered[key], name, year, kind) for key, name, year, kind in rows}


def _found(
    matches: Iterable[tuple[Askers, int, float, int | None]],
    described: Mapping[int, Description],
) -> dict[Askers, Found]:
    found: dict[Askers, Found] = {}
    for askers, key, confidence, season in matches:
        before = found.get(askers, Found(season_number=season))
        candidate = Candidate(*described[key], confidence)
        found[askers] = Found((*before.candidates, candidate), before.season_number)
    return found
