{{ config(sort_by=['platform', 'channel_id', 'observed_date']) }}

with observations as (
    select
        platform,
        channel_id,
        observed_at,
        observed_date,
        subscriber_count,
        view_count,
        video_count,
        live_viewer_count
    from {{ ref('fact_channel_snapshot') }}
),

video_days as (
    select
        platform,
        channel_id,
        observed_date,
        view_count,
        like_count,
        comment_count,
        new_view_count,
        new_like_count,
        new_comment_count
    from {{ ref('mart_video_day') }}
    where channel_id is not null
),

videos as (
    select platform, channel_id, channel_name, cast(published_at as date) as published_date
    from {{ ref('dim_video') }}
    where channel_id is not null
),

streamers as (
    select platform, channel_id, channel_name from {{ ref('fact_channel_snapshot') }}
),

names as (
    select platform, channel_id, min(channel_name) as channel_name
    from (
        select platform, channel_id, channel_name from videos
        union all
        select platform, channel_id, channel_name from streamers
    ) as named
    group by platform, channel_id
),

-- the most that watched at once on the day, the other counters as they stood last
counters as (
    {{ last_of_day('observations', ['platform', 'channel_id']) }}
),

live as (
    select platform, channel_id, observed_date, max(live_viewer_count) as peak_live_viewer_count
    from observations
    group by platform, channel_id, observed_date
),

seen_videos as (
    select
        platform,
        channel_id,
        observed_date,
        count(*) as seen_video_count,
        sum(view_count) as seen_view_count,
        sum(case when like_count is not null and comment_count is not null then view_count end)
            as rated_view_count,
        sum(case when comment_count is not null then like_count end)
            + sum(case when like_count is not null then comment_count end) as interaction_count,
        sum(new_view_count) as new_view_count,
        sum(new_like_count) as new_like_count,
        sum(new_comment_count) as new_comment_count
    from video_days
    group by platform, channel_id, observed_date
),

published as (
    select platform, channel_id, published_date, count(*) as published_video_count
    from videos
    group by platform, channel_id, published_date
),

days as (
    select platform, channel_id, observed_date from counters
    union
    select platform, channel_id, observed_date from seen_videos
),

compared as (
    select
        days.platform,
        days.channel_id,
        days.observed_date,
        counters.subscriber_count,
        counters.view_count,
        counters.video_count,
        lag(days.observed_date) over (
            partition by days.platform, days.channel_id order by days.observed_date
        ) as previous_date,
        lag(counters.subscriber_count) over (
            partition by days.platform, days.channel_id order by days.observed_date
        ) as previous_subscribers
    from days
    left join counters
        on days.platform = counters.platform
        and days.channel_id = counters.channel_id
        and days.observed_date = counters.observed_date
),

joined as (
    select
        compared.platform,
        compared.channel_id,
        compared.observed_date,
        names.channel_name,
        compared.subscriber_count,
        compared.view_count,
        compared.video_count,
        live.peak_live_viewer_count,
        coalesce(published.published_video_count, 0) as published_video_count,
        coalesce(seen_videos.seen_video_count, 0) as seen_video_count,
        {{ days_from('compared.previous_date', 'compared.observed_date') }} as days_since_previous,
        compared.subscriber_count - compared.previous_subscribers as new_subscribers,
        compared.previous_subscribers,
        seen_videos.new_view_count,
        seen_videos.new_like_count,
        seen_videos.new_comment_count,
        seen_videos.rated_view_count,
        seen_videos.interaction_count
    from compared
    left join names
        on compared.platform = names.platform and compared.channel_id = names.channel_id
    left join live
        on compared.platform = live.platform
        and compared.channel_id = live.channel_id
        and compared.observed_date = live.observed_date
    left join seen_videos
        on compared.platform = seen_videos.platform
        and compared.channel_id = seen_videos.channel_id
        and compared.observed_date = seen_videos.observed_date
    left join published
        on compared.platform = published.platform
        and compared.channel_id = published.channel_id
        and compared.observed_date = published.published_date
),

final as (
    select
        platform,
        channel_id,
        observed_date,
        channel_name,
        subscriber_count,
        view_count,
        video_count,
        peak_live_viewer_count,
        {{ whole('published_video_count') }} as published_video_count,
        {{ whole('seen_video_count') }} as seen_video_count,
        cast(days_since_previous as integer) as days_since_previous,
        {{ derived_on_platform('new_subscribers') }} as new_subscriber_count,
        {{ derived_on_platform(ratio('new_subscribers', 'previous_subscribers')) }} as subscriber_growth_rate,
        {{ whole('new_view_count') }} as new_view_count,
        {{ whole('new_like_count') }} as new_like_count,
        {{ whole('new_comment_count') }} as new_comment_count,
        {{ derived_on_platform(ratio('interaction_count', 'rated_view_count')) }} as engagement_rate,
        {{ reason_not_derived_on_platform() }} as not_derived_reason
    from joined
)

select * from final
