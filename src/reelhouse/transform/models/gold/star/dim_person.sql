{{ config(sort_by=['person_key'], in_order_of='imdb__name_basics') }}

select * from {{ ref('silver_imdb__person') }}
