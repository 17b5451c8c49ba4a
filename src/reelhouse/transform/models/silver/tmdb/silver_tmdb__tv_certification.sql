{{ tmdb_with_entries(source('tmdb', 'tv'), 'content_ratings.results') }}

select
    {{ tmdb_title_id('tv') }},
    {{ json_text('entry', 'iso_3166_1') }} as country,
    position as certification_position,
    nullif({{ json_text('entry', 'rating') }}, '') as certification
from entries
