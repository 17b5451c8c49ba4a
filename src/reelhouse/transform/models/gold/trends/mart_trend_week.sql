{{ config(sort_by=['measure', 'platform', 'subject_kind', 'subject_id', 'week_end_date']) }}

with titles as (
    select title_key, primary_title from {{ ref('dim_title') }} where is_current
),

lists as (
    select title_key, top10_week, viewed_hours from {{ ref('fact_netflix_week') }} where title_key is not null
),

figures as (
    select title_key, observed_date, popularity
    from {{ ref('fact_title_day') }}
    where source = 'tmdb' and popularity is not null
),

hashtag_days as (
    select hashtag, platform, created_date, post_count from {{ ref('mart_hashtag_day') }}
),

video_days as (
    select platform, video_id, observed_date, days_since_previous, new_view_count
    from {{ ref('mart_video_day') }}
    where new_view_count is not null
),

video_tags as (
    select platform, video_id, tag from {{ ref('bridge_video_tag') }}
),

newest_figure as (
    select max(observed_date) as newest_date from figures
),

-- TMDB's popularity: the highest that was seen in a week
popularity as (
    select
        figures.title_key,
        {{ week_end_of('figures.observed_date', 'newest_figure.newest_date') }} as week_end_date,
        max(figures.popularity) as amount
    from figures
    cross join newest_figure
    group by figures.title_key, {{ week_end_of('figures.observed_date', 'newest_figure.newest_date') }}
),

-- a week that began before a platform's first post is only partly known
spans as (
    select platform, min(created_date) as first_date, max(created_date) as newest_date
    from hashtag_days
    group by platform
),

hashtags as (
    select
        hashtag_days.platform,
        hashtag_days.hashtag,
        {{ week_end_of('hashtag_days.created_date', 'spans.newest_date') }} as week_end_date,
        spans.first_date,
        sum(hashtag_days.post_count) as amount
    from hashtag_days
    inner join spans on hashtag_days.platform = spans.platform
    group by
        hashtag_days.platform,
        hashtag_days.hashtag,
        {{ week_end_of('hashtag_days.created_date', 'spans.newest_date') }},
        spans.first_date
),

newest_views as (
    select platform, max(observed_date) as newest_date from video_days group by platform
),

-- views of a longer gap than a week would all fall on its last one
topics as (
    select
        video_days.platform,
        video_tags.tag,
        {{ week_end_of('video_days.observed_date', 'newest_views.newest_date') }} as week_end_date,
        sum(video_days.new_view_count) as amount
    from video_days
    inner join newest_views on video_days.platform = newest_views.platform
    inner join video_tags
        on video_days.platform = video_tags.platform and video_days.video_id = video_tags.video_id
    where video_days.days_since_previous <= 7
    group by
        video_days.platform,
        video_tags.tag,
        {{ week_end_of('video_days.observed_date', 'newest_views.newest_date') }}
),

series as (
    select
        'viewed_hours' as measure,
        'netflix' as platform,
        'title' as subject_kind,
        title_key,
        cast(null as string) as word,
        top10_week as week_end_date,
        sum(viewed_hours) as amount
    from lists
    group by title_key, top10_week
    union all
    select 'popularity', 'tmdb', 'title', title_key, null, week_end_date, amount
    from popularity
    union all
    select 'post_count', platform, 'hashtag', null, hashtag, week_end_date, amount
    from hashtags
    where {{ days_from('first_date', 'week_end_date') }} >= 6
    union all
    select 'new_view_count', platform, 'topic', null, tag, week_end_date, amount
    from topics
),

final as (
    select
        series.measure,
        series.platform,
        series.subject_kind,
        coalesce(series.word, cast(series.title_key as string)) as subject_id,
        coalesce(series.word, titles.primary_title) as subject_name,
        series.title_key,
        series.week_end_date,
        cast(series.amount as double) as amount
    from series
    left join titles on series.title_key = titles.title_key
)

select * from final
