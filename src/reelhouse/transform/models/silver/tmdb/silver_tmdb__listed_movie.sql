{{ tmdb_listed('movie') }}
