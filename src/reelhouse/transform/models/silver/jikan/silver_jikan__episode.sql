with newest as (
    {{ newest_of(source('jikan', 'anime_episodes')) }}
)

select
    cast({{ id_part(1) }} as bigint) as title_id_mal,
    cast({{ id_part(2) }} as integer) as episode_number,
    nullif({{ json_text('payload', 'title') }}, '') as title,
    nullif({{ json_text('payload', 'title_japanese') }}, '') as title_japanese,
    nullif(trim(replace({{ json_text('payload', 'title_romanji') }}, chr(160), ' ')), '') as title_romaji,
    {{ json_date('payload', 'aired') }} as aired_date,
    nullif({{ json_number('payload', 'score') }}, 0) as score,
    {{ json_boolean('payload', 'filler') }} as is_filler,
    {{ json_boolean('payload', 'recap') }} as is_recap,
    {{ utc_timestamp('fetched_at') }} as fetched_at
from newest
