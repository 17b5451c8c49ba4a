{{ config(materialized='computed', sort_by=['model_name', 'candidate', 'metric']) }}
-- reads {{ source('build', 'models') }}
