-- What would have been told of a series at past origins, and what came.
with final as (
    select
        horizon,
        known_until_date,
        target_date,
        candidate,
        value_hours,
        low80_hours,
        high80_hours,
        actual_hours,
        is_off_list,
        is_inside80
    from mart_forecast_check
    where {kinds:series_kind}
        and {keys:series_key}
)

select * from final
order by horizon, target_date
