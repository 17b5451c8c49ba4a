{{ config(sort_by=['offer_id']) }}

with

{{ described_licences(ref('silver_first_party__licensing_offer')) }}

measured as (
    select
        *,
        {{ days_from_to('start_date', 'end_date') }} + 1 as term_days,
        {{ days_from_to('premiere_date', 'start_date') }} as lag_days
    from described
),

final as (
    select
        offer_id,
        title_key,
        title,
        title_type,
        is_anime,
        licensor,
        region,
        rights_window,
        is_exclusive,
        offered_date,
        valid_until_date,
        start_date,
        end_date,
        as_of_date,
        valid_until_date is null or valid_until_date >= as_of_date as is_open,
        cast(term_days as integer) as term_days,
        premiere_date,
        cast(lag_days as integer) as lag_days,
        score,
        score_source,
        cast(fee_usd as double) as fee_usd
    from measured
)

select * from final
