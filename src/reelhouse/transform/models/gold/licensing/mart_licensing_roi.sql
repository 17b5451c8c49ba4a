{{ config(materialized='computed', sort_by=['deal_id', 'basis']) }}
-- reads {{ ref('fact_licensing_deal') }}
-- reads {{ ref('dim_member') }}
-- reads {{ ref('fact_viewing_hour') }}
-- reads {{ ref('silver_first_party__regional_subscriber') }}
-- reads {{ ref('silver_first_party__subscription_revenue') }}
