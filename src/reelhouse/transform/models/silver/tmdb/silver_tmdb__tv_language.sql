{{ tmdb_languages(source('tmdb', 'tv'), 'tv') }}
