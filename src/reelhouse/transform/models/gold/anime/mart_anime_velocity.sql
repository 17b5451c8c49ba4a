{{ config(materialized='computed', sort_by=['source', 'record_id']) }}
-- reads {{ ref('mart_anime') }}
-- reads {{ ref('silver_jikan__anime_snapshot') }}
-- reads {{ ref('silver_anilist__anime_snapshot') }}
