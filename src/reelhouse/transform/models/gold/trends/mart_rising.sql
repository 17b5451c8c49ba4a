{{ config(materialized='computed', sort_by=['measure', 'platform', 'subject_kind', 'subject_id']) }}
-- reads {{ ref('mart_trend_week') }}
