{{ config(materialized='computed', sort_by=['genre']) }}
-- reads {{ ref('mart_run_week') }}
-- reads {{ ref('mart_run_half_year') }}
-- reads {{ ref('bridge_title_video') }}
-- reads {{ ref('dim_video') }}
-- reads {{ ref('fact_video_snapshot') }}
-- reads {{ ref('bridge_title_genre') }}
-- reads {{ ref('dim_genre') }}
