{{ tmdb_companies('tv') }}
