{%- set revenue -%}
nullif({{ json_integer('payload', 'revenue') }}, 0) as revenue_usd
{%- endset -%}
{{ tmdb_snapshots(source('tmdb', 'movie'), source('tmdb', 'listed_movie'), 'movie', revenue) }}
