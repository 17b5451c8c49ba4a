{{ config(sort_by=['title_key', 'week_end_date']) }}

with title_videos as (
    select title_key, platform, video_id from {{ ref('bridge_title_video') }}
),

videos as (
    select platform, video_id, is_trailer, cast(published_at as date) as published_date
    from {{ ref('dim_video') }}
),

video_days as (
    select platform, video_id, observed_date, days_since_previous, new_view_count
    from {{ ref('mart_video_day') }}
),

campaigns as (
    select
        campaign_id,
        title_key,
        start_date,
        end_date,
        spend_usd,
        impression_count,
        click_count,
        new_subscriber_count
    from {{ ref('fact_campaign') }}
    where title_key is not null and start_date <= end_date
),

hours as (
    select title_key, top10_week as week_end_date, sum(viewed_hours) as viewed_hours
    from {{ ref('fact_netflix_week') }}
    where title_key is not null
    group by title_key, top10_week
),

mentions as (
    select
        title_key,
        {{ week_ending('created_date') }} as week_end_date,
        sum(mention_count) as mention_count
    from {{ ref('mart_title_mention_day') }}
    group by title_key, {{ week_ending('created_date') }}
),

weeks as (
    select calendar_date as week_end_date, {{ days_after('calendar_date', -6) }} as week_start_date
    from {{ ref('dim_date') }}
    where {{ iso_weekday('calendar_date') }} = 7
),

trailers as (
    select distinct
        title_videos.title_key,
        title_videos.platform,
        title_videos.video_id,
        videos.published_date
    from title_videos
    inner join videos
        on title_videos.platform = videos.platform and title_videos.video_id = videos.video_id
    where videos.is_trailer
),

-- views that came between two observations, and the days between, both included
spans as (
    select
        platform,
        video_id,
        {{ days_after('observed_date', '1 - days_since_previous') }} as from_date,
        observed_date as to_date,
        days_since_previous as day_count,
        new_view_count
    from video_days
    where new_view_count is not null
),

followed as (
    select platform, video_id, min(from_date) as followed_from
    from spans
    group by platform, video_id
),

followed_weeks as (
    select weeks.week_start_date, weeks.week_end_date
    from weeks
    inner join (select min(from_date) as first_date, max(to_date) as last_date from spans) as known
        on weeks.week_start_date >= known.first_date and weeks.week_end_date <= known.last_date
),

-- views are spread evenly over the days between two observations
trailer_views as (
    select
        spans.platform,
        spans.video_id,
        followed_weeks.week_end_date,
        sum(
            cast(spans.new_view_count as double) / spans.day_count
            * (1 + {{ days_from(
                'greatest(spans.from_date, followed_weeks.week_start_date)',
                'least(spans.to_date, followed_weeks.week_end_date)'
            ) }})
        ) as view_count
    from spans
    inner join followed_weeks
        on spans.from_date <= followed_weeks.week_end_date
        and spans.to_date >= followed_weeks.week_start_date
    group by spans.platform, spans.video_id, followed_weeks.week_end_date
),

-- a week is known when every trailer that was out was followed from its first day in the week on
trailer_weeks as (
    select
        trailers.title_key,
        followed_weeks.week_end_date,
        count(case when trailers.published_date <= followed_weeks.week_end_date then 1 end) as trailer_count,
        sum(trailer_views.view_count) as view_count,
        max(case
            when
                trailers.published_date is null
                or trailers.published_date <= followed_weeks.week_end_date
                and (
                    followed.followed_from is null
                    or followed.followed_from
                        > greatest(trailers.published_date, followed_weeks.week_start_date)
                )
                then 1
            else 0
        end) as is_unknown
    from trailers
    cross join followed_weeks
    left join followed
        on trailers.platform = followed.platform and trailers.video_id = followed.video_id
    left join trailer_views
        on trailers.platform = trailer_views.platform
        and trailers.video_id = trailer_views.video_id
        and followed_weeks.week_end_date = trailer_views.week_end_date
    group by trailers.title_key, followed_weeks.week_end_date
),

campaign_shares as (
    select
        campaigns.*,
        weeks.week_end_date,
        cast(1 + {{ days_from(
            'greatest(campaigns.start_date, weeks.week_start_date)',
            'least(campaigns.end_date, weeks.week_end_date)'
        ) }} as double)
        / (1 + {{ days_from('campaigns.start_date', 'campaigns.end_date') }}) as share
    from campaigns
    inner join weeks
        on campaigns.start_date <= weeks.week_end_date and campaigns.end_date >= weeks.week_start_date
),

campaign_weeks as (
    select
        title_key,
        week_end_date,
        count(*) as campaign_count,
        sum(cast(spend_usd as double) * share) as spend_usd,
        sum(impression_count * share) as impression_count,
        sum(click_count * share) as click_count,
        sum(new_subscriber_count * share) as new_subscriber_count
    from campaign_shares
    group by title_key, week_end_date
),

title_weeks as (
    select title_key, week_end_date from hours
    union
    select title_key, week_end_date from trailer_weeks
    union
    select title_key, week_end_date from campaign_weeks
    union
    select title_key, week_end_date from mentions
),

final as (
    select
        title_weeks.title_key,
        title_weeks.week_end_date,
        {{ whole('hours.viewed_hours') }} as viewed_hours,
        {{ whole('coalesce(trailer_weeks.trailer_count, 0)') }} as trailer_count,
        case when trailer_weeks.is_unknown = 0 then coalesce(trailer_weeks.view_count, 0) end as trailer_view_count,
        trailer_weeks.is_unknown = 0 as is_trailer_reach_known,
        {{ whole('coalesce(mentions.mention_count, 0)') }} as mention_count,
        {{ whole('coalesce(campaign_weeks.campaign_count, 0)') }} as campaign_count,
        coalesce(campaign_weeks.spend_usd, 0) as campaign_spend_usd,
        coalesce(campaign_weeks.impression_count, 0) as campaign_impression_count,
        coalesce(campaign_weeks.click_count, 0) as campaign_click_count,
        coalesce(campaign_weeks.new_subscriber_count, 0) as campaign_new_subscriber_count
    from title_weeks
    left join hours
        on title_weeks.title_key = hours.title_key and title_weeks.week_end_date = hours.week_end_date
    left join trailer_weeks
        on title_weeks.title_key = trailer_weeks.title_key
        and title_weeks.week_end_date = trailer_weeks.week_end_date
    left join mentions
        on title_weeks.title_key = mentions.title_key
        and title_weeks.week_end_date = mentions.week_end_date
    left join campaign_weeks
        on title_weeks.title_key = campaign_weeks.title_key
        and title_weeks.week_end_date = campaign_weeks.week_end_date
)

select * from final
