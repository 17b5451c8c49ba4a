{{ config(sort_by=['platform', 'time_scale', 'time_value']) }}

with reached as (
    select
        platform,
        channel_id,
        video_id,
        cast(extract(hour from published_at) as smallint) as published_hour,
        published_weekday,
        reach_count as reach
    from {{ ref('feature_posting') }}
),

usual as (
    select
        platform,
        channel_id,
        {{ quantile('reach', 0.5) }} as usual_reach,
        count(*) as settled_count
    from reached
    where reach > 0
    group by platform, channel_id
),

relative as (
    select
        reached.platform,
        reached.channel_id,
        reached.video_id,
        reached.published_hour,
        reached.published_weekday,
        reached.reach / usual.usual_reach as relative_reach
    from reached
    inner join usual
        on reached.platform = usual.platform and reached.channel_id = usual.channel_id
    where usual.settled_count >= cast({{ mart_setting('posting_min_videos') }} as integer)
),

scaled as (
    select platform, 'hour' as time_scale, published_hour as time_value, channel_id, video_id, relative_reach
    from relative
    union all
    select platform, 'weekday', published_weekday, channel_id, video_id, relative_reach
    from relative
),

placed as (
    select
        *,
        row_number() over (
            partition by platform, time_scale, time_value order by relative_reach, video_id
        ) as place,
        count(*) over (partition by platform, time_scale, time_value) as video_count
    from scaled
),

-- places of the ordered values between which the median lies 95 times of 100, by the binomial
bounded as (
    select
        *,
        greatest(1, floor((video_count - 1.96 * sqrt(video_count)) / 2)) as lower_place,
        least(video_count, ceil(1 + (video_count + 1.96 * sqrt(video_count)) / 2)) as upper_place
    from placed
),

summed as (
    select
        platform,
        time_scale,
        time_value,
        count(*) as video_count,
        count(distinct channel_id) as channel_count,
        {{ quantile('relative_reach', 0.5) }} as median_reach,
        max(case when place = lower_place then relative_reach end) as lower_reach,
        max(case when place = upper_place then relative_reach end) as upper_reach
    from bounded
    group by platform, time_scale, time_value
),

judged as (
    select
        *,
        video_count >= cast({{ mart_setting('min_group') }} as integer) as is_enough
    from summed
),

final as (
    select
        platform,
        time_scale,
        cast(time_value as smallint) as time_value,
        {{ whole('video_count') }} as video_count,
        {{ whole('channel_count') }} as channel_count,
        {{ derived_on_platform('case when is_enough then median_reach end') }} as relative_reach,
        {{ derived_on_platform('case when is_enough then lower_reach end') }} as relative_reach_lower,
        {{ derived_on_platform('case when is_enough then upper_reach end') }} as relative_reach_upper,
        coalesce(
            {{ reason_not_derived_on_platform() }},
            case when not is_enough then 'not enough videos' end
        ) as not_derived_reason
    from judged
)

select * from final
