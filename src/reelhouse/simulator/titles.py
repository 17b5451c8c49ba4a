"""What is true of every title: its kind, years, genres, hidden quality, ratings and changes."""

import numpy as np
from duckdb import DuckDBPyConnection

from reelhouse.simulator.kinds import FILM_GENRES, TV_GENRES, genre_wheel, kind_by_share, of_kind
from reelhouse.simulator.naming import sql_list
from reelhouse.simulator.skeleton import Block
from reelhouse.simulator.universe import (
    GENRE_EFFECTS,
    GENRES,
    GHOST_EVERY_TITLES,
    TALENT_WEIGHT,
    Universe,
)


def define_titles(connection: DuckDBPyConnection) -> None:
    """Create the macros `growth` and `drift`: what one day adds to votes and to the average."""
    connection.execute(
        "create or replace temp macro growth(i, day, votes) as"
        " case when rnd2(i, day, 'growth') % 100 < 8 then"
        " 1 + floor(votes * 0.004 * unit(rnd2(i, day, 'votes')))::bigint else 0 end"
    )
    connection.execute(
        "create or replace temp macro drift(i, day) as"
        " case when rnd2(i, day, 'growth') % 100 >= 8 then 0"
        " when rnd2(i, day, 'drift') % 100 < 6 then 1"
        " when rnd2(i, day, 'drift') % 100 < 12 then -1 else 0 end"
    )


def create_titles(
    connection: DuckDBPyConnection, universe: Universe, day: int, block: Block
) -> None:
    """Create the temporary table `title`, one row per title of `block` in the same order.

    Beside the skeleton's columns it has all that providers show of a title, as of `day`, and what
    they do not: `quality` (1-10), `pop` (standard normal), `era`, `ghost` (only secondary files
    list it), `hidden` (title.basics does not), `rated_on` (null: not rated up to `day`), `event`
    and `event_day` (renamed, runtime_changed, year_changed, genres_changed or vanished; a title of
    day 0 meets at most one of them, once).
    """
    skeleton = {name: np.ascontiguousarray(values) for name, values in block.items()}
    connection.register("skeleton", skeleton)
    connection.execute(f"create or replace temp table title as {_select(universe, day)}")
    connection.unregister("skeleton")


