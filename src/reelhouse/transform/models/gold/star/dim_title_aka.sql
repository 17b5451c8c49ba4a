{{ config(sort_by=['title_key', 'aka_ordering']) }}

select * from {{ ref('silver_imdb__title_aka') }}
