-- who does not agree to being counted is left out here, and with it everywhere after
with profiles as (
    select member_id
    from {{ ref('silver_first_party__member_profile') }}
    where has_analytics_consent
),

final as (
    select member_id, {{ member_key('member_id', source('build', 'pseudonym_pads')) }} as member_key
    from profiles
)

select * from final
