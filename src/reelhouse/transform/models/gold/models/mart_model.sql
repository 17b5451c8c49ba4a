{{ config(materialized='computed', sort_by=['model_name']) }}
-- reads {{ source('build', 'models') }}
