{{ config(sort_by=['title_key'], in_order_of='imdb__title_episode') }}

select * from {{ ref('silver_imdb__episode') }}
