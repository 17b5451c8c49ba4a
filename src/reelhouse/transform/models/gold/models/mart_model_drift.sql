{{ config(materialized='computed', sort_by=['model_name', 'feature']) }}
-- reads {{ source('build', 'models') }}
-- reads {{ ref('fact_netflix_week') }}
-- reads {{ ref('bridge_title_genre') }}
-- reads {{ ref('dim_genre') }}
