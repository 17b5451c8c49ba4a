{{ config(sort_by=['platform', 'video_id', 'observed_at']) }}

with looks as (
    select platform, video_id, observed_at, observed_date, view_count, like_count, comment_count
    from {{ ref('fact_video_snapshot') }}
    where view_count is not null
),

videos as (
    select platform, video_id, channel_id, content_type, published_at
    from {{ ref('dim_video') }}
    where published_at is not null
),

final as (
    select
        looks.platform,
        looks.video_id,
        looks.observed_at,
        looks.observed_date as known_at,
        looks.observed_date as latest_source_date,
        videos.channel_id,
        videos.content_type,
        videos.published_at,
        looks.view_count,
        looks.like_count,
        looks.comment_count,
        case
            {%- for platform in ['youtube', 'vimeo', 'twitch'] %}
            when looks.platform = '{{ platform }}' then {{ may_train(platform) }}
            {%- endfor %}
            else true
        end as may_train
    from looks
    inner join videos on looks.platform = videos.platform and looks.video_id = videos.video_id
    where videos.published_at <= looks.observed_at
)

select * from final
