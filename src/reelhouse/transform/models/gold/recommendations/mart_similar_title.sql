{{ config(materialized='computed', sort_by=['title_key', 'similarity_rank']) }}
-- reads {{ ref('dim_title') }}
-- reads {{ source('build', 'model_recommendations') }}
