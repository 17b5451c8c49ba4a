{{ config(sort_by=['title_key', 'credit_ordering'], in_order_of='imdb__title_principals') }}

select * from {{ ref('silver_imdb__credit') }}
