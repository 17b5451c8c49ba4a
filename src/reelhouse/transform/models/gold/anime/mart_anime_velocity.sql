{{ config(materialized='computed', sort_by=['source', 'record_id']) }}
-- reads {{ ref('dim_anime') }}
-- reads {{ ref('fact_anime_snapshot') }}
