-- How each candidate forecast a series at past origins.
with final as (
    select
        candidate,
        is_naive,
        is_chosen,
        mase,
        mean_miss_hours,
        coverage80_rate,
        origin_count,
        forecast_count
    from mart_forecast_backtest
    where {kinds:series_kind}
        and {keys:series_key}
        and mase is not null
)

select * from final
order by mase, candidate