def _select(universe: Universe, day: int) -> str:
    old_titles = universe.title_indices
    period = min(4_000, old_titles // 30)
    first_rating_period = min(20_000, old_titles // 20)
    genre = sql_list(GENRES)
    effects = "[" + ", ".join(f"{GENRE_EFFECTS[name]}::double" for name in GENRES) + "]"
    days = f"range(1, {day + 1})"
    return f"""
    with kinds as (
        select
            s.*,
            case
                when role = 0 then if(is_mini = 1, 'tvMiniSeries', 'tvSeries')
                when role = 1 then 'tvEpisode'
                else {kind_by_share("rnd(i, 'type')")}
            end as kind,
            i < {old_titles} and i % {GHOST_EVERY_TITLES} = {GHOST_EVERY_TITLES - 1} as ghost,
            rnd(family, 'family') as family_bits,
            rnd(i, 'title') as bits,
            case
                when start_year > 0 then start_year
                when arrived > 0 then 2026
                else 2026 - floor(132 * pow(unit(rnd(i, 'year')), 2.6))::bigint
                    + if(rnd(i, 'announced') % 200 = 0, 3, 0)
            end as year,
            {of_kind("rated")} as rated_share,
            {of_kind("log_votes")} as log_votes,
            {of_kind("quality")} as type_effect,
            {of_kind("minutes")} as mean_runtime,
            {of_kind("no_runtime")} as no_runtime_share
        from skeleton as s
    ),
    genres_drawn as (
        select
            *,
            kind = 'tvEpisode' or role = 0 as is_tv,
            family_bits % 250 = 0 as is_adult,
            case
                when family_bits % 250 = 0 then {GENRES.index("Adult")}
                when kind = 'short' then {GENRES.index("Short")}
                when kind = 'tvEpisode' or role = 0
                    then {genre_wheel(TV_GENRES)}[1 + below(family_bits, 8, 256)]
                else {genre_wheel(FILM_GENRES)}[1 + below(family_bits, 8, 256)]
            end as g1,
            {genre_wheel(FILM_GENRES)}[1 + below(family_bits, 24, 256)] as g2_drawn,
            {genre_wheel(FILM_GENRES)}[1 + below(family_bits, 40, 256)] as g3_drawn,
            case
                when unit(rnd(family, 'no genre')) < 0.05 then 0
                when family_bits & 127 < 58 then 1
                when family_bits & 127 < 97 then 2
                else 3
            end as genre_count,
            era(year, rnd(i, 'era')) as era,
            if(family_year > 0, era(family_year, rnd(family, 'era')), era(year, rnd(i, 'era')))
                as family_era,
            case when below(bits, 0, 100) < 38 then 0 when below(bits, 0, 100) < 88 then 1
                when below(bits, 0, 100) < 96 then 2 else 3 end as director_count,
            case when i = {universe.crowded_title} then {universe.crowd}
                when below(bits, 16, 100) < 42 then 0 when below(bits, 16, 100) < 74 then 1
                when below(bits, 16, 100) < 90 then 2
                else 3 + below(bits, 32, 4) end as writer_count
        from kinds
    ),
    genres_apart as (
        select * exclude (g2_drawn), if(g2_drawn = g1, (g2_drawn + 13) % 28, g2_drawn) as g2
        from genres_drawn
    ),
    genres_known as (
        select
            * exclude (g3_drawn),
            list_filter(
                [g3_drawn, (g3_drawn + 13) % 28, (g3_drawn + 18) % 28],
                lambda g: g <> g1 and g <> g2
            )[1] as g3
        from genres_apart
    ),
    judged as (
        select
            *,
            greatest(1.2, least(9.8,
                6.5 + type_effect + {effects}[1 + g1]
                + if(director_count > 0,
                    {TALENT_WEIGHT} * bell(rnd(person(rnd2(i, 0, 'director'), era), 'talent')), 0)
                + 0.5 * bell(rnd(family, 'quality')) + 0.45 * bell(rnd(i, 'own quality'))
            )) as quality,
            if(role = 1, 0.72 * normal(rnd(family, 'fame')) + 0.69 * normal(rnd(i, 'fame')),
                normal(rnd(family, 'fame'))) as pop,
            unit(rnd(i, 'rated')) < rated_share and year <= 2026 as is_rated,
            unit(rnd(i, 'no year')) >= 0.06 as has_year,
            unit(rnd(i, 'no runtime')) >= no_runtime_share as has_runtime,
            rnd(i, 'change') as change_bits
        from genres_known
    ),
    counted as (
        select
            * exclude (is_rated),
            case
                when arrived > 0 then if(is_rated, arrived, null)
                when is_rated then 0
                else 1 + rnd(i, 'first rating') % {first_rating_period}
            end as rating_day,
            case when is_rated and arrived = 0 then least(3200000, 5 + floor(exp(
                log_votes + 0.25 * (quality - 6.5) + 2.3 * pop - 0.02 * (2026 - year)))::bigint)
                else 5 + below(bits, 48, 60) end as first_votes,
            case
                when arrived > 0 or ghost or i = {universe.crowded_title} then null
                else case change_bits // {period} % 5
                    when 0 then 'renamed'
                    when 1 then if(has_runtime, 'runtime_changed', null)
                    when 2 then if(has_year, 'year_changed', null)
                    when 3 then if(not is_adult, 'genres_changed', null)
                    else if(role <> 0, 'vanished', null) end
            end as drawn_event,
            1 + change_bits % {period} as drawn_day
        from judged
    ),
    happened as (
        select
            * exclude (drawn_event, drawn_day, rating_day),
            if(drawn_day <= {day}, drawn_event, null) as event,
            if(drawn_day <= {day} and drawn_event is not null, drawn_day, null) as event_day,
            if(rating_day <= {day}, rating_day, null) as rated_on,
            ghost or coalesce(drawn_event = 'vanished' and drawn_day <= {day}, false) as hidden
        from counted
    ),
    named as (
        select
            *,
            case when below(family_bits, 48, 100) < 45 then 0
                else 1 + below(rnd(family, 'language'), 0, 10) end as language,
            role = 1 and below(bits, 32, 100) < 45 as is_numbered,
            role = 1 and unit(rnd(family, 'no numbers')) < 0.04
                or unit(rnd(i, 'no number')) < 0.02 as is_unnumbered
        from happened
    ),
    titled as (
        select
            *,
            case
                when is_numbered then 'Episode #' || season || '.' || episode
                when language > 0 and below(bits, 40, 100) < 45
                    then foreign_title(language, rnd(i, 'foreign'))
                else title_with_quirk(
                    english_title(bits, rnd(i, 'words')), rnd(i, 'quirk'))
            end as first_title
        from named
    )
    select
        * exclude (mean_runtime, no_runtime_share, rated_share, log_votes, type_effect, change_bits,
            family_bits, has_year, has_runtime),
        printf('tt%07d', number) as tconst,
        case when event = 'renamed'
            then first_title || ': ' || {_pick("adjectives")} || ' ' || {_pick("nouns")}
            else first_title end as primary_title,
        case when not is_numbered and language > 0 and below(bits, 40, 100) between 45 and 75
            then foreign_title(language, rnd(i, 'foreign')) else first_title end as original_title,
        if(has_year, year + if(event = 'year_changed', 1, 0), null) as shown_year,
        case when role = 0 and is_mini = 0 and seasons > 0 and bits % 100 < 62
            then start_year + seasons - 1 end as end_year,
        if(has_runtime, greatest(1, (mean_runtime * (1 + 0.28 * bell(rnd(i, 'runtime'))))::bigint)
            + if(event = 'runtime_changed', 2, 0), null) as runtime,
        case genre_count + case when event is distinct from 'genres_changed' then 0
                when genre_count = 3 then -1 else 1 end
            when 0 then null
            when 1 then {genre}[1 + g1]
            when 2 then array_to_string(list_sort([{genre}[1 + g1], {genre}[1 + g2]]), ',')
            else array_to_string(
                list_sort([{genre}[1 + g1], {genre}[1 + g2], {genre}[1 + g3]]), ',')
        end as genres,
        case when rated_on is not null then first_votes + coalesce(list_sum(list_transform(
            list_filter({days}, lambda d: d > rated_on),
            lambda d: growth(i, d, first_votes))), 0)::bigint
        end as votes,
        case when rated_on is not null then greatest(10, least(100,
            round(10 * (quality + 1.5 * normal(rnd(i, 'average')) / sqrt(first_votes)))::bigint
            + coalesce(list_sum(list_transform(
                list_filter({days}, lambda d: d > rated_on), lambda d: drift(i, d))), 0)::bigint))
        end as average_tenths
    from titled
    """


def _pick(name: str) -> str:
    return f"pick(getvariable('w_{name}'), rnd(i, 'new name'), {8 if name == 'nouns' else 30})"
