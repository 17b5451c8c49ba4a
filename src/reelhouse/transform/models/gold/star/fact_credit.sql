{{ config(sort_by=['title_key', 'credit_ordering']) }}

select * from {{ ref('silver_imdb__credit') }}
