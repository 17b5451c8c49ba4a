{{ config(sort_by=['title_key']) }}

with titles as (
    select title_key, title_id_imdb, title_type, is_anime, primary_title, start_year, genres
    from {{ ref('dim_title') }}
    where is_current
),

records as (
    select title_key, source from {{ ref('bridge_title_source') }}
),

ratings as (
    select title_key, average_rating, vote_count from {{ ref('fact_rating_snapshot') }} where is_latest
),

performances as (
    select title_key, engagement_score, performance_index from {{ ref('mart_title_performance') }}
),

netflix_lives as (
    select title_key, viewed_hours, week_count, best_rank, first_week, is_still_listed
    from {{ ref('mart_netflix_lifecycle') }}
),

netflix_half_years as (
    select title_key, report_year, report_half, viewed_hours from {{ ref('fact_netflix_half_year') }}
),

offers as (
    select title_key, platform, country_code
    from {{ ref('fact_offer') }}
    where is_current and is_included
),

videos as (
    select title_key, platform, video_id from {{ ref('bridge_title_video') }}
),

mentions as (
    select title_key, mention_count, judged_mention_count, sentiment_sum
    from {{ ref('mart_title_mention_day') }}
),

audiences as (
    select title_key, member_count, watched_hours from {{ ref('mart_title_audience') }}
),

returns as (
    select title_key, basis, cost_usd, revenue_usd, is_assumption from {{ ref('mart_licensing_roi') }}
),

campaigns as (
    select title_key, spend_usd from {{ ref('mart_campaign') }}
),

known as (
    select title_key, count(distinct source) as source_count
    from records
    group by title_key
),

netflix_totals as (
    select
        title_key,
        {{ whole('sum(viewed_hours)') }} as top10_viewed_hours,
        {{ whole('sum(week_count)') }} as top10_week_count,
        min(best_rank) as top10_best_rank,
        min(first_week) as top10_first_week,
        max(case when is_still_listed then 1 else 0 end) = 1 as is_in_top10
    from netflix_lives
    group by title_key
),

latest_half_year as (
    select max(report_year * 10 + report_half) as half_year from netflix_half_years
),

netflix_reports as (
    select netflix_half_years.title_key, {{ whole('sum(netflix_half_years.viewed_hours)') }} as half_year_viewed_hours
    from netflix_half_years
    inner join latest_half_year
        on netflix_half_years.report_year * 10 + netflix_half_years.report_half = latest_half_year.half_year
    group by netflix_half_years.title_key
),

platforms as (
    select
        title_key,
        count(distinct platform) as included_platform_count,
        count(distinct country_code) as included_country_count
    from offers
    group by title_key
),

video_totals as (
    select title_key, count(*) as video_count from videos group by title_key
),

mention_totals as (
    select
        title_key,
        {{ whole('sum(mention_count)') }} as mention_count,
        {{ ratio(exact_sum('sentiment_sum'), 'sum(judged_mention_count)') }} as mean_sentiment
    from mentions
    group by title_key
),

-- each deal stands once by the licensee's books and once by its share of viewing
deal_totals as (
    select
        title_key,
        count(case when basis = 'attributed' then 1 end) as deal_count,
        cast({{ exact_sum("case when basis = 'attributed' then cost_usd end") }} as double) as deal_cost_usd,
        cast({{ exact_sum("case when basis = 'reported' then revenue_usd end") }} as double) as reported_revenue_usd,
        cast({{ exact_sum("case when basis = 'attributed' then revenue_usd end") }} as double) as attributed_revenue_usd,
        max(case when basis = 'attributed' and is_assumption then 1 else 0 end) = 1 as is_assumption
    from returns
    group by title_key
),

campaign_totals as (
    select title_key, cast({{ exact_sum('spend_usd') }} as double) as campaign_spend_usd from campaigns group by title_key
),

final as (
    select
        titles.title_key,
        titles.title_id_imdb,
        titles.title_type,
        titles.is_anime,
        titles.primary_title,
        titles.start_year,
        titles.genres,
        known.source_count,
        ratings.average_rating,
        ratings.vote_count,
        performances.engagement_score,
        performances.performance_index,
        netflix_totals.top10_viewed_hours,
        netflix_totals.top10_week_count,
        netflix_totals.top10_best_rank,
        netflix_totals.top10_first_week,
        coalesce(netflix_totals.is_in_top10, false) as is_in_top10,
        netflix_reports.half_year_viewed_hours,
        coalesce(platforms.included_platform_count, 0) as included_platform_count,
        coalesce(platforms.included_country_count, 0) as included_country_count,
        coalesce(video_totals.video_count, 0) as video_count,
        coalesce(mention_totals.mention_count, 0) as mention_count,
        mention_totals.mean_sentiment,
        audiences.member_count,
        audiences.watched_hours,
        coalesce(deal_totals.deal_count, 0) as deal_count,
        deal_totals.deal_cost_usd,
        campaign_totals.campaign_spend_usd,
        deal_totals.reported_revenue_usd,
        deal_totals.attributed_revenue_usd,
        deal_totals.is_assumption,
        {{ ratio('deal_totals.attributed_revenue_usd - deal_totals.deal_cost_usd', 'deal_totals.deal_cost_usd') }}
            as attributed_roi
    from known
    inner join titles on known.title_key = titles.title_key
    left join ratings on known.title_key = ratings.title_key
    left join performances on known.title_key = performances.title_key
    left join netflix_totals on known.title_key = netflix_totals.title_key
    left join netflix_reports on known.title_key = netflix_reports.title_key
    left join platforms on known.title_key = platforms.title_key
    left join video_totals on known.title_key = video_totals.title_key
    left join mention_totals on known.title_key = mention_totals.title_key
    left join audiences on known.title_key = audiences.title_key
    left join deal_totals on known.title_key = deal_totals.title_key
    left join campaign_totals on known.title_key = campaign_totals.title_key
)

select * from final
