{{ config(materialized='computed', sort_by=['model_name', 'bin_number']) }}
-- reads {{ source('build', 'models') }}
