{{ tmdb_genres('movie') }}
