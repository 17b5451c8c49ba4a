{{ config(materialized='computed', sort_by=['platform', 'content_type', 'channel_id', 'time_scale', 'time_value']) }}
-- reads {{ ref('feature_posting') }}
-- reads {{ source('build', 'model_posting_time') }}
