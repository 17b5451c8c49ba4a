{{ config(materialized='computed', sort_by=['offer_id']) }}
-- reads {{ source('build', 'model_licensing_choice') }}
-- reads {{ ref('fact_licensing_offer') }}
-- reads {{ ref('fact_licensing_deal') }}
