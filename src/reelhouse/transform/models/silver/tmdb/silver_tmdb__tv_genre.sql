{{ tmdb_genres('tv') }}
