{{ config(sort_by=['country_code', 'platform', 'month_date']) }}

with offers as (
    select title_key, platform, country_code, since_date, until_date, last_seen_date
    from {{ ref('fact_offer') }}
    where is_included
),

-- how long a title was there, whichever way it was included
stays as (
    select
        country_code,
        platform,
        title_key,
        min(since_date) as since_date,
        case when count(until_date) = count(*) then max(until_date) end as until_date,
        max(last_seen_date) as last_seen_date
    from offers
    group by country_code, platform, title_key
),

-- what is announced has not happened yet
events as (
    select country_code, platform, since_date as event_date, 1 as added, 0 as removed
    from stays
    where since_date <= last_seen_date
    union all
    select country_code, platform, until_date as event_date, 0 as added, 1 as removed
    from stays
    where until_date <= last_seen_date
),

final as (
    select
        country_code,
        platform,
        cast(date_trunc('month', event_date) as date) as month_date,
        {{ whole('sum(added)') }} as added_title_count,
        {{ whole('sum(removed)') }} as removed_title_count
    from events
    group by country_code, platform, cast(date_trunc('month', event_date) as date)
)

select * from final
