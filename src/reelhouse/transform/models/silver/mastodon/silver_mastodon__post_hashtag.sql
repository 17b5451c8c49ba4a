with newest as (
    {{ newest_of(source('mastodon', 'status')) }}
),

tags as (
    {{ json_each('newest', ['entity_id'], 'payload', 'tags') }}
)

select distinct
    entity_id as post_id_mastodon,
    lower({{ json_text('entry', 'name') }}) as hashtag
from tags
where {{ json_text('entry', 'name') }} <> ''
