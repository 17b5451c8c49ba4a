{{ config(sort_by=['date_key']) }}

with days as (
    {{ days_between(var('calendar_first_date'), var('calendar_last_date')) }}
),

final as (
    select
        cast(
            extract(year from calendar_date) * 10000
            + extract(month from calendar_date) * 100
            + extract(day from calendar_date) as integer
        ) as date_key,
        calendar_date,
        cast(extract(year from calendar_date) as smallint) as calendar_year,
        cast(extract(quarter from calendar_date) as smallint) as calendar_quarter,
        cast(extract(month from calendar_date) as smallint) as calendar_month,
        cast(extract(day from calendar_date) as smallint) as day_of_month,
        {{ decade_of('extract(year from calendar_date)') }} as decade
    from days
)

select * from final
