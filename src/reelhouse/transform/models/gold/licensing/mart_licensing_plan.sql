{{ config(materialized='computed', sort_by=['model_version']) }}
-- reads {{ source('build', 'model_licensing_choice') }}
-- reads {{ ref('fact_licensing_offer') }}
-- reads {{ ref('fact_licensing_deal') }}
