{{ config(sort_by=['provider', 'chart_kind', 'country_code', 'chart_date', 'chart_rank']) }}

with entries as (
    select provider, chart_kind, country_code, chart_date, chart_rank, item_id, item_name, artist_name
    from {{ ref('fact_chart_entry') }}
    where provider <> 'youtube' or {{ may_derive('youtube') }}
),

dates as (
    select
        provider,
        chart_kind,
        country_code,
        chart_date,
        row_number() over (
            partition by provider, chart_kind, country_code order by chart_date
        ) as date_number,
        lag(chart_date) over (
            partition by provider, chart_kind, country_code order by chart_date
        ) as previous_chart_date
    from (
        select distinct provider, chart_kind, country_code, chart_date from entries
    ) as charted
),

-- charts have shown an item twice; its better place counts
items as (
    select
        entries.provider,
        entries.chart_kind,
        entries.country_code,
        entries.item_id,
        entries.chart_date,
        min(dates.date_number) as date_number,
        min(entries.chart_rank) as chart_rank,
        min(entries.item_name) as item_name,
        min(entries.artist_name) as artist_name
    from entries
    inner join dates
        on entries.provider = dates.provider
        and entries.chart_kind = dates.chart_kind
        and entries.country_code = dates.country_code
        and entries.chart_date = dates.chart_date
    where entries.item_id is not null
    group by
        entries.provider, entries.chart_kind, entries.country_code, entries.item_id, entries.chart_date
),

compared as (
    select
        *,
        row_number() over (
            partition by provider, chart_kind, country_code, item_id order by date_number
        ) as total_day_count,
        lag(date_number) over (
            partition by provider, chart_kind, country_code, item_id order by date_number
        ) as last_date_number,
        lag(chart_rank) over (
            partition by provider, chart_kind, country_code, item_id order by date_number
        ) as last_rank,
        min(chart_rank) over (
            partition by provider, chart_kind, country_code, item_id
            order by date_number
            rows between unbounded preceding and current row
        ) as peak_rank
    from items
),

-- a run goes on while no chart that was seen lacks the item
runs as (
    select
        *,
        coalesce(last_date_number <> date_number - 1, true) as is_run_start,
        sum(case when last_date_number = date_number - 1 then 0 else 1 end) over (
            partition by provider, chart_kind, country_code, item_id
            order by date_number
            rows between unbounded preceding and current row
        ) as run_number
    from compared
),

final as (
    select
        runs.provider,
        runs.chart_kind,
        runs.country_code,
        runs.chart_date,
        runs.chart_rank,
        runs.item_id,
        runs.item_name,
        runs.artist_name,
        dates.previous_chart_date,
        case when not runs.is_run_start then runs.last_rank end as previous_rank,
        case when not runs.is_run_start then runs.last_rank - runs.chart_rank end as rank_gain,
        case when runs.date_number > 1 then runs.is_run_start and runs.run_number = 1 end as is_new_entry,
        runs.is_run_start and runs.run_number > 1 as is_reentry,
        cast(runs.run_number as integer) as run_number,
        cast(row_number() over (
            partition by
                runs.provider, runs.chart_kind, runs.country_code, runs.item_id, runs.run_number
            order by runs.date_number
        ) as integer) as run_day_count,
        cast(runs.total_day_count as integer) as total_day_count,
        runs.peak_rank
    from runs
    inner join dates
        on runs.provider = dates.provider
        and runs.chart_kind = dates.chart_kind
        and runs.country_code = dates.country_code
        and runs.chart_date = dates.chart_date
)

select * from final
