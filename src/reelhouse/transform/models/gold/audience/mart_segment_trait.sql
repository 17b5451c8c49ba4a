{{ config(materialized='computed', sort_by=['segment_number', 'trait']) }}
-- reads {{ ref('feature_member_month') }}
-- reads {{ ref('feature_member_genre') }}
-- reads {{ ref('dim_member') }}
-- reads {{ source('build', 'model_segments') }}
