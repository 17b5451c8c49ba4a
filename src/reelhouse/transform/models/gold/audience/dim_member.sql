{{ config(sort_by=['member_key']) }}

with members as (
    select * from {{ ref('silver_first_party__member_profile') }}
),

final as (
    select
        {{ member_key('member_id', source('build', 'pseudonym_pads')) }} as member_key,
        country_code,
        plan,
        joined_date,
        cancelled_date,
        cancel_reason,
        has_marketing_consent,
        has_personalisation_consent,
        snapshot_date as known_date
    from members
    where has_analytics_consent
)

select * from final
