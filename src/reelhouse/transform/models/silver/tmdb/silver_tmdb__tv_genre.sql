{{ tmdb_genres(source('tmdb', 'tv'), 'tv') }}
