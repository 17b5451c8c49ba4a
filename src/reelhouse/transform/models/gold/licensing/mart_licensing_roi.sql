{{ config(materialized='computed', sort_by=['deal_id', 'basis']) }}
-- reads {{ ref('fact_licensing_deal') }}
-- reads {{ ref('bridge_title_source') }}
-- reads {{ ref('silver_first_party__member_profile') }}
-- reads {{ ref('silver_first_party__regional_subscriber') }}
-- reads {{ ref('silver_first_party__subscription_revenue') }}
-- reads {{ ref('silver_first_party__viewing_session') }}
