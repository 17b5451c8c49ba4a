{{ config(sort_by=['hashtag', 'created_date', 'platform']) }}

with hashtags as (
    select platform, post_id, hashtag from {{ ref('bridge_post_hashtag') }}
),

posts as (
    select platform, post_id, account_id, created_date, interaction_count, potential_reach_count
    from {{ ref('fact_post') }}
    where not coalesce(is_repost, false)
),

final as (
    select
        hashtags.hashtag,
        posts.created_date,
        posts.platform,
        count(*) as post_count,
        count(distinct posts.account_id) as account_count,
        {{ whole('sum(posts.interaction_count)') }} as interaction_count,
        {{ whole('sum(posts.potential_reach_count)') }} as potential_reach_count
    from hashtags
    inner join posts on hashtags.platform = posts.platform and hashtags.post_id = posts.post_id
    where posts.created_date is not null
    group by hashtags.hashtag, posts.created_date, posts.platform
)

select * from final
