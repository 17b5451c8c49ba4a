select
    member_id,
    country as country_code,
    plan,
    cast(joined_date as date) as joined_date,
    cast(cancelled_date as date) as cancelled_date,
    cancel_reason,
    cancelled_date is null as is_active,
    consent_analytics = 'true' as has_analytics_consent,
    consent_marketing = 'true' as has_marketing_consent,
    consent_personalisation = 'true' as has_personalisation_consent,
    cast(consent_date as date) as consent_date,
    snapshot_date
from {{ source('first_party', 'member_profiles') }}
