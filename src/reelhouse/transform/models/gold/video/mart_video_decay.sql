{{ config(materialized='computed', sort_by=['platform', 'content_type']) }}
-- reads {{ ref('mart_video_day') }}
-- reads {{ ref('dim_video') }}
