{{ tmdb_countries(source('tmdb', 'tv'), 'tv') }}
