with newest as (
    {{ newest_of(source('mastodon', 'status')) }}
),

tags as (
    {{ json_each('newest', ['entity_id'], 'payload', 'tags') }}
)

select
    entity_id as post_id_mastodon,
    cast(position as integer) as position,
    lower({{ json_text('entry', 'name') }}) as hashtag
from tags
where {{ json_text('entry', 'name') }} is not null
