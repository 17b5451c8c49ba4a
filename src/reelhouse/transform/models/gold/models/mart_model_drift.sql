{{ config(materialized='computed', sort_by=['model_name', 'feature']) }}
-- reads {{ source('build', 'models') }}
-- reads {{ ref('fact_licensing_offer') }}
