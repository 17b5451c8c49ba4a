-- Series whose hours are forecast, and those that have too little history.
with final as (
    select
        series_kind,
        series_key,
        min(series_name) as series_name,
        min(status) as status,
        min(reason) as reason,
        min(history_count) as history_count,
        min(needed_count) as needed_count,
        max(horizon) as last_horizon,
        max(case when horizon = 1 then value_hours end) as next_hours
    from mart_forecast
    where {kinds:series_kind}
    group by series_kind, series_key
)

select * from final
order by series_kind, series_name, series_key
