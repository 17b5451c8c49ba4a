{{ config(sort_by=['person_key']) }}

select * from {{ ref('silver_imdb__person') }}
