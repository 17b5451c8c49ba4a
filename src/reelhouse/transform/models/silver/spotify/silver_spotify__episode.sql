with

episodes as (
    {{ newest_of(source('spotify', 'episodes')) }}
)

select
    {{ id_part(2) }} as episode_id_spotify,
    {{ id_part(1) }} as show_id_spotify,
    {{ json_text('payload', 'name') }} as episode_name,
    nullif({{ json_text('payload', 'description') }}, '') as description,
    {{ spotify_release_columns('payload') }},
    {{ spotify_minutes('payload') }} as duration_minutes,
    {{ json_text('payload', 'languages[0]') }} as language,
    {{ json_boolean('payload', 'explicit') }} as is_explicit,
    {{ json_text('payload', 'external_urls.spotify') }} as episode_url,
    {{ utc_timestamp('fetched_at') }} as fetched_at,
    snapshot_date
from episodes
