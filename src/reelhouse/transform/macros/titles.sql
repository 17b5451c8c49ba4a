{# What sources call their titles: the ids of their records, and the columns that all of them are brought to. #}

{# The id of a record whose id at the source is a number or a text of its own. #}
{% macro title_record_id(id) %}cast({{ id }} as string){% endmacro %}

{# Netflix gives names only; films and series of one name are two records. #}
{% macro netflix_name_id(is_film, name) -%}
concat(case when {{ is_film }} then 'film:' when not {{ is_film }} then 'tv:' else 'any:' end, {{ name }})
{%- endmacro %}

{# Rows of a catalogue are numbered within its service. #}
{% macro catalogue_record_id(service, row_id) %}concat({{ service }}, ':', {{ row_id }}){% endmacro %}

{# A team's own files name a title, with or without its IMDb id. #}
{% macro first_party_name_id(title_id_imdb, name) %}concat(coalesce({{ title_id_imdb }}, ''), '|', {{ name }}){% endmacro %}

{# The columns of a title record: those in `given` as they are written there, all others null. #}
{% macro title_record_columns(given) -%}
    {%- set types = {
        'source': 'string',
        'record_kind': 'string',
        'record_id': 'string',
        'name': 'string',
        'original_name': 'string',
        'other_names': 'string',
        'kind': 'string',
        'title_type': 'string',
        'year': 'smallint',
        'year_is_exact': 'boolean',
        'known_by_date': 'date',
        'end_year': 'smallint',
        'runtime_minutes': 'integer',
        'people': 'string',
        'genres': 'string',
        'is_anime': 'boolean',
        'is_adult': 'boolean',
        'title_id_imdb': 'string',
        'title_id_tmdb_movie': 'bigint',
        'title_id_tmdb_tv': 'bigint',
        'title_id_mal': 'bigint',
        'title_id_anilist': 'bigint',
        'title_id_tvdb': 'bigint',
        'title_id_wikidata': 'string',
        'season_number': 'smallint',
        'first_seen_date': 'date',
    } -%}
    {%- for column, type in types.items() %}
    cast({{ given.get(column, 'null') }} as {{ type }}) as {{ column }}
    {%- if not loop.last %},{% endif %}
    {%- endfor %}
{%- endmacro %}

{# The texts of a group, each once and in order, as a JSON array. #}
{% macro json_texts(column) %}{{ return(adapter.dispatch('json_texts')(column)) }}{% endmacro %}
{% macro duckdb__json_texts(column) %}cast(to_json(list(distinct {{ column }} order by {{ column }})) as string){% endmacro %}
{% macro spark__json_texts(column) %}to_json(array_sort(collect_set({{ column }}))){% endmacro %}

{# The texts of a group, each once and in order, comma separated. #}
{% macro joined_texts(column) %}{{ return(adapter.dispatch('joined_texts')(column)) }}{% endmacro %}
{% macro duckdb__joined_texts(column) %}string_agg(distinct {{ column }}, ',' order by {{ column }}){% endmacro %}
{% macro spark__joined_texts(column) %}array_join(array_sort(collect_set({{ column }})), ','){% endmacro %}

{# IMDb's genres for the words of other sources, in the rows of `relation`: one row for each `keys`. #}
{% macro imdb_genres_of(relation, keys, word, genre_words) -%}
    select {{ keys | join(', ') }}, {{ joined_texts('genre_words.genre') }} as genres
    from {{ relation }}
    inner join {{ genre_words }} as genre_words on lower({{ word }}) = genre_words.word
    group by {{ keys | join(', ') }}
{%- endmacro %}

{# What an anime is for IMDb: MyAnimeList and AniList write the kinds with and without capitals and underscores. #}
{% macro anime_kind(media_type) -%}
case
        when lower({{ media_type }}) = 'movie' then 'film'
        when lower({{ media_type }}) in ('tv', 'tv_short', 'ona') then 'series'
    end
{%- endmacro %}
{% macro anime_title_type(media_type) -%}
case
        when lower({{ media_type }}) = 'movie' then 'movie'
        when lower({{ media_type }}) in ('tv', 'tv_short', 'ona') then 'tvSeries'
        when lower({{ media_type }}) in ('special', 'tv special', 'tv_special') then 'tvSpecial'
        when lower({{ media_type }}) in ('ova', 'music', 'cm', 'pv') then 'video'
    end
{%- endmacro %}
