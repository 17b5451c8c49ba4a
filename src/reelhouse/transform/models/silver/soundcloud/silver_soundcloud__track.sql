with

every_track as (
    {{ soundcloud_tracks(source('soundcloud', 'tracks'), source('soundcloud', 'search_results')) }}
),

tracks as (
    {{ newest_of('every_track') }}
)

select
    {{ soundcloud_id('payload', 'urn') }} as track_id_soundcloud,
    {{ soundcloud_id('payload', 'user.urn') }} as user_id_soundcloud,
    {{ json_text('payload', 'user.username') }} as user_name,
    {{ json_text('payload', 'title') }} as track_name,
    nullif({{ json_text('payload', 'description') }}, '') as description,
    nullif({{ json_text('payload', 'genre') }}, '') as genre_name,
    nullif({{ json_text('payload', 'tag_list') }}, '') as tags,
    nullif({{ json_text('payload', 'isrc') }}, '') as isrc,
    nullif({{ json_text('payload', 'label_name') }}, '') as label,
    {{ json_text('payload', 'license') }} as license,
    {{ json_text('payload', 'access') }} as access,
    {{ json_number('payload', 'duration') }} / 60000 as duration_minutes,
    cast({{ json_integer('payload', 'release_year') }} as smallint) as release_year,
    try_cast(
        {{ json_text('payload', 'release_year') }}
        || '-' || lpad({{ json_text('payload', 'release_month') }}, 2, '0')
        || '-' || lpad({{ json_text('payload', 'release_day') }}, 2, '0') as date
    ) as release_date,
    {{ soundcloud_time('payload', 'created_at') }} as created_at,
    {{ json_text('payload', 'permalink_url') }} as track_url,
    {{ utc_timestamp('fetched_at') }} as fetched_at,
    snapshot_date
from tracks
