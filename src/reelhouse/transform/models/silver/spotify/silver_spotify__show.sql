with

shows as (
    {{ newest_of(source('spotify', 'shows')) }}
)

select
    entity_id as show_id_spotify,
    {{ json_text('payload', 'name') }} as show_name,
    nullif({{ json_text('payload', 'publisher') }}, '') as publisher,
    nullif({{ json_text('payload', 'description') }}, '') as description,
    {{ json_text('payload', 'languages[0]') }} as language,
    {{ json_text('payload', 'media_type') }} as media_type,
    {{ json_boolean('payload', 'explicit') }} as is_explicit,
    coalesce(
        {{ json_integer('payload', 'total_episodes') }},
        {{ json_integer('payload', 'episodes.total') }}
    ) as episode_count,
    {{ json_text('payload', 'external_urls.spotify') }} as show_url,
    {{ utc_timestamp('fetched_at') }} as fetched_at,
    snapshot_date
from shows
