{{ config(materialized='computed', sort_by=['text_kind', 'platform', 'text_id']) }}
-- reads {{ source('build', 'model_topics') }}
-- reads {{ ref('fact_text_term') }}
