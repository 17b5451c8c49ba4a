{{ tmdb_listed_genres('movie') }}
