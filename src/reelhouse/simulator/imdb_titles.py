"""IMDb's six files about titles, as queries over the tables `title` and `credit`."""

from reelhouse.simulator.credits import CATEGORIES, writers_sql
from reelhouse.simulator.naming import LANGUAGES, sql_list
from reelhouse.simulator.universe import GHOST_EVERY_TITLES, Universe
from reelhouse.simulator.words import JOBS

# region: language whose words its titles are made of; "en" shows the title as it was on day 0
_REGIONS = {
    "US": "en", "GB": "en", "DE": "de", "FR": "fr", "JP": "ja", "ES": "es", "IT": "it",
    "BR": "pt", "CA": "en", "IN": "hi", "AU": "en", "RU": "ru", "SE": "sv", "MX": "es",
    "PT": "pt", "DK": "sv", "PL": "de", "AR": "es", "FI": "sv", "KR": "ko", "NL": "de",
    "HU": "de", "GR": "en", "TR": "en", "NO": "sv", "AT": "de", "BE": "fr", "UA": "ru",
    "BG": "ru", "CZ": "de", "RO": "fr", "HK": "en", "CL": "es", "CO": "es", "PE": "es",
    "VE": "es", "UY": "es", "ZA": "en", "NZ": "en", "IE": "en", "SG": "en", "PH": "en",
    "NG": "en", "NA": "en", "KE": "en", "IL": "en", "EG": "en", "EE": "sv", "LT": "de",
    "LV": "de", "RS": "ru", "HR": "de", "SI": "de", "SK": "de", "IS": "sv", "XWW": "en",
    "XEU": "en", "SUHH": "ru", "XYU": "ru", "CSHH": "de",
}  # fmt: skip

# Numbered episodes carry a title in each of these languages.
_NUMBERED = {
    "DE": ("de", "Folge"), "FR": ("fr", "Épisode"), "ES": ("es", "Episodio"),
    "IT": ("it", "Episodio"), "PT": ("pt", "Episódio"), "JP": ("ja", "エピソード"),
    "IN": ("hi", "एपिसोड"),
}  # fmt: skip

_CODE = {name: code for code, name in enumerate(CATEGORIES)}
_ATTRIBUTES = [
    "literal title",
    "complete title",
    "new title",
    "reissue title",
    "transliterated title",
    "informal title",
    "alternative spelling",
    "DVD box title",
    "first season title",
    "censored title",
]

_GHOST_NUMBER = f"i // {GHOST_EVERY_TITLES}"
_IN_EPISODES = (
    f"role = 1 and ((not hidden and rnd(i, 'no row') % 250 > 0)"
    f" or (ghost and {_GHOST_NUMBER} % 4 = 0))"
)
_IN_PRINCIPALS = f"(not hidden or (ghost and {_GHOST_NUMBER} % 4 = 1))"
_IN_RATINGS = "rated_on is not null and (not hidden or ghost)"
_IN_CREW = "(not hidden or ghost)"


def queries(universe: Universe, day: int) -> dict[str, str]:
    """For each file the query of its rows, columns and order as IMDb has them."""
    return {
        "title.basics.tsv.gz": """
            select tconst, kind, primary_title, original_title, is_adult::integer, shown_year,
                end_year, runtime, genres
            from title where not hidden
        """,
        "title.akas.tsv.gz": _akas(),
        "title.crew.tsv.gz": f"""
            select
                tconst,
                case when director_count > 0 then array_to_string(list_transform(
                    range(director_count), lambda k: nconst(director(i, k, era))), ',') end,
                case when writer_count > 0 then array_to_string(list_transform(
                    {writers_sql(universe)}, lambda m: nconst(m)), ',') end
            from title where {_IN_CREW}
        """,
        "title.episode.tsv.gz": f"""
            select tconst, {universe.title_ids(day).sql("parent")},
                if(is_unnumbered, null, season), if(is_unnumbered, null, episode)
            from title where {_IN_EPISODES}
        """,
        "title.principals.tsv.gz": f"""
            select tconst, ordering, nconst(m), {sql_list(CATEGORIES)}[1 + category],
                {_job()}, {_characters()}
            from credit where {_IN_PRINCIPALS}
        """,
        "title.ratings.tsv.gz": f"""
            select tconst, (average_tenths // 10) || '.' || (average_tenths % 10), votes
            from title where {_IN_RATINGS}
        """,
    }


