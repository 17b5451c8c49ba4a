{{ tmdb_listed_genres('tv') }}
