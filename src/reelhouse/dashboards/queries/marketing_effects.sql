-- What reach adds to weekly hours so many weeks later.
with final as (
    select
        exposure,
        lag_weeks,
        effect,
        effect_lower,
        effect_upper,
        is_strongest_lag,
        title_count,
        week_count,
        verdict
    from mart_marketing_effect
)

select * from final
order by exposure, lag_weeks
