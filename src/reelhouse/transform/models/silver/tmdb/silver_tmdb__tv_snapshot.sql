{%- set episodes -%}
{{ json_integer('payload', 'number_of_episodes') }} as episode_count
{%- endset -%}
{{ tmdb_snapshots(source('tmdb', 'tv'), source('tmdb', 'listed_tv'), 'tv', episodes) }}
