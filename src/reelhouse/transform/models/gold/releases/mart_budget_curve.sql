{{ config(materialized='computed', sort_by=['genre', 'budget_usd']) }}
-- reads {{ source('build', 'model_gross') }}
-- reads {{ ref('feature_title_release') }}
-- reads {{ ref('fact_title_standing') }}
-- reads {{ ref('dim_title') }}
