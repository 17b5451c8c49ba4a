{{ tmdb_genres(source('tmdb', 'movie'), 'movie') }}
