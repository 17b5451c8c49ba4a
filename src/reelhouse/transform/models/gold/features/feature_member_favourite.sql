{{ config(materialized='computed', sort_by=['member_key', 'month_start_date']) }}
-- reads {{ ref('feature_member_month') }}
-- reads {{ ref('fact_viewing_hour') }}
-- reads {{ ref('dim_title') }}
-- reads {{ ref('bridge_title_genre') }}
-- reads {{ ref('dim_genre') }}
-- reads {{ ref('fact_premiere') }}
-- reads {{ source('build', 'terms') }}
