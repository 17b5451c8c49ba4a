{{ config(materialized='computed', sort_by=['phase', 'genre', 'title_kind']) }}
-- reads {{ ref('fact_netflix_week') }}
-- reads {{ ref('mart_netflix_lifecycle') }}
-- reads {{ ref('dim_title') }}
