{{ tmdb_credits('tv') }}
