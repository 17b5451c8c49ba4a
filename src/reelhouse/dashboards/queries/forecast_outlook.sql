-- Where each series goes: the last forecast period against the newest known one.
with newest as (
    select
        series_kind,
        series_key,
        actual_hours,
        row_number() over (partition by series_kind, series_key order by target_date desc) as place
    from mart_forecast_check
    where horizon = 1
        and actual_hours > 0
),

ahead as (
    select
        forecast.*,
        dim_title.genres as title_genres,
        row_number() over (
            partition by forecast.series_kind, forecast.series_key order by forecast.horizon desc
        ) as place
    from mart_forecast as forecast
    left join dim_title on forecast.title_key = dim_title.title_key and dim_title.is_current
    where forecast.horizon > 0
        and {kinds:forecast.series_kind}
),

final as (
    select
        ahead.series_key,
        ahead.series_name,
        ahead.period,
        ahead.horizon,
        ahead.target_date,
        newest.actual_hours as newest_hours,
        ahead.value_hours,
        ahead.value_hours / newest.actual_hours - 1 as change_rate,
        ahead.low80_hours / newest.actual_hours - 1 as change_low_rate,
        ahead.high80_hours / newest.actual_hours - 1 as change_high_rate,
        ahead.mase,
        ahead.naive_mase,
        ahead.mase / nullif(ahead.naive_mase, 0) as mase_ratio,
        ahead.is_naive,
        ahead.measured_coverage_rate,
        ahead.origin_count
    from ahead
    left join newest
        on ahead.series_kind = newest.series_kind
        and ahead.series_key = newest.series_key
        and newest.place = 1
    where ahead.place = 1
        and {genres:any of coalesce(ahead.title_genres, ahead.series_name)}
)

select * from final
order by change_rate desc nulls last, series_name, series_key
