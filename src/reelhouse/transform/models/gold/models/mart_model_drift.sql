{{ config(materialized='computed', sort_by=['model_name', 'feature']) }}
-- reads {{ source('build', 'models') }}
-- reads {{ ref('feature_title_release') }}
-- reads {{ ref('fact_title_standing') }}
-- reads {{ ref('dim_title') }}
