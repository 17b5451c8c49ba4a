-- Weekly amounts of some subjects.
with final as (
    select platform, subject_id, subject_name, week_end_date, amount
    from mart_trend_week
    where {measures:measure}
        and {subjects:subject_id}
        and {since:week_end_date}
        and {until:week_end_date}
)

select * from final
order by subject_name, platform, week_end_date
