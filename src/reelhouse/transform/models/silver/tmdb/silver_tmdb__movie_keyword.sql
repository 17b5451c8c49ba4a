{{ tmdb_keywords('movie') }}
