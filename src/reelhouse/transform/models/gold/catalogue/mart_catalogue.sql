{{ config(sort_by=['country_code', 'platform', 'content_kind']) }}

with offers as (
    select title_key, platform, country_code, is_included, last_seen_date
    from {{ ref('fact_offer') }}
    where is_current
),

titles as (
    select title_key, {{ content_kind_of_type('title_type') }} as content_kind, start_year
    from {{ ref('dim_title') }}
    where is_current
),

ratings as (
    select title_key, weighted_rating from {{ ref('fact_rating_snapshot') }} where is_latest
),

-- a title once for each platform and country, however it is offered there
holdings as (
    select
        offers.country_code,
        offers.platform,
        titles.content_kind,
        offers.title_key,
        titles.start_year,
        max(case when offers.is_included then 1 else 0 end) as is_included,
        max(offers.last_seen_date) as last_seen_date
    from offers
    inner join titles on offers.title_key = titles.title_key
    where titles.content_kind is not null
    group by offers.country_code, offers.platform, titles.content_kind, offers.title_key, titles.start_year
),

held as (
    select
        *,
        sum(is_included) over (partition by country_code, title_key) as including_platform_count,
        max(extract(year from last_seen_date)) over (partition by country_code, platform) as seen_year
    from holdings
),

kinds as (
    {{ with_all_kinds('held', ['country_code', 'platform', 'title_key', 'start_year', 'is_included', 'including_platform_count', 'seen_year', 'last_seen_date']) }}
),

final as (
    select
        kinds.country_code,
        kinds.platform,
        kinds.content_kind,
        {{ whole('count(*)') }} as title_count,
        {{ whole('sum(kinds.is_included)') }} as included_title_count,
        {{ whole('sum(case when kinds.is_included = 1 and kinds.including_platform_count = 1 then 1 else 0 end)') }}
            as exclusive_title_count,
        {{ ratio('sum(case when kinds.is_included = 1 and kinds.including_platform_count = 1 then 1 else 0 end)', 'sum(kinds.is_included)') }}
            as exclusive_rate,
        cast({{ quantile('case when kinds.is_included = 1 then kinds.seen_year - kinds.start_year end', 0.5) }} as double)
            as median_age_years,
        {{ ratio('sum(case when kinds.is_included = 1 and kinds.seen_year - kinds.start_year <= 2 then 1 else 0 end)', 'sum(case when kinds.is_included = 1 and kinds.start_year is not null then 1 else 0 end)') }}
            as new_title_rate,
        {{ ratio('sum(case when kinds.is_included = 1 then ' ~ exact('ratings.weighted_rating') ~ ' end)', 'sum(case when kinds.is_included = 1 and ratings.title_key is not null then 1 else 0 end)') }}
            as mean_weighted_rating,
        max(kinds.last_seen_date) as last_seen_date
    from kinds
    left join ratings on kinds.title_key = ratings.title_key
    group by kinds.country_code, kinds.platform, kinds.content_kind
)

select * from final
