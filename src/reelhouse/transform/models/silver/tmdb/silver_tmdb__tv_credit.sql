{{ tmdb_credits(source('tmdb', 'tv'), 'tv') }}
