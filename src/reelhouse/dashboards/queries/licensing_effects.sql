-- What a trait of a deal adds to revenue per dollar, the others held equal.
with final as (
    select
        term,
        deal_count,
        effect_rate,
        effect_low_rate,
        effect_high_rate,
        verdict
    from mart_licensing_effect
    where {bases:basis}
        and term <> 'baseline'
        and effect_rate is not null
)

select * from final
order by effect_rate desc, term
