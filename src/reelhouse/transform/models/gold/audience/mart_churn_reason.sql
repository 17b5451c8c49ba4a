{{ config(materialized='computed', sort_by=['member_key', 'reason_number']) }}
-- reads {{ ref('feature_member_month') }}
-- reads {{ ref('feature_member_favourite') }}
-- reads {{ ref('dim_member') }}
-- reads {{ ref('fact_subscriber_month') }}
-- reads {{ source('build', 'model_churn') }}
