{{ config(materialized='computed', sort_by=['series_kind', 'series_key', 'candidate']) }}
-- reads {{ ref('fact_netflix_week') }}
-- reads {{ ref('bridge_title_genre') }}
-- reads {{ ref('dim_genre') }}
-- reads {{ ref('mart_viewing_month') }}
-- reads {{ ref('mart_viewing_day') }}
-- reads {{ source('build', 'model_forecasts') }}
