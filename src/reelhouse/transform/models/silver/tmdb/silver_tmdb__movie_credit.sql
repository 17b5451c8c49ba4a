{{ tmdb_credits(source('tmdb', 'movie'), 'movie') }}
