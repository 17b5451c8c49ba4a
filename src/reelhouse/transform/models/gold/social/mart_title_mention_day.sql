{{ config(sort_by=['title_key', 'created_date', 'platform']) }}

with mentions as (
    select title_key, platform, post_id from {{ ref('bridge_title_post') }}
),

posts as (
    select
        platform,
        post_id,
        account_id,
        created_date,
        interaction_count,
        potential_reach_count
    from {{ ref('fact_post') }}
    where not coalesce(is_repost, false) and created_date is not null
),

sentiments as (
    select platform, post_id, sentiment from {{ ref('fact_post_sentiment') }}
),

final as (
    select
        mentions.title_key,
        posts.created_date,
        mentions.platform,
        count(*) as mention_count,
        count(distinct posts.account_id) as account_count,
        {{ whole('sum(posts.interaction_count)') }} as interaction_count,
        {{ whole('sum(posts.potential_reach_count)') }} as potential_reach_count,
        count(sentiments.sentiment) as judged_mention_count,
        cast(coalesce(sum(cast(sentiments.sentiment as decimal(9, 6))), 0) as double) as sentiment_sum,
        count(case when sentiments.sentiment >= 0.05 then 1 end) as kind_mention_count,
        count(case when sentiments.sentiment <= -0.05 then 1 end) as unkind_mention_count
    from mentions
    inner join posts on mentions.platform = posts.platform and mentions.post_id = posts.post_id
    left join sentiments
        on mentions.platform = sentiments.platform and mentions.post_id = sentiments.post_id
    group by mentions.title_key, posts.created_date, mentions.platform
)

select * from final
