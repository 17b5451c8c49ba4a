with separate as (
    select entity_id, fetched_at, payload, payload_sha256, 'data' as place
    from {{ source('jikan', 'anime_streaming') }}
),

within_full as (
    select entity_id, fetched_at, payload, payload_sha256, 'streaming' as place
    from {{ source('jikan', 'anime') }}
    where {{ json_text('payload', 'streaming') }} is not null
),

answers as (
    select * from separate
    union all
    select * from within_full
),

newest as (
    {{ newest_of('answers') }}
),

newest_separate as (
    select * from newest where place = 'data'
),

newest_full as (
    select * from newest where place = 'streaming'
),

services as (
    {{ json_each('newest_separate', ['entity_id', 'fetched_at'], 'payload', 'data') }}
    union all
    {{ json_each('newest_full', ['entity_id', 'fetched_at'], 'payload', 'streaming') }}
)

select
    cast(entity_id as bigint) as title_id_mal,
    {{ json_text('entry', 'name') }} as service,
    max({{ json_text('entry', 'url') }}) as streaming_url,
    max({{ utc_timestamp('fetched_at') }}) as fetched_at
from services
group by 1, 2
