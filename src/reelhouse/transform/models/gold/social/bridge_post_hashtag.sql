{{ config(sort_by=['platform', 'post_id', 'hashtag']) }}

with mastodon_hashtags as (
    select * from {{ ref('silver_mastodon__post_hashtag') }}
),

bluesky_hashtags as (
    select * from {{ ref('silver_bluesky__post_hashtag') }}
),

x_hashtags as (
    select * from {{ ref('silver_x__post_hashtag') }}
),

hashtags as (
    select 'mastodon' as platform, post_id_mastodon as post_id, lower(hashtag) as hashtag
    from mastodon_hashtags
    union
    select 'bluesky', post_id_bluesky, lower(hashtag) from bluesky_hashtags
    union
    select 'x', post_id_x, lower(hashtag) from x_hashtags
),

final as (
    select platform, post_id, hashtag from hashtags
)

select * from final
