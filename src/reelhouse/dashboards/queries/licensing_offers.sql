-- The open offers, as they are asked for.
with final as (
    select
        offer_id,
        title,
        licensor,
        region,
        rights_window,
        is_exclusive,
        start_date,
        fee_usd
    from fact_licensing_offer
    where is_open
        and {regions:region}
)

select * from final
order by fee_usd desc, offer_id
