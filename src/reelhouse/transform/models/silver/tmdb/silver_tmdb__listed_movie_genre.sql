{{ tmdb_listed_genres(source('tmdb', 'listed_movie'), 'movie') }}
