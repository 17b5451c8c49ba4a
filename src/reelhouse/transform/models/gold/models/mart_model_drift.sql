{{ config(materialized='computed', sort_by=['model_name', 'feature']) }}
-- reads {{ source('build', 'models') }}
-- reads {{ ref('feature_member_month') }}
-- reads {{ ref('feature_member_favourite') }}
-- reads {{ ref('feature_member_genre') }}
-- reads {{ ref('dim_member') }}
-- reads {{ ref('feature_video_look') }}
-- reads {{ ref('feature_posting') }}
