{{ config(sort_by=['platform', 'video_id', 'observed_date']) }}

with observations as (
    select
        platform,
        video_id,
        observed_at,
        observed_date,
        view_count,
        like_count,
        comment_count,
        share_count,
        reach_count
    from {{ ref('fact_video_snapshot') }}
),

videos as (
    select platform, video_id, channel_id, cast(published_at as date) as published_date
    from {{ ref('dim_video') }}
),

days as (
    {{ last_of_day('observations', ['platform', 'video_id']) }}
),

first_days as (
    select platform, video_id, min(observed_date) as first_observed_date
    from days
    group by platform, video_id
),

-- what is seen within a week of publishing began at nothing on the day before
beginnings as (
    select
        first_days.platform,
        first_days.video_id,
        {{ days_after('videos.published_date', -1) }} as observed_date
    from first_days
    inner join videos
        on first_days.platform = videos.platform and first_days.video_id = videos.video_id
    where {{ days_from('videos.published_date', 'first_days.first_observed_date') }} between 0 and 7
),

steps as (
    select
        platform, video_id, observed_date, view_count, like_count, comment_count, share_count,
        reach_count, true as is_observed
    from days
    union all
    select platform, video_id, observed_date, 0, 0, 0, 0, null, false
    from beginnings
),

compared as (
    select
        *,
        lag(observed_date) over (partition by platform, video_id order by observed_date) as previous_date,
        lag(view_count) over (partition by platform, video_id order by observed_date) as previous_views,
        lag(like_count) over (partition by platform, video_id order by observed_date) as previous_likes,
        lag(comment_count) over (partition by platform, video_id order by observed_date) as previous_comments
    from steps
),

gains as (
    select
        compared.platform,
        compared.video_id,
        compared.observed_date,
        videos.channel_id,
        cast({{ days_from('videos.published_date', 'compared.observed_date') }} as integer) as age_days,
        compared.view_count,
        compared.like_count,
        compared.comment_count,
        compared.share_count,
        compared.reach_count,
        cast({{ days_from('compared.previous_date', 'compared.observed_date') }} as integer) as days_since_previous,
        compared.view_count - compared.previous_views as new_views,
        compared.like_count - compared.previous_likes as new_likes,
        compared.comment_count - compared.previous_comments as new_comments
    from compared
    left join videos
        on compared.platform = videos.platform and compared.video_id = videos.video_id
    where compared.is_observed
),

final as (
    select
        platform,
        video_id,
        observed_date,
        channel_id,
        age_days,
        view_count,
        like_count,
        comment_count,
        share_count,
        reach_count,
        days_since_previous,
        {{ derived_on_platform('new_views') }} as new_view_count,
        {{ derived_on_platform('new_likes') }} as new_like_count,
        {{ derived_on_platform('new_comments') }} as new_comment_count,
        {{ derived_on_platform(ratio('new_views', 'days_since_previous')) }} as views_per_day,
        {{ derived_on_platform(ratio('like_count', 'view_count')) }} as like_rate,
        {{ derived_on_platform(ratio('comment_count', 'view_count')) }} as comment_rate,
        {{ derived_on_platform(ratio('like_count + comment_count', 'view_count')) }} as engagement_rate,
        {{ reason_not_derived_on_platform() }} as not_derived_reason
    from gains
)

select * from final
