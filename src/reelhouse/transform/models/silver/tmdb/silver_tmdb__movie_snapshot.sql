{%- set revenue -%}
nullif({{ json_integer('payload', 'revenue') }}, 0) as revenue_usd
{%- endset -%}
{{ tmdb_snapshots('movie', revenue) }}
