{{ config(
    materialized='computed',
    sort_by=['title_key', 'source', 'record_kind', 'record_id'],
    needs=['title_record']
) }}

-- reads {{ ref('title_record') }}
-- reads {{ ref('silver_imdb__title') }}
-- reads {{ ref('silver_imdb__rating') }}
-- reads {{ ref('dim_title_aka') }}
-- reads {{ source('build', 'title_overrides') }}
