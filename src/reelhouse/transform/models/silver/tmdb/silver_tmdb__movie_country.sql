{{ tmdb_countries(source('tmdb', 'movie'), 'movie') }}
