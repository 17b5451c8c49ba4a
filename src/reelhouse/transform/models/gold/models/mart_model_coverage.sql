{{ config(materialized='computed', sort_by=['model_name', 'nominal_rate']) }}
-- reads {{ source('build', 'models') }}
