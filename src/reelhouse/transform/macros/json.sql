{# Values out of the JSON text of a payload. A field that is gone, or of another type, gives null. #}
{# Paths are dotted, such as 'aired.from'; positions in arrays count from 0, as in 'images[0].url'. #}

{% macro json_text(column, path) %}{{ return(adapter.dispatch('json_text')(column, path)) }}{% endmacro %}
{% macro duckdb__json_text(column, path) %}json_extract_string({{ column }}, '$.{{ path }}'){% endmacro %}
{% macro spark__json_text(column, path) %}get_json_object({{ column }}, '$.{{ path }}'){% endmacro %}

{% macro json_as(column, path, type) %}try_cast({{ json_text(column, path) }} as {{ type }}){% endmacro %}
{% macro json_integer(column, path) %}{{ text_integer(json_text(column, path)) }}{% endmacro %}
{% macro json_number(column, path) %}{{ json_as(column, path, 'double') }}{% endmacro %}
{% macro json_boolean(column, path) %}{{ json_as(column, path, 'boolean') }}{% endmacro %}

{# A text as a whole number; one with a fraction is rounded. Spark by itself takes none that has one. #}
{% macro text_integer(text) %}{{ return(adapter.dispatch('text_integer')(text)) }}{% endmacro %}
{% macro duckdb__text_integer(text) %}try_cast({{ text }} as bigint){% endmacro %}
{% macro spark__text_integer(text) %}try_cast(round(try_cast({{ text }} as decimal(38, 10))) as bigint){% endmacro %}

{# A text as a date, where it is a whole one. Spark by itself takes '2019' for the first day of that year. #}
{% macro text_date(text) %}{{ return(adapter.dispatch('text_date')(text)) }}{% endmacro %}
{% macro duckdb__text_date(text) %}try_cast({{ text }} as date){% endmacro %}
{% macro spark__text_date(text) %}try_cast(case when {{ text }} like '%-%-%' then {{ text }} end as date){% endmacro %}

{# The calendar day of an ISO 8601 date or timestamp. #}
{% macro json_date(column, path) %}{{ text_date('substr(' ~ json_text(column, path) ~ ', 1, 10)') }}{% endmacro %}

{# An ISO 8601 timestamp in UTC, without a zone. #}
{% macro json_timestamp(column, path) %}{{ utc_timestamp(json_text(column, path)) }}{% endmacro %}
{% macro utc_timestamp(text) %}{{ return(adapter.dispatch('utc_timestamp')(text)) }}{% endmacro %}
{% macro duckdb__utc_timestamp(text) %}(try_cast({{ text }} as timestamptz) at time zone 'UTC'){% endmacro %}
{% macro spark__utc_timestamp(text) %}cast(try_cast({{ text }} as timestamp_ltz) as timestamp_ntz){% endmacro %}

{# Seconds since 1970 as a timestamp in UTC. #}
{% macro unix_timestamp_at(seconds) %}{{ return(adapter.dispatch('unix_timestamp_at')(seconds)) }}{% endmacro %}
{% macro duckdb__unix_timestamp_at(seconds) %}make_timestamp(cast({{ seconds }} as bigint) * 1000000){% endmacro %}
{% macro spark__unix_timestamp_at(seconds) %}cast(timestamp_seconds({{ seconds }}) as timestamp_ntz){% endmacro %}

{% macro json_path(path) %}${{ '.' ~ path if path }}{% endmacro %}

{# The rows of `relation` once for each element of an array in `column`, as `entry` (JSON text) and its `position` from 1. #}
{# Without a path the column itself is the array. #}
{# Rows whose array is empty, absent or no array give none. An element that is a text keeps its quotes: read it with entry_text(). #}
{% macro json_each(relation, keep, column, path='') %}{{ return(adapter.dispatch('json_each')(relation, keep, column, path)) }}{% endmacro %}
{% macro duckdb__json_each(relation, keep, column, path='') %}
    select
        {{ keep | join(', ') }},
        unnest(from_json(json_extract({{ column }}, '{{ json_path(path) }}'), '["JSON"]')) as entry,
        generate_subscripts(from_json(json_extract({{ column }}, '{{ json_path(path) }}'), '["JSON"]'), 1) as position
    from {{ relation }}
    where json_type({{ column }}, '{{ json_path(path) }}') = 'ARRAY'
{% endmacro %}
{% macro spark__json_each(relation, keep, column, path='') %}
    select {{ keep | join(', ') }}, entry, position + 1 as position
    from {{ relation }}
    lateral view posexplode(from_json(get_json_object({{ column }}, '{{ json_path(path) }}'), 'array<string>')) exploded as position, entry
{% endmacro %}

{# The text of an array element that is a plain text. #}
{% macro entry_text(column) %}{{ return(adapter.dispatch('entry_text')(column)) }}{% endmacro %}
{% macro duckdb__entry_text(column) %}json_extract_string({{ column }}, '$'){% endmacro %}
{% macro spark__entry_text(column) %}{{ column }}{% endmacro %}

{# The newest fetch of each entity of an API resource in bronze. #}
{% macro newest_of(relation) %}
    select * from (
        select
            *,
            row_number() over (partition by entity_id order by fetched_at desc, payload_sha256) as newness
        from {{ relation }}
    ) as ranked
    where newness = 1
{% endmacro %}

{# Every fetch of each entity, once: what counters over time are made of. #}
{% macro every_fetch_of(relation) %}
    select * from (
        select
            *,
            row_number() over (partition by entity_id, fetched_at order by payload_sha256) as occurrence
        from {{ relation }}
    ) as ranked
    where occurrence = 1
{% endmacro %}

{# The part of a composed entity id, counted from 1; parts are separated by a slash. #}
{% macro id_part(number) %}split_part(entity_id, '/', {{ number }}){% endmacro %}

{# The rows of `relation` once for each member of an object in `column`, as `name` and `entry` (JSON text). #}
{# Rows whose object is empty, absent or no object give none. #}
{% macro json_members(relation, keep, column, path) %}{{ return(adapter.dispatch('json_members')(relation, keep, column, path)) }}{% endmacro %}
{% macro duckdb__json_members(relation, keep, column, path) %}
    select
        {{ keep | join(', ') }},
        unnest(map_keys(members)) as name,
        unnest(map_values(members)) as entry
    from (
        select
            {{ keep | join(', ') }},
            try_cast(json_extract({{ column }}, '$.{{ path }}') as map(varchar, json)) as members
        from {{ relation }}
        where json_type({{ column }}, '$.{{ path }}') = 'OBJECT'
    ) as objects
{% endmacro %}
{% macro spark__json_members(relation, keep, column, path) %}
    select {{ keep | join(', ') }}, name, entry
    from {{ relation }}
    lateral view explode(from_json(get_json_object({{ column }}, '$.{{ path }}'), 'map<string,string>')) exploded as name, entry
{% endmacro %}
