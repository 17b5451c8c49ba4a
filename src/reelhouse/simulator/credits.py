"""Who worked on which title, in which role."""

from duckdb import DuckDBPyConnection

from reelhouse.simulator.universe import GENRES, GHOST_EVERY_PEOPLE, Universe

CATEGORIES = [
    "actor",
    "actress",
    "self",
    "director",
    "writer",
    "producer",
    "cinematographer",
    "composer",
    "editor",
    "production_designer",
    "casting_director",
    "archive_footage",
    "archive_sound",
]
"""Categories of credits; a category's code is its place here."""

_CODE = {name: code for code, name in enumerate(CATEGORIES)}
_SELF_GENRES = ("Talk-Show", "News", "Reality-TV", "Game-Show", "Documentary")
_CREW = CATEGORIES[CATEGORIES.index("producer") : CATEGORIES.index("archive_footage")]


def define_credits(connection: DuckDBPyConnection, universe: Universe, day: int) -> None:
    """Create the macros that find people.

    `nconst(m)` is the identifier of person index m, `is_she(m)` and `is_ghost_person(m)` booleans,
    `director(i, k, era)` and `writer(i, k, family, series, era, family_era)` the k-th one of a
    title, `crowd_writer(i, k)` the k-th one of the title that has the most.
    """
    people = universe.person_indices
    for macro in (
        f"nconst(m) as {universe.person_ids(day).sql('m')}",
        "is_she(m) as rnd(m, 'she') % 100 < 42",
        f"is_ghost_person(m) as m < {people}"
        f" and m % {GHOST_EVERY_PEOPLE} = {GHOST_EVERY_PEOPLE - 1}",
        "director(i, k, era) as person(rnd2(i, k, 'director'), era)",
        "writer(i, k, family, series, era, family_era) as case when series < 0"
        " then person(rnd2(i, k, 'writer'), era) else person("
        "rnd2(family, ((rnd(i, 'room') >> 8) & 3)::bigint + k, 'writer'), family_era) end",
        f"crowd_writer(i, k) as (i + 2 * k) % {people}",
    ):
        connection.execute(f"create or replace temp macro {macro}")


def create_credits(connection: DuckDBPyConnection, universe: Universe) -> None:
    """Create the temporary table `credit` for the titles in `title`, in the same order.

    One row per title and `ordering` (from 1): `i`, `tconst`, `hidden`, `ghost`, `arrived`,
    `rated_on` and `first_votes` of the title, `m` (the person's index), `category` (a code), `draw`
    (random bits, the same wherever a regular of a series plays the same part), `is_cast` (in front
    of the camera).

    The query must stay free of joins, as they lose the order, and the engine makes one of a longer
    `in (...)` too; hence the genres as bits.
    """
    self_genres = sum(1 << GENRES.index(name) for name in _SELF_GENRES)
    crew = "[" + ", ".join(str(_CODE[name]) for name in _CREW) + "]"
    connection.execute(f"""
    create or replace temp table credit as
    with sized as (
        select
            i, tconst, hidden, ghost, arrived, series, family, era, family_era, director_count,
            writer_count, rated_on, first_votes,
            ({self_genres} >> g1) & 1 = 1 as is_self_show,
            rnd(i, 'credits') as bits,
            case when rnd(i, 'credits') % 200 = 0 then 0
                else 1 + below(rnd(i, 'credits'), 8, 8) + below(rnd(i, 'credits'), 24, 8)
            end as size
        from title
    ),
    placed as (
        select *, unnest(range(1, size + 1)) as ordering from sized
    ),
    parted as (
        select
            *,
            ordering - (size + 1) // 2 as part,
            ordering <= 4 and ordering <= (size + 1) // 2 and series >= 0
                and rnd2(i, ordering, 'regular') % 10 < 7 as is_regular
        from placed
    ),
    drawn as (
        select
            *,
            if(is_regular, rnd2(family, ordering, 'cast'), rnd2(i, ordering, 'credit')) as draw
        from parted
    ),
    peopled as (
        select
            *,
            case
                when part = 1 and director_count > 0 then director(i, 0, era)
                when part = 2 and writer_count > 0
                    then writer(i, 0, family, series, era, family_era)
                when arrived > 0 and draw % 5 = 0 then {universe.person_indices}
                    + (arrived - 1) * {universe.new_people_per_day}
                    + ((draw >> 8) % {universe.new_people_per_day})::bigint
                when is_regular then person(draw, family_era)
                else person(draw, era)
            end as m
        from drawn
    )
    select
        i, tconst, hidden, ghost, arrived, rated_on, first_votes, ordering, draw, m,
        part <= 0 as is_cast,
        case
            when part <= 0 and is_self_show then
                case when draw % 1000 < 40 then {_CODE["archive_footage"]}
                    when draw % 1000 < 45 then {_CODE["archive_sound"]} else {_CODE["self"]} end
            when part <= 0 then
                case when draw % 1000 < 12 then {_CODE["archive_footage"]}
                    when draw % 1000 < 14 then {_CODE["archive_sound"]}
                    when is_she(m) then {_CODE["actress"]} else {_CODE["actor"]} end
            when part = 1 then
                if(director_count > 0, {_CODE["director"]}, {_CODE["producer"]})
            when part = 2 then
                if(writer_count > 0, {_CODE["writer"]}, {_CODE["cinematographer"]})
            else {crew}[1 + (part - 3 + below(bits, 40, 6)) % 6]
        end::utinyint as category
    from peopled
    """)


def career_rows(universe: Universe) -> str:
    """The query for all credits in the tables `title` and `credit`, for building careers.

    Returns:
        A select of bigints `m`, `i`, `fame` (votes on day 0, plus 1) and `category`; ghosts and
        the work of old people on titles that arrived later are left out.
    """
    fame = "if(rated_on = 0, first_votes, 0) + 1 as fame"
    return f"""
    select m, i, {fame}, category::bigint as category
    from credit where not ghost and (arrived = 0 or m >= {universe.person_indices})
    union all
    select unnest(list_transform(range(director_count), lambda k: director(i, k, era))),
        i, {fame}, {_CODE["director"]}
    from title where not ghost and director_count > 0 and arrived = 0
    union all
    select unnest({writers_sql(universe)}), i, {fame}, {_CODE["writer"]}
    from title where not ghost and writer_count > 0 and arrived = 0
    """


def writers_sql(universe: Universe) -> str:
    """The SQL list of the person indices of a title's writers, over the table `title`."""
    return f"""case when i = {universe.crowded_title}
        then list_transform(range(writer_count), lambda k: crowd_writer(i, k))
        else list_transform(
            range(writer_count), lambda k: writer(i, k, family, series, era, family_era)) end"""
