with fetches as (
    {{ every_fetch_of(source('anilist', 'anime')) }}
)

select
    cast(entity_id as bigint) as title_id_anilist,
    {{ json_integer('payload', 'idMal') }} as title_id_mal,
    {{ utc_timestamp('fetched_at') }} as fetched_at,
    {{ json_text('payload', 'status') }} as status,
    {{ json_number('payload', 'averageScore') }} as average_score,
    {{ json_number('payload', 'meanScore') }} as mean_score,
    {{ json_integer('payload', 'popularity') }} as member_count,
    {{ json_integer('payload', 'favourites') }} as favorite_count,
    {{ json_integer('payload', 'trending') }} as trending_count
from fetches
