{{ config(materialized='computed', sort_by=['corpus', 'topic_number']) }}
-- reads {{ source('build', 'model_topics') }}
-- reads {{ ref('fact_text_term') }}
