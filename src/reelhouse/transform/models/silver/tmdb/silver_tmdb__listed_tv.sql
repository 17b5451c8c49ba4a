{{ tmdb_listed('tv') }}
