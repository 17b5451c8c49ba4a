{{ config(sort_by=['provider', 'chart_kind', 'country_code', 'item_id', 'run_number']) }}

with chart_days as (
    select
        provider,
        chart_kind,
        country_code,
        chart_date,
        chart_rank,
        item_id,
        item_name,
        artist_name,
        previous_chart_date,
        run_number,
        run_day_count
    from {{ ref('mart_chart_day') }}
),

chart_ends as (
    select provider, chart_kind, country_code, max(chart_date) as last_chart_date
    from chart_days
    group by provider, chart_kind, country_code
),

runs as (
    select
        provider,
        chart_kind,
        country_code,
        item_id,
        run_number,
        min(item_name) as item_name,
        min(artist_name) as artist_name,
        min(chart_date) as entered_date,
        max(chart_date) as last_seen_date,
        count(*) as chart_day_count,
        min(chart_rank) as peak_rank,
        max(case when run_day_count = 1 then chart_rank end) as entry_rank,
        max(case when run_day_count = 1 and previous_chart_date is null then 1 else 0 end)
            as is_cut_at_start
    from chart_days
    group by provider, chart_kind, country_code, item_id, run_number
),

peaks as (
    select
        chart_days.provider,
        chart_days.chart_kind,
        chart_days.country_code,
        chart_days.item_id,
        chart_days.run_number,
        min(chart_days.chart_date) as peak_date
    from chart_days
    inner join runs
        on chart_days.provider = runs.provider
        and chart_days.chart_kind = runs.chart_kind
        and chart_days.country_code = runs.country_code
        and chart_days.item_id = runs.item_id
        and chart_days.run_number = runs.run_number
        and chart_days.chart_rank = runs.peak_rank
    group by
        chart_days.provider, chart_days.chart_kind, chart_days.country_code, chart_days.item_id,
        chart_days.run_number
),

final as (
    select
        runs.provider,
        runs.chart_kind,
        runs.country_code,
        runs.item_id,
        runs.run_number,
        runs.item_name,
        runs.artist_name,
        runs.entered_date,
        runs.last_seen_date,
        {{ whole('runs.chart_day_count') }} as chart_day_count,
        runs.entry_rank,
        runs.peak_rank,
        peaks.peak_date,
        cast({{ days_from('runs.entered_date', 'peaks.peak_date') }} as integer) as days_to_peak,
        cast({{ days_from(
            'lag(runs.last_seen_date) over (partition by runs.provider, runs.chart_kind,'
            ~ ' runs.country_code, runs.item_id order by runs.run_number)',
            'runs.entered_date'
        ) }} as integer) as days_away,
        runs.is_cut_at_start = 1 as is_cut_at_start,
        runs.last_seen_date = chart_ends.last_chart_date as is_open
    from runs
    inner join chart_ends
        on runs.provider = chart_ends.provider
        and runs.chart_kind = chart_ends.chart_kind
        and runs.country_code = chart_ends.country_code
    inner join peaks
        on runs.provider = peaks.provider
        and runs.chart_kind = peaks.chart_kind
        and runs.country_code = peaks.country_code
        and runs.item_id = peaks.item_id
        and runs.run_number = peaks.run_number
)

select * from final
