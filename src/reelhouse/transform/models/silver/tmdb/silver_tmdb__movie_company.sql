{{ tmdb_companies('movie') }}
