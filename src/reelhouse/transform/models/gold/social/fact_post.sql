{{ config(sort_by=['platform', 'post_id']) }}

with mastodon_posts as (
    select * from {{ ref('silver_mastodon__post') }}
),

mastodon_counters as (
    select post_id_mastodon, fetched_at, account_follower_count
    from {{ ref('silver_mastodon__post_snapshot') }}
),

bluesky_posts as (
    select * from {{ ref('silver_bluesky__post') }}
),

reddit_posts as (
    select * from {{ ref('silver_reddit__post') }}
    where not coalesce(is_removed, false)
),

x_posts as (
    select * from {{ ref('silver_x__post') }}
),

x_accounts as (
    select account_id_x, follower_count from {{ ref('silver_x__account') }}
),

posts as (
    select
        'mastodon' as platform,
        mastodon_posts.post_id_mastodon as post_id,
        mastodon_posts.account_id_mastodon as account_id,
        mastodon_posts.language as language_code,
        cast(null as string) as community,
        mastodon_posts.created_at,
        mastodon_posts.is_reply,
        false as is_repost,
        mastodon_posts.is_bot,
        mastodon_posts.like_count,
        mastodon_posts.repost_count,
        mastodon_posts.reply_count,
        mastodon_counters.account_follower_count as potential_reach_count,
        mastodon_posts.post_url
    from mastodon_posts
    left join mastodon_counters
        on mastodon_posts.post_id_mastodon = mastodon_counters.post_id_mastodon
        and mastodon_posts.fetched_at = mastodon_counters.fetched_at
    union all
    select
        'bluesky', post_id_bluesky, account_id_bluesky, language, null, created_at, is_reply, false,
        null, like_count, repost_count, reply_count, null, post_url
    from bluesky_posts
    union all
    select
        'reddit', post_id_reddit, account_id_reddit, null, subreddit, created_at, false, false,
        null, score, crosspost_count, reply_count, null, post_url
    from reddit_posts
    union all
    select
        'x', x_posts.post_id_x, x_posts.account_id_x, x_posts.language, null, x_posts.created_at,
        x_posts.is_reply, x_posts.is_repost, null, x_posts.like_count, x_posts.repost_count,
        x_posts.reply_count, coalesce(x_posts.impression_count, x_accounts.follower_count),
        x_posts.post_url
    from x_posts
    left join x_accounts on x_posts.account_id_x = x_accounts.account_id_x
),

final as (
    select
        platform,
        post_id,
        account_id,
        language_code,
        community,
        created_at,
        cast(created_at as date) as created_date,
        is_reply,
        is_repost,
        is_bot,
        like_count,
        repost_count,
        reply_count,
        coalesce(like_count, 0) + coalesce(repost_count, 0) + coalesce(reply_count, 0) as interaction_count,
        potential_reach_count,
        post_url
    from posts
)

select * from final
