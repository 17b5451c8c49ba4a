with newest as (
    {{ newest_of(source('x', 'post')) }}
),

tags as (
    {{ json_each('newest', ['entity_id'], 'payload', 'entities.hashtags') }}
),

further as (
    {{ json_each('newest', ['entity_id'], 'payload', 'note_post.entities.hashtags') }}
),

formerly as (
    {{ json_each('newest', ['entity_id'], 'payload', 'note_tweet.entities.hashtags') }}
),

hashtags as (
    select entity_id, lower({{ json_text('entry', 'tag') }}) as hashtag from tags
    union
    select entity_id, lower({{ json_text('entry', 'tag') }}) as hashtag from further
    union
    select entity_id, lower({{ json_text('entry', 'tag') }}) as hashtag from formerly
)

select
    entity_id as post_id_x,
    hashtag
from hashtags
where hashtag is not null and hashtag <> ''
