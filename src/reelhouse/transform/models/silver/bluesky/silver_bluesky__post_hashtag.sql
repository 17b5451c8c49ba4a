with newest as (
    {{ newest_of(source('bluesky', 'post')) }}
),

facets as (
    {{ json_each('newest', ['entity_id'], 'payload', 'record.facets') }}
),

marked as (
    select entity_id, entry as facet from facets
),

features as (
    {{ json_each('marked', ['entity_id'], 'facet', 'features') }}
),

further as (
    {{ json_each('newest', ['entity_id'], 'payload', 'record.tags') }}
),

hashtags as (
    select entity_id, lower({{ json_text('entry', 'tag') }}) as hashtag from features
    union
    select entity_id, lower({{ entry_text('entry') }}) as hashtag from further
)

select
    entity_id as post_id_bluesky,
    hashtag
from hashtags
where hashtag is not null and hashtag <> ''
