-- What writing to the first so many of the members who agree to it is expected to bring.
with final as (
    select
        contacted_rate,
        member_count,
        least_probability,
        expected_leaver_count,
        expected_kept_count,
        cost_usd,
        expected_value_usd,
        expected_value_low_usd,
        expected_value_high_usd,
        effect_rate,
        months_kept,
        contact_cost_usd
    from mart_churn_contact
)

select * from final
order by contacted_rate
