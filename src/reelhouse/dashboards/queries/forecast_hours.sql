-- Hours to come of a series, with their intervals.
with final as (
    select
        series_name,
        period,
        horizon,
        target_date,
        value_hours,
        low80_hours,
        high80_hours,
        low95_hours,
        high95_hours,
        known_until_date,
        candidate,
        is_naive,
        mase,
        naive_mase,
        measured_coverage_rate,
        origin_count
    from mart_forecast
    where {kinds:series_kind}
        and {keys:series_key}
        and horizon > 0
)

select * from final
order by horizon
