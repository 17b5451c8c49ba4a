{{ config(sort_by=['title_key', 'aka_ordering'], in_order_of='imdb__title_akas') }}

select * from {{ ref('silver_imdb__title_aka') }}