def orphan_queries(universe: Universe) -> list[tuple[str, str, str]]:
    """Queries that count a block's orphans, with the file and column they are in."""
    parent_is_ghost = f"parent % {GHOST_EVERY_TITLES} = {GHOST_EVERY_TITLES - 1}"
    people_are_ghosts = "select count(*) from (select unnest({}) as m from title where {}) where {}"
    directors = "list_transform(range(director_count), lambda k: director(i, k, era))"
    return [
        (
            "title.crew.tsv.gz",
            "tconst",
            f"select count(*) from title where ghost and {_IN_CREW}",
        ),
        (
            "title.crew.tsv.gz",
            "directors",
            people_are_ghosts.format(directors, _IN_CREW, "is_ghost_person(m)"),
        ),
        (
            "title.crew.tsv.gz",
            "writers",
            people_are_ghosts.format(writers_sql(universe), _IN_CREW, "is_ghost_person(m)"),
        ),
        (
            "title.episode.tsv.gz",
            "tconst",
            f"select count(*) from title where ghost and {_IN_EPISODES}",
        ),
        (
            "title.episode.tsv.gz",
            "parentTconst",
            f"select count(*) from title where {_IN_EPISODES} and {parent_is_ghost}",
        ),
        (
            "title.principals.tsv.gz",
            "tconst",
            f"select count(*) from credit where ghost and {_IN_PRINCIPALS}",
        ),
        (
            "title.principals.tsv.gz",
            "nconst",
            f"select count(*) from credit where {_IN_PRINCIPALS} and is_ghost_person(m)",
        ),
        (
            "title.ratings.tsv.gz",
            "tconst",
            f"select count(*) from title where ghost and {_IN_RATINGS}",
        ),
    ]


def _akas() -> str:
    regions = sql_list(list(_REGIONS))
    languages = "[" + ", ".join(str(LANGUAGES.index(name)) for name in _REGIONS.values()) + "]"
    numbered_regions = sql_list(list(_NUMBERED))
    numbered_languages = sql_list([language for language, _ in _NUMBERED.values()])
    numbered_words = sql_list([word for _, word in _NUMBERED.values()])
    return f"""
    with sized as (
        select
            tconst, i, is_numbered, season, episode, first_title, original_title,
            case
                when is_numbered then {1 + len(_NUMBERED)}
                when role = 1 then if(rnd(i, 'akas') % 100 < 22, 2 + below(rnd(i, 'akas'), 8, 3), 0)
                else 1 + least(60, floor(exp(
                    1.36 + 0.6 * pop + 0.65 * bell(rnd(i, 'akas')))))::integer
            end as size
        from title where not hidden
    ),
    numbered as (
        select *, unnest(range(1, size + 1)) as ordering from sized
    ),
    drawn as (
        select
            *,
            rnd2(i, ordering, 'aka') as bits,
            if(is_numbered, null, 1 + floor({len(_REGIONS)}
                * pow(unit(rnd2(i, ordering, 'region')), 2.2))::integer) as place
        from numbered
    )
    select
        tconst,
        ordering,
        case
            when ordering = 1 then original_title
            when is_numbered
                then {numbered_words}[ordering - 1] || ' #' || season || '.' || episode
            when {languages}[place] = 0 then first_title
            else foreign_title({languages}[place], bits)
        end,
        case when ordering = 1 then null
            when is_numbered then {numbered_regions}[ordering - 1] else {regions}[place] end,
        case when ordering = 1 then null
            when is_numbered then {numbered_languages}[ordering - 1]
            when {languages}[place] > 4 and bits % 10 < 2
                then {sql_list(LANGUAGES)}[1 + {languages}[place]]
            when {regions}[place] = 'CA' and bits % 10 < 5 then 'fr' end,
        case when ordering = 1 then 'original'
            when is_numbered then null
            else case
                when bits % 1000 < 640 then 'imdbDisplay'
                when bits % 1000 < 800 then null
                when bits % 1000 < 890 then 'alternative'
                when bits % 1000 < 950 then 'working'
                when bits % 1000 < 965 then 'tv'
                when bits % 1000 < 980 then 'dvd'
                when bits % 1000 < 985 then 'video'
                when bits % 1000 < 990 then 'festival'
                when bits % 1000 < 996 then 'imdbDisplay' || chr(2) || 'tv'
                else 'alternative' || chr(2) || 'working' end
        end,
        if(ordering > 1 and not is_numbered and below(bits, 40, 1000) < 35,
            pick({sql_list(_ATTRIBUTES)}, bits, 20), null),
        (ordering = 1)::integer
    from drawn
    """


def _job() -> str:
    branches = []
    for category, jobs in JOBS.items():
        share = {"writer": 60, "producer": 97, "director": 3}.get(category, 25)
        branches.append(
            f"when {_CODE[category]} then if(below(draw, 20, 100) < {share},"
            f" pick({sql_list(jobs)}, draw, 36), null)"
        )
    return f"case category {' '.join(branches)} end"


def _characters() -> str:
    """A JSON list of roles; quotes within a role are escaped as JSON does it."""
    one = "role_name(rnd(draw, 'role'))"
    two = "role_name(rnd(draw, 'second role'))"
    quoted = f"{one} || ' \\\"The ' || pick(getvariable('w_nicknames'), draw, 36) || '\\\"'"
    return f"""case
        when not is_cast or below(draw, 20, 1000) < 60 then null
        when category = {_CODE["self"]} then case when below(draw, 20, 1000) < 800 then '["Self"]'
            when below(draw, 20, 1000) < 900 then '["Self - Host"]'
            else '["Self - Contestant","Self"]' end
        when category >= {_CODE["archive_footage"]} then '["Self"]'
        when below(draw, 20, 1000) < 120 then '["' || {one} || '","' || {two} || '"]'
        when below(draw, 20, 1000) < 128 then '["' || {quoted} || '"]'
        else '["' || {one} || '"]' end"""
