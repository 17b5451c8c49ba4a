{# The number in SoundCloud's urn: 'soundcloud:tracks:12' is 12. #}
{% macro soundcloud_id(column, path) %}split_part({{ json_text(column, path) }}, ':', 3){% endmacro %}

{# SoundCloud writes times as '2019/01/15 15:40:49 +0000'. #}
{% macro soundcloud_time(column, path) -%}
{{ utc_timestamp("replace(replace(" ~ json_text(column, path) ~ ", '/', '-'), ' +0000', '+00:00')") }}
{%- endmacro %}

{# Every fetch of every track, from users' lists and from searches, once; both as they lie in bronze. #}
{% macro soundcloud_tracks(tracks, search_results) %}
    select entity_id, fetched_at, payload, payload_sha256, snapshot_date from {{ tracks }}
    union all
    select
        {{ json_text('payload', 'urn') }} as entity_id,
        fetched_at,
        payload,
        payload_sha256,
        snapshot_date
    from {{ search_results }}
    where {{ json_text('payload', 'urn') }} is not null
{% endmacro %}
