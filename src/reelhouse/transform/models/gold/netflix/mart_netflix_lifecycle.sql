{{ config(sort_by=['entry_key']) }}
{%- set falls = 'run_number = peak_run_number and top10_week >= peak_week and viewed_hours > 0' %}

with weeks as (
    select
        entry_key,
        title_key,
        category,
        show_title,
        season_title,
        is_film,
        top10_week,
        weekly_rank,
        viewed_hours,
        view_count,
        cumulative_week_count,
        run_number,
        weeks_since_first,
        country_count
    from {{ ref('fact_netflix_week') }}
),

placed as (
    select
        *,
        min(top10_week) over () as first_listed_week,
        max(top10_week) over () as last_listed_week,
        count(*) over (partition by entry_key, run_number) as run_week_count,
        first_value(top10_week) over (partition by entry_key order by viewed_hours desc, top10_week) as peak_week,
        first_value(run_number) over (partition by entry_key order by viewed_hours desc, top10_week) as peak_run_number
    from weeks
),

-- the peak's own run only: a return at Christmas does not tell how fast hours fell before
measured as (
    select
        *,
        case when {{ falls }} then ln(viewed_hours) end as falling_log_hours,
        case when {{ falls }} then cast({{ weeks_from('peak_week', 'top10_week') }} as double) end as weeks_since_peak
    from placed
),

entries as (
    select
        entry_key,
        title_key,
        category,
        show_title,
        season_title,
        is_film,
        first_listed_week,
        last_listed_week,
        peak_week,
        min(top10_week) as first_week,
        max(top10_week) as last_week,
        count(*) as week_count,
        max(run_number) as run_count,
        max(run_week_count) as longest_run_week_count,
        min(weekly_rank) as best_rank,
        sum(viewed_hours) as viewed_hours,
        sum(view_count) as view_count,
        max(viewed_hours) as peak_viewed_hours,
        max(case when weeks_since_first = 0 then viewed_hours end) as first_week_viewed_hours,
        max(case when weeks_since_first <= 1 then viewed_hours end) as opening_viewed_hours,
        max(case when weeks_since_first = 0 then cumulative_week_count end) as first_cumulative_week_count,
        max(country_count) as peak_country_count,
        count(falling_log_hours) as decay_week_count,
        -regr_slope(falling_log_hours, weeks_since_peak) as decay_per_week,
        regr_r2(falling_log_hours, weeks_since_peak) as decay_r2
    from measured
    group by
        entry_key, title_key, category, show_title, season_title, is_film,
        first_listed_week, last_listed_week, peak_week
),

bounded as (
    select
        *,
        first_week = first_listed_week or first_cumulative_week_count > 1 as is_start_unseen,
        -- a line through two points always fits
        decay_week_count >= 3 as has_decay
    from entries
),

final as (
    select
        entry_key,
        title_key,
        category,
        show_title,
        season_title,
        is_film,
        first_week,
        last_week,
        cast(week_count as integer) as week_count,
        run_count,
        cast(longest_run_week_count as integer) as longest_run_week_count,
        is_start_unseen,
        last_week = last_listed_week as is_still_listed,
        {{ whole('viewed_hours') }} as viewed_hours,
        {{ whole('view_count') }} as view_count,
        first_week_viewed_hours,
        opening_viewed_hours,
        case when not is_start_unseen then {{ ratio('viewed_hours', 'opening_viewed_hours') }} end as legs_ratio,
        best_rank,
        peak_week,
        peak_viewed_hours,
        case when not is_start_unseen then {{ weeks_from('first_week', 'peak_week') }} end as weeks_to_peak,
        peak_country_count,
        case when has_decay then decay_per_week end as decay_per_week,
        case when has_decay and decay_per_week > 0 then ln(2) / decay_per_week end as half_life_weeks,
        case when has_decay then decay_r2 end as decay_r2,
        cast(decay_week_count as integer) as decay_week_count
    from bounded
)

select * from final
