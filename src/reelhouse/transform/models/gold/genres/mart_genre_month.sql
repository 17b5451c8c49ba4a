{{ config(materialized='computed', sort_by=['genre', 'calendar_month']) }}
-- reads {{ ref('mart_run_week') }}
-- reads {{ ref('bridge_title_genre') }}
-- reads {{ ref('dim_genre') }}
