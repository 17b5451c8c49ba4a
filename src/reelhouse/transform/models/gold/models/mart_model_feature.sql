{{ config(materialized='computed', sort_by=['model_name', 'feature_number']) }}
-- reads {{ source('build', 'models') }}
