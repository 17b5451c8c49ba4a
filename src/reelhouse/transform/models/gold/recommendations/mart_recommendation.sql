{{ config(materialized='computed', sort_by=['member_key', 'recommendation_rank']) }}
-- reads {{ ref('dim_member') }}
-- reads {{ ref('fact_viewing_hour') }}
-- reads {{ ref('dim_title') }}
-- reads {{ ref('fact_offer') }}
-- reads {{ source('build', 'model_recommendations') }}
