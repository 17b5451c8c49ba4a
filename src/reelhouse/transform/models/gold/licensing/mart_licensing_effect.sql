{{ config(materialized='computed', sort_by=['basis', 'term']) }}
-- reads {{ ref('fact_licensing_deal') }}
-- reads {{ ref('mart_licensing_roi') }}
