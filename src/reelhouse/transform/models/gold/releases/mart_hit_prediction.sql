{{ config(materialized='computed', sort_by=['title_key']) }}
-- reads {{ source('build', 'model_hits') }}
-- reads {{ ref('feature_title_release') }}
-- reads {{ ref('fact_title_standing') }}
-- reads {{ ref('dim_title') }}
