{{ tmdb_credits('movie') }}
