{{ config(materialized='computed', sort_by=['old_title_key'], needs=['title_record']) }}

-- reads {{ ref('title_record') }}
-- reads {{ ref('silver_imdb__title') }}
-- reads {{ ref('silver_imdb__rating') }}
-- reads {{ ref('dim_title_aka') }}
