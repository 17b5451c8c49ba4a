{{ config(materialized='computed', sort_by=['exposure', 'lag_weeks']) }}
-- reads {{ ref('mart_marketing_title_week') }}
-- reads {{ ref('fact_netflix_week') }}
-- reads {{ ref('dim_title') }}
