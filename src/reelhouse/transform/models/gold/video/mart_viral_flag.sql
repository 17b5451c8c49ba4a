{{ config(materialized='computed', sort_by=['platform', 'video_id']) }}
-- reads {{ ref('feature_video_look') }}
-- reads {{ source('build', 'model_virality') }}
