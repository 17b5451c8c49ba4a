with newest as (
    {{ newest_of(source('tmdb', 'movie')) }}
),

entries as (
    {{ json_each('newest', ['entity_id'], 'payload', 'videos.results') }}
)

select
    try_cast(entity_id as bigint) as title_id_tmdb_movie,
    {{ json_text('entry', 'id') }} as video_id_tmdb,
    {{ json_text('entry', 'site') }} as site,
    {{ json_text('entry', 'key') }} as video_id_at_site,
    case when {{ json_text('entry', 'site') }} = 'YouTube' then {{ json_text('entry', 'key') }} end as video_id_youtube,
    {{ json_text('entry', 'type') }} as video_type,
    {{ json_text('entry', 'name') }} as video_name,
    nullif({{ json_text('entry', 'iso_639_1') }}, '') as language,
    {{ json_boolean('entry', 'official') }} as is_official,
    {{ json_timestamp('entry', 'published_at') }} as published_at
from entries
