{{ config(sort_by=['platform', 'video_id']) }}

with videos as (
    select platform, video_id, channel_id, channel_name, content_type, published_at
    from {{ ref('dim_video') }}
    where published_at is not null and channel_id is not null
),

video_days as (
    select platform, video_id, observed_date, age_days, view_count, reach_count
    from {{ ref('mart_video_day') }}
),

-- the first look at a video that has had time to find its viewers
settled as (
    select * from (
        select
            *,
            row_number() over (partition by platform, video_id order by observed_date) as occurrence
        from video_days
        where age_days >= cast({{ mart_setting('posting_settled_days') }} as integer)
    ) as ranked
    where occurrence = 1
),

final as (
    select
        settled.platform,
        settled.video_id,
        videos.channel_id,
        videos.channel_name,
        coalesce(videos.content_type, 'unknown') as content_type,
        settled.observed_date as known_at,
        settled.observed_date as latest_source_date,
        videos.published_at,
        cast(
            extract(hour from videos.published_at) + extract(minute from videos.published_at) / 60 as double
        ) as published_hour,
        cast({{ iso_weekday('videos.published_at') }} as smallint) as published_weekday,
        cast(coalesce(settled.reach_count, settled.view_count) as double) as reach_count,
        case
            {%- for platform in ['youtube', 'vimeo', 'twitch'] %}
            when settled.platform = '{{ platform }}' then {{ may_train(platform) }}
            {%- endfor %}
            else true
        end as may_train
    from settled
    inner join videos on settled.platform = videos.platform and settled.video_id = videos.video_id
)

select * from final
