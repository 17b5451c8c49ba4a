{{ config(sort_by=['title_key']) }}

select * from {{ ref('silver_imdb__episode') }}
