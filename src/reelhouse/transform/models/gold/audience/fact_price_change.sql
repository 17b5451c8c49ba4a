{{ config(sort_by=['region', 'plan', 'start_date']) }}

with changes as (
    select region, plan, start_date, old_price_usd, new_price_usd, announced_date
    from {{ ref('silver_first_party__price_change') }}
),

final as (
    select
        region,
        plan,
        start_date,
        coalesce(announced_date, start_date) as announced_date,
        old_price_usd,
        new_price_usd,
        {{ ratio('new_price_usd - old_price_usd', 'old_price_usd') }} as change_rate
    from changes
)

select * from final
