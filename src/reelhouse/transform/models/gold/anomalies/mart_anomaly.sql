{{ config(materialized='computed', sort_by=['subject_kind', 'subject_key', 'at_date']) }}
-- reads {{ ref('mart_viewing_day') }}
-- reads {{ ref('mart_video_day') }}
-- reads {{ ref('dim_video') }}
-- reads {{ ref('mart_channel_day') }}
-- reads {{ ref('mart_forecast_check') }}
-- reads {{ source('build', 'model_anomalies') }}
